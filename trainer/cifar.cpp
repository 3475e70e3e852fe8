#include "trainer/cifar.hpp"

#include <cstring>
#include <map>

#include "shared/files.hpp"
#include "trainer/fetch.hpp"

namespace ganvas::train {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t image_bytes = 3 * 32 * 32, record_bytes = 1 + image_bytes, published_records = 10000;
constexpr int label_count = 10;
const char* const unpacked_folder = "cifar-10-batches-bin";
const char* const archive_name = "cifar-10-binary.tar.gz";
const char* const archive_address = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz";
const char* const archive_sha256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd";

std::vector<std::string> files_of(Split split) {
  if (split == Split::test) return {"test_batch.bin"};
  return {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"};
}

// A path that may not be looked at counts as missing.
bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

// The folder that holds the files: this one, or the one that the archive makes in it.
fs::path batches_in(const fs::path& folder) {
  return is_there(folder / files_of(Split::train)[0]) ? folder : folder / unpacked_folder;
}

// Whole records with labels in range.
Result<std::vector<std::byte>> read_records(const fs::path& path) {
  if (!is_there(path)) return fail(path.string(), ": not found; run: ./ganvas data cifar10");
  GANVAS_TRY(auto bytes, read_file(path));
  if (bytes.empty()) return fail(path.string(), ": is empty; fetch it again");
  if (bytes.size() % record_bytes != 0)
    return fail(path.string(), ": ", bytes.size(), " bytes: image ", bytes.size() / record_bytes, " at byte ",
                bytes.size() / record_bytes * record_bytes, " has ", bytes.size() % record_bytes, " of its ",
                record_bytes, " bytes; the file is truncated or damaged, fetch it again");
  for (std::size_t at = 0; at < bytes.size(); at += record_bytes)
    if (const int label = static_cast<int>(bytes[at]); label >= label_count)
      return fail(path.string(), ": byte ", at, ": label ", label, " of image ", at / record_bytes, ", wanted 0 to ",
                  label_count - 1, "; the file is damaged or another one");
  return bytes;
}

Status verify_published(const fs::path& folder, Split split) {
  std::map<int, std::size_t> counts;
  for (const std::string& name : files_of(split)) {
    GANVAS_TRY(const auto bytes, read_records(folder / name));
    if (bytes.size() != published_records * record_bytes)
      return fail((folder / name).string(), ": ", bytes.size() / record_bytes, " images, the published file has ",
                  published_records);
    for (std::size_t at = 0; at < bytes.size(); at += record_bytes) ++counts[static_cast<int>(bytes[at])];
  }
  const std::size_t wanted = files_of(split).size() * published_records / label_count;
  for (int label = 0; label < label_count; ++label)
    if (counts[label] != wanted)
      return fail(folder.string(), ": ", split == Split::train ? "the training files have " : "test_batch.bin has ",
                  counts[label], " images of label ", label, ", the published ones have ", wanted);
  return Done{};
}

Status verify_archive(const fs::path& path) {
  GANVAS_TRY(const auto found, sha256_of_file(path));
  if (found == archive_sha256) return Done{};
  return fail(path.string(), ": SHA-256 ", found, ", wanted ", archive_sha256, "; it is damaged or another file");
}

// Unpacked beside its place and moved when whole, so that an interruption leaves nothing that looks like the data set.
Status unpack(const fs::path& archive, const fs::path& folder) {
  const auto partial = folder / "unpacking.partial";
  std::error_code error;
  fs::remove_all(partial, error);
  fs::create_directories(partial, error);
  if (error) return fail(partial.string(), ": cannot create: ", error.message());
  auto status = run_program({"tar", "-xzf", archive.string(), "-C", partial.string()}, "");
  if (status) {
    fs::remove_all(folder / unpacked_folder, error);
    fs::rename(partial / unpacked_folder, folder / unpacked_folder, error);
    if (error) status = fail(archive.string(), ": holds no ", unpacked_folder, ": ", error.message());
  }
  fs::remove_all(partial, error);
  if (!status) return fail(archive.string(), ": cannot unpack: ", status.message());
  return status;
}

Status copy_batches(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to, error);
  for (const Split split : {Split::train, Split::test}) {
    GANVAS_CHECK(verify_published(from, split));
    for (const std::string& name : files_of(split)) {
      GANVAS_TRY(const auto bytes, read_file(from / name));
      GANVAS_CHECK(write_file(to / name, bytes));
    }
  }
  return Done{};
}

}  // namespace

Result<DataSet> load_cifar10(const KnownDataSet& known, const fs::path& root, Split split) {
  const auto folder = batches_in(root / known.name);
  std::vector<std::vector<std::byte>> files;
  Sha256 sha256;
  std::size_t count = 0;
  for (const std::string& name : files_of(split)) {
    GANVAS_TRY(files.emplace_back(), read_records(folder / name));
    sha256.add(files.back());
    count += files.back().size() / record_bytes;
  }
  DataSet data{torch::empty({static_cast<std::int64_t>(count), 3, 32, 32}, torch::kUInt8),
               torch::empty({static_cast<std::int64_t>(count)}, torch::kInt64), known.label_names, known.title,
               sha256.hex()};
  // A record is its label, then 1024 bytes each of red, green, blue, row by row: the tensor's own order.
  auto* pixels = data.images.data_ptr<std::uint8_t>();
  auto* label = data.labels.data_ptr<std::int64_t>();
  for (const auto& bytes : files) {
    for (std::size_t at = 0; at < bytes.size(); at += record_bytes, pixels += image_bytes) {
      *label++ = static_cast<std::int64_t>(bytes[at]);
      std::memcpy(pixels, bytes.data() + at + 1, image_bytes);
    }
  }
  return data;
}

Status fetch_cifar10(const fs::path& folder, const std::string& from) {
  fs::path archive = fs::path(from) / archive_name;
  if (from.empty()) {
    archive = folder / text(archive_name, ".download");
    GANVAS_CHECK(download(archive_address, archive));
  }
  if (from.empty() || is_there(archive)) {
    auto status = verify_archive(archive);
    if (status) status = unpack(archive, folder);
    std::error_code ignored;
    if (from.empty()) fs::remove(archive, ignored);
    if (!status) return status;
  } else {
    if (!is_there(batches_in(from) / files_of(Split::train)[0]))
      return fail(from, ": has neither ", archive_name, " nor ", files_of(Split::train)[0]);
    GANVAS_CHECK(copy_batches(batches_in(from), folder / unpacked_folder));
  }
  std::printf("%s/%s: verified\n", folder.c_str(), unpacked_folder);
  return Done{};
}

}  // namespace ganvas::train
