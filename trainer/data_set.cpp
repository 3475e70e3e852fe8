#include "trainer/data_set.hpp"

#include <openssl/evp.h>
#include <spawn.h>
#include <sys/wait.h>
#include <zlib.h>

#include <cstring>

#include "shared/files.hpp"

extern char** environ;

namespace ganvas::train {
namespace {

constexpr std::size_t largest_idx = std::size_t{1} << 31;

const DataSetSource sources[] = {
    {"mnist",
     "MNIST",
     {{"train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
      {"train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
      {"t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
      {"t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}},
     {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
     {"https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"},
     nullptr},
    {"fashion",
     "Fashion-MNIST",
     {{"train-images-idx3-ubyte", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
      {"train-labels-idx1-ubyte", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
      {"t10k-images-idx3-ubyte", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
      {"t10k-labels-idx1-ubyte", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"}},
     {"T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"},
     {"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", nullptr},
     "/usr/share/datasets/fashion-mnist"},
};

std::string sha256_of(std::span<const std::byte> bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", digest[i]);
    hex += pair;
  }
  return hex;
}

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

Status download(const std::string& address, const std::filesystem::path& to) {
  const std::string target = to.string();
  const char* words[] = {"curl",     "--fail",       "--location",    "--silent", "--show-error",
                         "--output", target.c_str(), address.c_str(), nullptr};
  pid_t child = 0;
  if (posix_spawnp(&child, "curl", nullptr, nullptr, const_cast<char* const*>(words), environ) != 0)
    return fail("cannot start curl; install it, or pass files that you have with --from DIR");
  int code = 0;
  waitpid(child, &code, 0);
  if (!WIFEXITED(code) || WEXITSTATUS(code) != 0) return fail(address, ": download failed");
  return Done{};
}

Status verify(const std::filesystem::path& path, const DataFile& file) {
  GANVAS_TRY(const auto bytes, read_unpacked(path));
  const std::string found = sha256_of(bytes);
  if (found == file.sha256) return Done{};
  return fail(path.string(), ": its uncompressed bytes have SHA-256 ", found, ", wanted ", file.sha256,
              "; it is damaged or another file");
}

Status fetch_file(const DataSetSource& source, const DataFile& file, const std::filesystem::path& folder) {
  const auto partial = folder / (std::string(file.name) + ".gz.download");
  std::string faults;
  for (const char* mirror : source.mirrors) {
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

}  // namespace

Result<const DataSetSource*> find_data_set(const std::string& name) {
  std::string known;
  for (const DataSetSource& source : sources) {
    if (name == source.name) return &source;
    known += text(known.empty() ? "" : ", ", source.name);
  }
  return fail("no data set '", name, "', known are: ", known);
}

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

Result<DataSet> load_data_set(const DataSetSource& source, const std::filesystem::path& root, Split split) {
  const DataFile* files = source.files + (split == Split::train ? 0 : 2);
  std::filesystem::path folder = root / source.name;
  if (existing(folder, files[0].name).empty() && source.package_folder) folder = source.package_folder;
  std::filesystem::path paths[2];
  for (int i = 0; i < 2; ++i) {
    paths[i] = existing(folder, files[i].name);
    if (paths[i].empty())
      return fail((folder / files[i].name).string(), ": not found, with or without .gz; run: ./ganvas data ",
                  source.name);
  }
  DataSet data;
  std::string label_sha256;
  GANVAS_TRY(data.images, read_idx(paths[0], 3, &data.sha256));
  GANVAS_TRY(data.labels, read_idx(paths[1], 1, &label_sha256));
  if (data.images.size(0) != data.labels.size(0))
    return fail(paths[0].string(), ": ", data.images.size(0), " images, but ", data.labels.size(0), " labels in ",
                paths[1].string());
  if (data.images.size(1) != 28 || data.images.size(2) != 28)
    return fail(paths[0].string(), ": images of ", data.images.size(1), "×", data.images.size(2), ", wanted 28×28");
  if (const int most = data.labels.max().item<int>(); most > 9)
    return fail(paths[1].string(), ": label ", most, ", wanted 0 to 9");
  data.images = data.images.unsqueeze(1);
  data.labels = data.labels.to(torch::kInt64);
  data.sha256 += " " + label_sha256;
  data.title = source.title;
  data.label_names.assign(std::begin(source.labels), std::end(source.labels));
  return data;
}

Status fetch_data_set(const DataSetSource& source, const std::filesystem::path& root, const std::string& from) {
  const auto folder = root / source.name;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(folder.string(), ": cannot create: ", error.message());
  for (const DataFile& file : source.files) {
    if (from.empty()) {
      GANVAS_CHECK(fetch_file(source, file, folder));
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
