// Products of a chunk of images that lie [C, n, H, W].
#pragma once

#include "runtime/steps.hpp"

namespace ganvas::runtime {

/// x [in, n] -> y [C, n, area], the rows of A being C·area. With an area above 1 `scratch` holds rows·n floats.
void multiply_vectors(const PackedMatrix& a, std::ptrdiff_t area, const Memory& memory);

/// Floats that a convolution needs: of scratch for one image, and for blocks of columns.
std::ptrdiff_t scratch_size(const Phases& phases, const Planes& before, const Planes& after);
std::ptrdiff_t block_size(const Phases& phases, const Planes& before);

void convolve(const Phases& phases, const Planes& before, const Planes& after, const Memory& memory);

}  // namespace ganvas::runtime
