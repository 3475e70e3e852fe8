// Pixels in other places: upsampling by a whole factor, pixel shuffle, borders.
#pragma once

#include <cstddef>

namespace ganvas::runtime {

/// x [planes, H, W] -> y [planes, fH, fW]
void upsample_nearest(const float* x, std::ptrdiff_t planes, int height, int width, int factor, float* y);
/// torch's align_corners=False: pixels are areas, and the border's pixels reach to the edge.
void upsample_bilinear(const float* x, std::ptrdiff_t planes, int height, int width, int factor, float* y);

/// x [channels·f², n, H, W] -> y [channels, n, fH, fW]: y[c][fh + i][fw + j] = x[(c·f + i)·f + j][h][w].
void pixel_shuffle(const float* x, int channels, int n, int height, int width, int factor, float* y);

/// Zeros around a plane.
struct Border {
  int left = 0, right = 0, top = 0, bottom = 0;
};
/// x [planes, H, W] -> y [planes, top+H+bottom, left+W+right]
void zero_pad(const float* x, std::ptrdiff_t planes, int height, int width, const Border& border, float* y);

}  // namespace ganvas::runtime
