// What TensorBoard reads: an event file of scalars and pictures. The format is TFRecord frames around protocol buffers;
// of the buffers four message types are needed, so they are encoded here by hand:
//
//     Event   { 1: double wall_time, 2: int64 step, 3: string file_version, 5: Summary, 7: SessionLog }
//     Summary { 1: repeated Value { 1: string tag, 2: float simple_value, 4: Image } }
//     Image   { 1: int32 height, 2: int32 width, 3: int32 colorspace (channels), 4: bytes encoded_image_string }
//     SessionLog { 1: enum status (1: START) }
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "shared/result.hpp"

namespace ganvas::train {

class EventFile {
 public:
  /// A new file in `folder`. A run that goes on from `step` > 0 writes a file of its own, whose first word to
  /// TensorBoard is to forget what earlier files have after that step.
  static Result<EventFile> create(const std::filesystem::path& folder, long long step);

  /// Each is one event, on disk when the call returns.
  Status scalars(long long step, const std::map<std::string, double>& values);
  Status image(long long step, std::string_view tag, std::span<const std::byte> png);

 private:
  EventFile() = default;
  Status append(std::string_view event);

  std::filesystem::path path_;
  std::ofstream file_;
};

/// The CRC of RFC 3720 (Castagnoli), as TFRecord uses it.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace ganvas::train
