// Convolutions as matrix products over a chunk of images laid out [C, n, H, W].
#pragma once

#include "runtime/steps.hpp"

namespace ganvas::runtime {

/// y [rows, columns] = act(A x + bias), x [depth, columns] row-major.
void multiply_dense(const PackedMatrix& a, const float* x, int columns, float* block, float* y);

/// Floats of one image with its zero border; 0 when it needs none.
std::ptrdiff_t padded_size(const ConvStep& conv, const Planes& before);

void convolve(const ConvStep& conv, const Planes& before, const Planes& after, const Memory& memory);
void convolve_transposed(const ConvTransposeStep& conv, const Planes& before, const Planes& after,
                         const Memory& memory);

}  // namespace ganvas::runtime
