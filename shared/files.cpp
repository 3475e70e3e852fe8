#include "shared/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace ganvas {
namespace {

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  explicit operator bool() const { return fd_ >= 0; }
  operator int() const { return fd_; }
  bool close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0;
  }

 private:
  int fd_;
};

bool write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

Status system_fault(const std::filesystem::path& path, const char* act) {
  const int code = errno;
  return fail(path.string(), ": cannot ", act, ": ", std::strerror(code),
              code == ENOSPC ? "; free some space, what stood there before is untouched" : "");
}

}  // namespace

Result<std::vector<std::byte>> read_file(const std::filesystem::path& path, std::uintmax_t largest) {
  Descriptor file(path, O_RDONLY);
  if (!file) return system_fault(path, "open");
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return fail(path.string(), ": is a folder, a file is wanted");
  const auto size = std::filesystem::file_size(path, error);
  if (!error && size > largest)
    return fail(path.string(), ": has ", size, " bytes, the limit is ", largest, "; is it the right file?");
  std::vector<std::byte> bytes(error ? 0 : size);
  std::size_t filled = 0;
  while (true) {
    if (filled == bytes.size()) bytes.resize(filled + 4096);  // one more read tells the end, or that the file grew
    const ssize_t count = ::read(file, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_fault(path, "read");
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
    if (filled > largest)
      return fail(path.string(), ": has more than ", largest, " bytes, the limit; is it the right file?");
  }
  bytes.resize(filled);
  return bytes;
}

Status check_target(const std::filesystem::path& path, std::uintmax_t bytes) {
  std::error_code error;
  const auto there = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(there)) return fail(path.string(), ": is a folder, a file is wanted");
  if (std::filesystem::exists(there) && !std::filesystem::is_regular_file(there))
    return fail(path.string(), ": is no regular file, and would be replaced by one");
  const auto folder = path.parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder, error))
    return fail(path.string(), ": there is no folder ", folder.string(), "; make it first");
  const auto disk = std::filesystem::space(folder.empty() ? "." : folder, error);
  if (!error && disk.available < bytes)
    return fail(path.string(), ": will have ", bytes, " bytes, and only ", disk.available,
                " are free there; free some space");
  return Done{};
}

Status write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  GANVAS_CHECK(check_target(path));
  const std::filesystem::path partial = path.string() + ".partial";
  Descriptor file(partial, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file) return system_fault(partial, "create");
  if (!write_all(file, bytes) || ::fsync(file) != 0 || !file.close()) {
    Status error = system_fault(path, "write");
    ::unlink(partial.c_str());
    return error;
  }
  if (::rename(partial.c_str(), path.c_str()) != 0) {
    Status error = system_fault(path, "replace");
    ::unlink(partial.c_str());
    return error;
  }
  // The rename itself must reach the disk; a file system that cannot sync a folder has done what it can.
  const auto folder = path.parent_path();
  if (Descriptor directory(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY); directory) ::fsync(directory);
  return Done{};
}

Status write_file(const std::filesystem::path& path, std::string_view text) {
  return write_file(path, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace ganvas
