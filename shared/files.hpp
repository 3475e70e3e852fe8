// Whole files, in and out. Not part of the web build.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "shared/result.hpp"

namespace ganvas {

/// Files of up to 2 GB.
Result<std::vector<std::byte>> read_file(const std::filesystem::path& path);

/// Whether `write_file` can go there, as far as can be told before: its folder exists, and nothing but a file stands
/// there.
Status check_target(const std::filesystem::path& path);

/// Written beside (`path`.partial), synced, renamed: after any failure or power cut `path` is the old file or the new
/// one, whole. A failed write removes what it began.
Status write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);
Status write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace ganvas
