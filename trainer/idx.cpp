#include "trainer/idx.hpp"

#include <zlib.h>

#include <cstring>

#include "shared/files.hpp"
#include "trainer/fetch.hpp"

namespace ganvas::train {
namespace {

constexpr std::size_t largest_idx = std::size_t{1} << 31;

// gzread passes a file without a gzip header through as it is: one way for both forms.
Result<std::vector<std::byte>> read_unpacked(const std::filesystem::path& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) return fail(path.string(), ": cannot open: ", std::strerror(errno));
  std::vector<std::byte> bytes;
  std::size_t filled = 0;
  for (int count = 1; count > 0; filled += static_cast<std::size_t>(count)) {
    if (filled > largest_idx) return fail(path.string(), ": unpacks to more than ", largest_idx, " bytes");
    bytes.resize(filled + (1 << 20));
    count = gzread(file.get(), bytes.data() + filled, 1 << 20);
    int code = Z_OK;
    const char* reason = gzerror(file.get(), &code);
    if (count < 0 || (count == 0 && code == Z_BUF_ERROR))
      return fail(path.string(), ": the gzip data are damaged or truncated after ", filled, " bytes (", reason,
                  "); fetch it again");
  }
  bytes.resize(filled);
  return bytes;
}

std::filesystem::path existing(const std::filesystem::path& folder, const std::string& name) {
  for (const char* ending : {".gz", ""})
    if (auto path = folder / (name + ending); std::filesystem::exists(path)) return path;
  return {};
}

std::uint32_t big_endian(const std::byte* at) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint32_t>(at[i]);
  return value;
}

Status verify(const std::filesystem::path& path, const IdxFile& file) {
  GANVAS_TRY(const auto bytes, read_unpacked(path));
  const std::string found = sha256_of(bytes);
  if (found == file.sha256) return Done{};
  return fail(path.string(), ": its uncompressed bytes have SHA-256 ", found, ", wanted ", file.sha256,
              "; it is damaged or another file");
}

Status fetch_file(const IdxFiles& files, const IdxFile& file, const std::filesystem::path& folder) {
  const auto partial = folder / (std::string(file.name) + ".gz.download");
  std::string faults;
  for (const char* mirror : files.mirrors) {
    if (!mirror) continue;
    auto status = download(std::string(mirror) + file.name + ".gz", partial);
    if (status) status = verify(partial, file);
    if (status) {
      GANVAS_TRY(const auto bytes, read_file(partial));
      std::filesystem::remove(partial);
      return write_file(folder / (std::string(file.name) + ".gz"), bytes);
    }
    faults += (faults.empty() ? "" : "; ") + status.message();
  }
  std::error_code ignored;
  std::filesystem::remove(partial, ignored);
  return fail(faults, "; pass files that you have with --from DIR");
}

// The label that is out of range, if any: its place among the labels is its byte in the file, after the header.
Status check_labels(const torch::Tensor& labels, std::size_t count, const std::string& path) {
  const auto* label = labels.data_ptr<std::uint8_t>();
  for (std::int64_t i = 0; i < labels.numel(); ++i)
    if (label[i] >= count)
      return fail(path, ": byte ", 8 + i, ": label ", int{label[i]}, " of image ", i, ", wanted 0 to ", count - 1);
  return Done{};
}

}  // namespace

Result<torch::Tensor> read_idx(const std::filesystem::path& path, int axes, std::string* sha256) {
  GANVAS_TRY(const auto bytes, read_unpacked(path));
  const auto header = static_cast<std::size_t>(4 + 4 * axes);
  const std::uint32_t magic = 0x0800u + static_cast<std::uint32_t>(axes);  // 0x08: unsigned bytes
  if (bytes.size() < header) return fail(path.string(), ": ", bytes.size(), " bytes, too short for an IDX file");
  if (big_endian(bytes.data()) != magic)
    return fail(path.string(), ": magic number ", big_endian(bytes.data()), ", an IDX file of ",
                axes == 3 ? "images" : "labels", " has ", magic, "; is it the right file?");
  std::vector<std::int64_t> shape;
  std::size_t count = 1;
  for (int i = 0; i < axes; ++i) {
    shape.push_back(big_endian(bytes.data() + 4 + 4 * i));
    count *= static_cast<std::size_t>(shape.back());
    if (count > largest_idx) return fail(path.string(), ": claims more than ", largest_idx, " bytes of data");
  }
  if (count == 0) return fail(path.string(), ": holds no data");
  if (bytes.size() - header != count)
    return fail(path.string(), ": has ", bytes.size() - header, " bytes of data, its header says ", count,
                "; it is truncated or damaged, fetch it again");
  if (sha256) *sha256 = sha256_of(bytes);
  auto tensor = torch::empty(shape, torch::kUInt8);
  std::memcpy(tensor.data_ptr(), bytes.data() + header, count);
  return tensor;
}

Result<DataSet> load_idx(const KnownDataSet& known, const std::filesystem::path& root, Split split) {
  const IdxFile* files = known.idx->files + (split == Split::train ? 0 : 2);
  std::filesystem::path folder = root / known.name;
  if (existing(folder, files[0].name).empty() && known.idx->package_folder) folder = known.idx->package_folder;
  std::filesystem::path paths[2];
  for (int i = 0; i < 2; ++i) {
    paths[i] = existing(folder, files[i].name);
    if (paths[i].empty())
      return fail((folder / files[i].name).string(), ": not found, with or without .gz; run: ./ganvas data ",
                  known.name);
  }
  DataSet data;
  std::string label_sha256;
  GANVAS_TRY(data.images, read_idx(paths[0], 3, &data.sha256));
  GANVAS_TRY(data.labels, read_idx(paths[1], 1, &label_sha256));
  if (data.images.size(0) != data.labels.size(0))
    return fail(paths[0].string(), ": ", data.images.size(0), " images, but ", data.labels.size(0), " labels in ",
                paths[1].string());
  if (data.images.size(1) != known.image[1] || data.images.size(2) != known.image[2])
    return fail(paths[0].string(), ": images of ", data.images.size(1), "×", data.images.size(2), ", wanted ",
                known.image[1], "×", known.image[2]);
  GANVAS_CHECK(check_labels(data.labels, known.label_names.size(), paths[1].string()));
  data.images = data.images.unsqueeze(1);
  data.labels = data.labels.to(torch::kInt64);
  data.sha256 += " " + label_sha256;
  data.title = known.title;
  data.label_names = known.label_names;
  return data;
}

Status fetch_idx(const IdxFiles& files, const std::filesystem::path& folder, const std::string& from) {
  for (const IdxFile& file : files.files) {
    if (from.empty()) {
      GANVAS_CHECK(fetch_file(files, file, folder));
    } else {
      const auto path = existing(from, file.name);
      if (path.empty())
        return fail((std::filesystem::path(from) / file.name).string(), ": not found, with or without .gz");
      GANVAS_CHECK(verify(path, file));
      GANVAS_TRY(const auto bytes, read_file(path));
      GANVAS_CHECK(write_file(folder / path.filename(), bytes));
    }
    std::printf("%s/%s: verified\n", folder.c_str(), file.name);
  }
  return Done{};
}

}  // namespace ganvas::train
