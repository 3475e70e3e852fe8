// Ways to walk in latent space that change one thing that a person can name, and the ways along which pictures change
// most.
#pragma once

#include <string>
#include <vector>

#include "trainer/data_set.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {

/// What can be seen of each image [N,C,H,W], by its moments as a distribution of ink: [N] each, in pixels or as a
/// ratio.
struct Attribute {
  const char* name;
  const char* low;                                     // what little of it looks like
  const char* high;                                    // what much of it looks like
  torch::Tensor (*measure)(const torch::Tensor& ink);  // ink [N,H,W], 0 … 1
};
const std::vector<Attribute>& attributes();
/// Brightness in 0 … 1, the mean over the channels: [N,C,H,W] in the card's range -> [N,H,W].
torch::Tensor ink_of(const torch::Tensor& images, const ImageFormat& format);

struct Directions {
  std::vector<Direction> named;  // in the card's form
  torch::Tensor rows;            // F32 [directions, latent size], each of length 1; undefined when there are none
};

/// Named directions by linear regression of each attribute, freed of its mean for the label, on the latent vectors of
/// `images` generated ones; kept where a walk of a tenth as many other latent vectors from -1.5 to 1.5 moves the
/// attribute by at least 0.15 of its standard deviations a unit, and upwards for four of five. Of grey pictures only:
/// what ink is in a colour photograph, nobody can say. Then principal directions: the right singular vectors of the
/// first layer's weights, which span its activations' principal components (Härkönen et al. 2020) as the latent vectors
/// are normal. For a gan or a conditional_gan; others get none.
Directions find_directions(const NetworkModule& generator, const ModelCard& card, std::uint64_t seed,
                           int images = measured_images);

}  // namespace ganvas::train
