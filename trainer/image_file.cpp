#include "trainer/image_file.hpp"

#include <stb/stb_image.h>
#include <stb/stb_image_resize.h>
#include <zlib.h>

#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "shared/shapes.hpp"

namespace ganvas::train {
namespace {

using Bytes = std::span<const std::byte>;

constexpr long long largest_picture = 1LL << 27;  // pixels; more is a mistake or an attack
constexpr int largest_enlargement = 4;            // beyond it a network would learn the blur of enlarged icons
constexpr std::string_view png_begin = "\x89PNG\r\n\x1a\n", jpeg_begin = "\xff\xd8\xff";

bool begins(Bytes bytes, std::string_view with) {
  return bytes.size() >= with.size() && std::memcmp(bytes.data(), with.data(), with.size()) == 0;
}

std::uint32_t big_endian(Bytes bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | static_cast<std::uint32_t>(bytes[at++]);
  return value;
}

// stb_image checks no checksum, so a damaged PNG would decode into noise. A chunk is length, type, data, CRC of the
// two.
Status check_png(const std::string& path, Bytes bytes) {
  for (std::size_t at = png_begin.size();;) {
    const std::size_t left = bytes.size() - at;
    const std::size_t length = left < 12 ? left : big_endian(bytes, at, 4);
    if (left < 12 || length > left - 12)
      return fail(path, ": the PNG ends at byte ", bytes.size(), " within the chunk that begins at byte ", at,
                  "; it is truncated or damaged");
    const std::string_view type(reinterpret_cast<const char*>(bytes.data() + at + 4), 4);
    const auto* covered = reinterpret_cast<const Bytef*>(bytes.data() + at + 4);
    if (crc32(0, covered, static_cast<uInt>(4 + length)) != big_endian(bytes, at + 8 + length, 4))
      return fail(path, ": the PNG chunk at byte ", at, " does not fit its checksum; the file is damaged");
    if (type == "IEND") return Done{};
    at += 12 + length;
  }
}

// stb_image reads zeros past the end, so half a JPEG would decode into half a picture. The segments before the
// picture's data are stepped over, as a thumbnail in one of them has an end marker of its own.
Status check_jpeg(const std::string& path, Bytes bytes) {
  std::size_t at = 2;
  while (at + 4 <= bytes.size() && bytes[at] == std::byte{0xff} && bytes[at + 1] != std::byte{0xda})
    at += bytes[at + 1] == std::byte{0xff} ? 1 : 2 + big_endian(bytes, at + 2, 2);
  for (; at + 2 <= bytes.size(); ++at)
    if (bytes[at] == std::byte{0xff} && bytes[at + 1] == std::byte{0xd9}) return Done{};
  return fail(path, ": the JPEG ends at byte ", bytes.size(), " without its end marker; it is truncated");
}

Status check_whole(const std::string& path, Bytes bytes) {
  if (bytes.empty()) return fail(path, ": is empty");
  if (begins(bytes, png_begin)) return check_png(path, bytes);
  if (begins(bytes, jpeg_begin)) return check_jpeg(path, bytes);
  return fail(path, ": does not begin as a PNG or JPEG does; convert it, or take it out");
}

// Interleaved pixels with alpha -> without, on white.
std::vector<std::uint8_t> on_white(const std::uint8_t* pixels, std::size_t count, int channels) {
  std::vector<std::uint8_t> opaque;
  opaque.reserve(count * static_cast<std::size_t>(channels));
  for (const auto* end = pixels + count * static_cast<std::size_t>(channels + 1); pixels < end;
       pixels += channels + 1) {
    const int alpha = pixels[channels];
    for (int c = 0; c < channels; ++c)
      opaque.push_back(static_cast<std::uint8_t>((pixels[c] * alpha + 255 * (255 - alpha) + 127) / 255));
  }
  return opaque;
}

struct Area {
  int x, y, width, height;
};
// The largest area of the wanted aspect in the centre.
Area centre(int width, int height, int wanted_width, int wanted_height) {
  const long long across = 1LL * width * wanted_height, down = 1LL * height * wanted_width;
  const int w = across > down ? std::max(1, static_cast<int>((down + wanted_height / 2) / wanted_height)) : width;
  const int h = across < down ? std::max(1, static_cast<int>((across + wanted_width / 2) / wanted_width)) : height;
  return {(width - w) / 2, (height - h) / 2, w, h};
}

// Averages when shrinking, bilinear when enlarging, on the values as they are stored: what the metrics' tools do too.
stbir_filter filter(int from, int to) { return to > from ? STBIR_FILTER_TRIANGLE : STBIR_FILTER_BOX; }

}  // namespace

Status decode_image(const std::filesystem::path& path, Bytes bytes, const Shape& image, std::uint8_t* pixels) {
  GANVAS_CHECK(check_whole(path.string(), bytes));
  const int channels = image[0], height = image[1], width = image[2];
  const auto* data = reinterpret_cast<const stbi_uc*>(bytes.data());
  const int size = static_cast<int>(bytes.size());
  int w = 0, h = 0, in_file = 0;
  if (!stbi_info_from_memory(data, size, &w, &h, &in_file))
    return fail(path.string(), ": cannot be decoded: ", stbi_failure_reason());
  if (1LL * w * h > largest_picture)
    return fail(path.string(), ": is ", w, "×", h, ", more than ", largest_picture, " pixels; scale it down");
  const Area area = centre(w, h, width, height);
  if (area.width * largest_enlargement < width || area.height * largest_enlargement < height)
    return fail(path.string(), ": is ", w, "×", h, ", too small to become ", width, "×", height,
                "; take it out, or train at a smaller size");
  const std::unique_ptr<stbi_uc, void (*)(void*)> decoded(
      stbi_load_from_memory(data, size, &w, &h, &in_file, channels + 1), stbi_image_free);
  if (!decoded) return fail(path.string(), ": cannot be decoded: ", stbi_failure_reason());
  const auto opaque = on_white(decoded.get(), static_cast<std::size_t>(w) * static_cast<std::size_t>(h), channels);

  std::vector<std::uint8_t> resized(static_cast<std::size_t>(element_count(image)));
  const auto* begin = opaque.data() + (1LL * area.y * w + area.x) * channels;
  if (!stbir_resize(begin, area.width, area.height, w * channels, resized.data(), width, height, 0, STBIR_TYPE_UINT8,
                    channels, STBIR_ALPHA_CHANNEL_NONE, 0, STBIR_EDGE_CLAMP, STBIR_EDGE_CLAMP,
                    filter(area.width, width), filter(area.height, height), STBIR_COLORSPACE_LINEAR, nullptr))
    return fail(path.string(), ": cannot be resized from ", w, "×", h, "; is memory short?");
  for (int c = 0; c < channels; ++c)
    for (std::size_t i = static_cast<std::size_t>(c); i < resized.size(); i += static_cast<std::size_t>(channels))
      *pixels++ = resized[i];
  return Done{};
}

}  // namespace ganvas::train
