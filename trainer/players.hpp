// The two players of one game: a generator and its discriminator, each with its optimiser, and the generator's average.
#pragma once

#include <functional>
#include <string>

#include "trainer/adam.hpp"
#include "trainer/average.hpp"

namespace ganvas::train {

/// What one update needs. Images [N,C,H,W] in -1 … 1, labels I64 [N] (undefined where a player takes none), `side` the
/// image that a pyramid's level starts from (undefined elsewhere).
struct Batch {
  torch::Tensor real, real_labels;
  torch::Tensor fake, fake_labels;
  torch::Tensor side;
  long long step = 0;  // of the run, for what changes over it
};

class Players {
 public:
  using Note = std::function<void(const std::string& name, const torch::Tensor& value)>;

  /// Draws the weights from torch's global generator: G first. `name` opens the names of tensors and notes ("" or
  /// "level_1."); `recipe` and `note` must outlive the players.
  Players(const Recipe& recipe, const Network& generator, const Network& discriminator, torch::Device device,
          std::string name, const Note& note);

  /// Takes the weights of exported networks in the place of random ones; without a discriminator D keeps its own.
  void begin_with(const NetworkModule& generator, const NetworkModule* discriminator);

  /// G's images for z [N, input…]; on a pyramid's level its detail is added to `side`.
  torch::Tensor generate(const torch::Tensor& z, const torch::Tensor& labels, const torch::Tensor& side) const;

  /// One update each; `t` counts this player's updates from 1, `rate` scales lr. For G, `fake` carries its graph.
  void learn_discriminator(Batch batch, long long t, double rate);
  void learn_generator(const Batch& batch, long long t, double rate);

  void add_state(std::map<std::string, torch::Tensor>& state);
  const NetworkModule& average() const { return average_.module(); }
  const NetworkModule& discriminator() const { return discriminator_; }

 private:
  NetworkModule initialised(const Network& network, torch::Device device) const;
  /// D's logits [N, 1 or 1 + labels], after instance noise and augmentation.
  torch::Tensor judge(const torch::Tensor& images, const torch::Tensor& labels, const Batch& batch) const;
  /// The penalty in F32, whatever the precision of the rest.
  torch::Tensor penalty(const Batch& batch, const torch::Tensor& real_logits, const torch::Tensor& fake_logits);
  void note_accuracy(const torch::Tensor& real, const torch::Tensor& fake) const;

  const Recipe& recipe_;
  std::string name_;
  const Note& note_;
  NetworkModule generator_, discriminator_;
  Average average_;
  Adam generator_adam_, discriminator_adam_;
};

}  // namespace ganvas::train
