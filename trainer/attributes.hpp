// What a person could name in a picture, measured: what directions in latent space are named after.
#pragma once

#include <vector>

#include "trainer/modules.hpp"

namespace ganvas::train {

struct Attribute {
  const char* name;
  const char* low;   // what little of it looks like
  const char* high;  // what much of it looks like
  /// Of each picture, [N]. Grey ones are ink [N,H,W], 0 … 1, measured by its moments as a distribution over the
  /// picture, in pixels or as a ratio; coloured ones are [N,3,H,W], 0 … 1.
  torch::Tensor (*measure)(const torch::Tensor& seen);
};
/// What can be named in pictures of 1 or of 3 channels; in others nothing.
const std::vector<Attribute>& attributes(int channels);
/// Images [N,C,H,W] in the card's range as an attribute measures them.
torch::Tensor seen_in(const torch::Tensor& images, const ImageFormat& format);

}  // namespace ganvas::train
