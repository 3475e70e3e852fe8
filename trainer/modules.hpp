// LibTorch's side of a network description: the same layers, computed by torch's own functions on tensors whose names
// and shapes come from shared/. All weights of a network lie in one flat tensor, all running statistics in another, so
// that an optimiser, an average or a checkpoint is one operation on each.
#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>

#include "shared/model_card.hpp"
#include "trainer/recipe.hpp"

namespace ganvas::train {

class NetworkModule {
 public:
  NetworkModule(Network network, torch::Device device);

  /// Fresh weights: torch's own defaults, or DCGAN's N(0, 0.02). Uses torch's global generator.
  void initialise(Initialisation how);
  /// The weights of `name` in a checked model file, whose network is this one's.
  void load(const ModelFile& model, const std::string& name);

  /// x [N, input…], labels I64 [N] (undefined for a network without labels), the side image [N, image…] (undefined for
  /// a network without one) -> [N, output…].
  torch::Tensor forward(torch::Tensor x, const torch::Tensor& labels, bool training,
                        const torch::Tensor& image = {}) const;

  /// A copy as it is exported: without dropout, with the spectral norms divided into the weights.
  NetworkModule played() const;
  /// The way back: takes the weights of a network that was exported from one with these layers.
  void begin_with(const NetworkModule& played);
  /// Layers `begin` to before `end` only: what a classifier sees before it decides.
  torch::Tensor run_layers(torch::Tensor x, const torch::Tensor& labels, bool training, std::size_t begin,
                           std::size_t end, const torch::Tensor& image = {}) const;

  /// The discriminator judges without learning while the generator learns: no gradients for its weights.
  void learn(bool on);

  const Network& network() const { return network_; }
  /// By layer, then by the names of `tensors_of`.
  const std::vector<std::map<std::string, torch::Tensor>>& tensors() const { return tensors_; }

  torch::Tensor parameters;  // F32 [P]
  torch::Tensor gradients;   // F32 [P], backward adds into it
  torch::Tensor statistics;  // F32 [S]: running means and variances

 private:
  Network network_;
  std::vector<std::map<std::string, torch::Tensor>> tensors_;
};

/// Twice as wide and high, bilinear with align_corners=False: what a pyramid's next level starts from.
torch::Tensor enlarged(const torch::Tensor& images);

}  // namespace ganvas::train
