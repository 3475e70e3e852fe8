#include "runtime/pixels.hpp"

#include <cmath>

namespace ganvas::runtime {

std::uint8_t pixel_byte(float x, double low, double high) {
  const double level = std::round((static_cast<double>(x) - low) / (high - low) * 255);
  return level > 0 ? static_cast<std::uint8_t>(level < 255 ? level : 255) : std::uint8_t{0};
}

void write_pixels(std::span<const float> image, const ImageFormat& format, std::uint8_t* bytes,
                  std::ptrdiff_t row_stride) {
  const int channels = format.shape[0], height = format.shape[1], width = format.shape[2];
  for (int c = 0; c < channels; ++c)
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        bytes[y * row_stride + std::ptrdiff_t{x} * channels + c] = pixel_byte(
            image[(static_cast<std::size_t>(c) * static_cast<std::size_t>(height) + static_cast<std::size_t>(y)) *
                      static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)],
            format.low, format.high);
}

}  // namespace ganvas::runtime
