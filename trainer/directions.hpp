// Ways to walk in latent space that change one thing that a person can name, and the ways along which pictures change
// most.
#pragma once

#include <string>
#include <vector>

#include "trainer/data_set.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {

struct Directions {
  std::vector<Direction> named;  // in the card's form
  torch::Tensor rows;            // F32 [directions, latent size], each of length 1; undefined when there are none
};

/// Named directions by linear regression of each attribute, in standard deviations from its mean within the label, on
/// the latent vectors of `images` generated ones; kept where a walk of a tenth as many other latent vectors over a
/// slider's whole length, from -3 to 3 (uniform ones: -1 to 1), moves the attribute upwards for four of five, and for
/// two of three of each label, and its middle half by at least 0.15 deviations a unit. Then principal
/// directions: the right singular vectors of the first layer's weights, which span its activations' principal
/// components (Härkönen et al. 2020) as the latent vectors are normal; of a pyramid, its coarsest level's, which leave
/// the latent numbers of the others alone. What draws nothing of its own gets none.
Directions find_directions(const Networks& networks, const ModelCard& card, std::uint64_t seed,
                           int images = measured_images, bool quiet = true);

}  // namespace ganvas::train
