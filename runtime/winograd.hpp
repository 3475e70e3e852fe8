// Transposed convolutions that double an image, with fewer multiplications: Winograd's F(2×2, 2×2) (Winograd 1980;
// Lavin & Gray 2016 for images). Along an axis such a layer has two phases of two taps. Two neighbours of a phase are
//   y₀ = x₀g₀ + x₁g₁ = (x₀ - x₁)g₀ + x₁(g₀ + g₁)
//   y₁ = x₁g₀ + x₂g₁ = x₁(g₀ + g₁) - (x₁ - x₂)g₁
// three products for four; in two dimensions nine for sixteen. Only differences of neighbours are formed, and the
// phases share them, so that the sums stay as exact as the direct ones.
#pragma once

#include <vector>

#include "runtime/phases.hpp"
#include "runtime/steps.hpp"

namespace ganvas::runtime {

/// Makes `phases.winograd` where a layer has that form and is large enough to gain by it; the weights of its phases are
/// given up for that.
void prefer_winograd(Phases& phases, const Planes& before, const Planes& after);

/// Floats that it needs for one image, and for a chunk's packed columns and products.
std::ptrdiff_t winograd_scratch(const Planes& before);
std::ptrdiff_t winograd_block(const Planes& before);

void convolve_winograd(const Phases& phases, const Planes& before, const Planes& after, const Memory& memory);

}  // namespace ganvas::runtime
