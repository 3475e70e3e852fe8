// Whole files of a test as text.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "shared/files.hpp"

namespace ganvas::tests {

inline std::string content_of(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  REQUIRE_MESSAGE(bytes, bytes.message());
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

inline void put(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);  // write_file would wait for the disk, and some of these are large
  REQUIRE(file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush().good());
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace ganvas::tests
