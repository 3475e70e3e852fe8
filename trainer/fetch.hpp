// What brings a data set here and proves that it is the right one.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "shared/result.hpp"

namespace ganvas::train {

/// SHA-256 of all that was added.
class Sha256 {
 public:
  Sha256();
  void add(std::span<const std::byte> bytes);
  /// 64 digits; once, at the end.
  std::string hex();

 private:
  std::shared_ptr<void> context_;
};
std::string sha256_of(std::span<const std::byte> bytes);
/// Of a file that need not fit into memory.
Result<std::string> sha256_of_file(const std::filesystem::path& path);

/// Runs a program of the PATH with these words and waits; `cure` ends the message if there is no such program.
Status run_program(const std::vector<std::string>& words, const std::string& cure);
/// With curl; what arrived is not verified.
Status download(const std::string& address, const std::filesystem::path& to);

}  // namespace ganvas::train
