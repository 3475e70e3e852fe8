// From a network's numbers to the bytes of a picture: one rule for the tools, the viewer and the page.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/model_card.hpp"

namespace ganvas::runtime {

/// round((x - low)/(high - low)·255), clamped; what is no number is black.
std::uint8_t pixel_byte(float x, double low, double high);

/// Bytes as picture files want them: image [C,H,W] -> bytes [H,W,C], the rows `row_stride` bytes apart.
void write_pixels(std::span<const float> image, const ImageFormat& format, std::uint8_t* bytes,
                  std::ptrdiff_t row_stride);

}  // namespace ganvas::runtime
