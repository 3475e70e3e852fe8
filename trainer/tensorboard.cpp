#include "trainer/tensorboard.hpp"

#include <unistd.h>

#include <array>
#include <bit>
#include <chrono>
#include <ctime>

namespace ganvas::train {
namespace {

constexpr auto crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0x82F63B78u : 0);
    table[i] = crc;
  }
  return table;
}();

std::string little_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
  return out;
}

// ---- protocol buffers: a key (field number, wire type), then the value ----

std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
  return out;
}
std::string integer(unsigned field, std::int64_t value) {
  return varint(field << 3 | 0) + varint(static_cast<std::uint64_t>(value));
}
std::string number(unsigned field, double value) {
  return varint(field << 3 | 1) + little_endian(std::bit_cast<std::uint64_t>(value), 8);
}
std::string number(unsigned field, float value) {
  return varint(field << 3 | 5) + little_endian(std::bit_cast<std::uint32_t>(value), 4);
}
std::string bytes(unsigned field, std::string_view value) {
  return varint(field << 3 | 2) + varint(value.size()) + std::string(value);
}

double wall_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}
std::string event(long long step, const std::string& rest) { return number(1, wall_time()) + integer(2, step) + rest; }

// TFRecord stores a CRC rotated and shifted, as the CRC of data that contain their own CRC says little.
std::string masked_crc(std::string_view data) { return little_endian(std::rotr(crc32c(data), 15) + 0xA282EAD8u, 4); }

// TensorBoard reads a folder's files in the order of their names, and takes any name that contains "tfevents".
std::filesystem::path unused_name(const std::filesystem::path& folder) {
  char host[256] = "host";
  gethostname(host, sizeof host - 1);
  for (int number = 0;; ++number) {
    const auto path = folder / text("events.out.tfevents.", std::time(nullptr), ".", host, ".", getpid(), ".", number);
    if (!std::filesystem::exists(path)) return path;
  }
}

}  // namespace

std::uint32_t crc32c(std::string_view data) {
  std::uint32_t crc = ~0u;
  for (const char byte : data) crc = (crc >> 8) ^ crc_table[(crc ^ static_cast<unsigned char>(byte)) & 0xFF];
  return ~crc;
}

Result<EventFile> EventFile::create(const std::filesystem::path& folder, long long step) {
  EventFile events;
  events.path_ = unused_name(folder);
  events.file_.open(events.path_, std::ios::binary);
  GANVAS_CHECK(events.append(number(1, wall_time()) + bytes(3, "brain.Event:2")));
  if (step > 0) {
    const int start = 1;  // SessionLog: points at this event's step and later, in earlier files, are void
    GANVAS_CHECK(events.append(event(step + 1, bytes(7, integer(1, start)))));
  }
  return events;
}

Status EventFile::scalars(long long step, const std::map<std::string, double>& values) {
  std::string summary;
  for (const auto& [tag, value] : values) summary += bytes(1, bytes(1, tag) + number(2, static_cast<float>(value)));
  return append(event(step, bytes(5, summary)));
}

Status EventFile::image(long long step, std::string_view tag, std::span<const std::byte> png) {
  // A PNG begins with 8 bytes of signature, 8 of chunk header, then IHDR: width, height, bit depth, colour type.
  if (png.size() < 26) return fail(path_.string(), ": ", tag, " is no PNG: ", png.size(), " bytes");
  const auto big_endian = [&](std::size_t at) {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<int>(png[at + i]);
    return value;
  };
  constexpr int channels[] = {1, 0, 3, 3, 2, 0, 4};  // by colour type
  const auto colours = channels[std::to_integer<std::size_t>(png[25]) % std::size(channels)];
  const std::string_view encoded(reinterpret_cast<const char*>(png.data()), png.size());
  const auto image = integer(1, big_endian(20)) + integer(2, big_endian(16)) + integer(3, colours) + bytes(4, encoded);
  return append(event(step, bytes(5, bytes(1, bytes(1, tag) + bytes(4, image)))));
}

// A record: u64 length, CRC of the length, data, CRC of the data.
Status EventFile::append(std::string_view data) {
  const auto length = little_endian(data.size(), 8);
  file_ << length << masked_crc(length) << data << masked_crc(data) << std::flush;
  if (!file_) return fail(path_.string(), ": cannot write; is the disk full, or the folder read-only?");
  return Done{};
}

}  // namespace ganvas::train
