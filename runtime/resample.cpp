#include "runtime/resample.hpp"

#include <algorithm>

namespace ganvas::runtime {
namespace {

// Output pixel o lies at (o + ½)/factor - ½ of the input, between `low` and `high`, `part` of the way.
struct Between {
  int low, high;
  float part;
};
Between between(int o, int factor, int size) {
  const float place = std::max(0.0f, (static_cast<float>(o) + 0.5f) / static_cast<float>(factor) - 0.5f);
  const int low = std::min(static_cast<int>(place), size - 1);
  return {low, std::min(low + 1, size - 1), place - static_cast<float>(low)};
}

}  // namespace

void upsample_nearest(const float* x, std::ptrdiff_t planes, int height, int width, int factor, float* y) {
  const std::ptrdiff_t out_width = std::ptrdiff_t{width} * factor;
  for (std::ptrdiff_t row = 0; row < planes * height; ++row, x += width) {
    const float* first = y;
    for (int c = 0; c < width; ++c) y = std::fill_n(y, factor, x[c]);
    for (int f = 1; f < factor; ++f) y = std::copy_n(first, out_width, y);
  }
}

void upsample_bilinear(const float* x, std::ptrdiff_t planes, int height, int width, int factor, float* y) {
  for (std::ptrdiff_t p = 0; p < planes; ++p, x += std::ptrdiff_t{height} * width)
    for (int oy = 0; oy < height * factor; ++oy) {
      const Between v = between(oy, factor, height);
      const float* above = x + std::ptrdiff_t{v.low} * width;
      const float* below = x + std::ptrdiff_t{v.high} * width;
      for (int ox = 0; ox < width * factor; ++ox) {
        const Between h = between(ox, factor, width);
        const float top = above[h.low] + h.part * (above[h.high] - above[h.low]);
        const float bottom = below[h.low] + h.part * (below[h.high] - below[h.low]);
        *y++ = top + v.part * (bottom - top);
      }
    }
}

void pixel_shuffle(const float* x, int channels, int n, int height, int width, int factor, float* y) {
  const std::ptrdiff_t plane = std::ptrdiff_t{n} * height * width;  // of one channel, of all images
  for (int c = 0; c < channels; ++c)
    for (std::ptrdiff_t row = 0; row < std::ptrdiff_t{n} * height; ++row)
      for (int i = 0; i < factor; ++i) {
        const float* from = x + std::ptrdiff_t{c * factor + i} * factor * plane + row * width;
        for (int column = 0; column < width; ++column)
          for (int j = 0; j < factor; ++j) *y++ = from[j * plane + column];
      }
}

void zero_pad(const float* x, std::ptrdiff_t planes, int height, int width, const Border& border, float* y) {
  const std::ptrdiff_t padded_width = std::ptrdiff_t{border.left} + width + border.right;
  for (std::ptrdiff_t p = 0; p < planes; ++p) {
    y = std::fill_n(y, border.top * padded_width, 0.0f);
    for (int row = 0; row < height; ++row, x += width) {
      for (int c = 0; c < border.left; ++c) *y++ = 0;  // loops, as calls for so few cost more
      for (int c = 0; c < width; ++c) *y++ = x[c];
      for (int c = 0; c < border.right; ++c) *y++ = 0;
    }
    y = std::fill_n(y, border.bottom * padded_width, 0.0f);
  }
}

}  // namespace ganvas::runtime
