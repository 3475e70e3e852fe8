// How far a discriminator knows its training images by heart, seen at each tick of a run by images that it never
// learned from.
#pragma once

#include <torch/torch.h>

#include <optional>

#include "shared/model_card.hpp"
#include "trainer/data_set.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {

/// r_v = (E[D(train)] − E[D(test)]) / (E[D(train)] − E[D(generated)]) of Karras et al. 2020 (Training Generative
/// Adversarial Networks with Limited Data, eq. 1), from scores F32 [N] each. 0: D judges images that it never saw as it
/// does those it learns from; 1: it takes them for generated ones. Nothing where it does not tell training images from
/// generated ones: where their means differ by less than three standard errors.
std::optional<double> overfitting(const torch::Tensor& train, const torch::Tensor& test,
                                  const torch::Tensor& generated);

/// As many images of each split, spread evenly over the data set, on the device.
class HeldOut {
 public:
  static constexpr std::int64_t most_images = 1000;

  HeldOut(const DataSet& train, const DataSet& test, torch::Device device);

  /// Of a discriminator that judges images alone or with their label, with as many images of `generator`, which draws
  /// those of `seed`.
  std::optional<double> look(const NetworkModule& discriminator, const Networks& generator, const ModelCard& card,
                             std::uint64_t seed) const;

 private:
  struct Images {
    torch::Tensor pixels, labels;  // U8 [N,C,H,W], I64 [N]
  };
  Images train_, test_;
  torch::Device device_;
};

}  // namespace ganvas::train
