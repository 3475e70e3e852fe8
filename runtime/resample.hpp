// Upsampling of planes by a whole factor.
#pragma once

#include <cstddef>

namespace ganvas::runtime {

/// x [planes, H, W] -> y [planes, fH, fW]
void upsample_nearest(const float* x, std::ptrdiff_t planes, int height, int width, int factor, float* y);
/// torch's align_corners=False: pixels are areas, and the border's pixels reach to the edge.
void upsample_bilinear(const float* x, std::ptrdiff_t planes, int height, int width, int factor, float* y);

}  // namespace ganvas::runtime
