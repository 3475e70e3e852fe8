// Whole files, in and out. Not part of the web build.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "shared/result.hpp"

namespace ganvas {

inline constexpr std::uintmax_t largest_file = std::uintmax_t{1} << 34;   // 16 GiB, of a checkpoint
inline constexpr std::uintmax_t largest_model = std::uintmax_t{1} << 30;  // 1 GiB, of weights to play with

/// A larger file is refused before any of it is read, one that has no size, or grows, when it has passed the limit.
Result<std::vector<std::byte>> read_file(const std::filesystem::path& path, std::uintmax_t largest = largest_file);

/// Whether `write_file` can go there, as far as can be told before: its folder exists and has room for so many bytes,
/// and nothing but a file stands there.
Status check_target(const std::filesystem::path& path, std::uintmax_t bytes = 0);

/// Written beside (`path`.partial), synced, renamed: after any failure or power cut `path` is the old file or the new
/// one, whole. A failed write removes what it began.
Status write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);
Status write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace ganvas
