// The way back: from a picture to the latent vector whose picture is nearest to it.
#pragma once

#include <span>
#include <vector>

#include "runtime/generator.hpp"

namespace ganvas::runtime {

struct NearestOptions {
  int steps = 6;       // of the search; each draws as many images as there are latent numbers, and a few
  double prior = 0.1;  // what |z|² = 1 costs, as a sum of squared differences of pixels; 0.1 keeps digits' |z| usual
};

/// Errors are means of squared differences of pixels: of what was found, and of what the search began with.
struct Nearest {
  std::vector<float> latent, image;
  double error, error_before;
};

/// Searches from `latent` on for the z that makes |G(z, label) - image|² + prior·|z|² small; what it gives is never
/// further from the image than the beginning. The latent numbers of a uniform distribution are kept between -1 and 1,
/// at the beginning too. Refuses what `sample` refuses, and models too large for the search. Allocates.
Result<Nearest> nearest(const Generator& generator, std::span<const float> image, std::span<const float> latent,
                        const Labels& label, const NearestOptions& options, Workspace& workspace);

}  // namespace ganvas::runtime
