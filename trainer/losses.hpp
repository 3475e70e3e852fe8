// Each adversarial loss once, with its formula and its paper. D's outputs are logits: no sigmoid stands at its end.
#pragma once

#include <torch/torch.h>

#include "trainer/recipe.hpp"

namespace ganvas::train {

/// D's loss, a scalar, from logits [N,1] on real and on generated images.
///   non_saturating  -t·log σ(r) - (1-t)·log(1-σ(r)) - log(1-σ(f)), t: real_label   (Goodfellow et al. 2014; Salimans
///                   et al. 2016 for t < 1)
///   least_squares   ½(r-t)² + ½f²                                                   (Mao et al. 2017)
///   hinge           max(0, 1-r) + max(0, 1+f)                                       (Lim & Ye 2017)
inline torch::Tensor discriminator_loss(const LossOptions& options, const torch::Tensor& real,
                                        const torch::Tensor& fake) {
  switch (options.adversarial) {
    case AdversarialLoss::least_squares:
      return 0.5 * (real - options.real_label).square().mean() + 0.5 * fake.square().mean();
    case AdversarialLoss::hinge:
      return torch::relu(1 - real).mean() + torch::relu(1 + fake).mean();
    case AdversarialLoss::non_saturating:
      break;
  }
  // -t·log σ(r) - (1-t)·log(1-σ(r)) = softplus(-r) + (1-t)·r
  return torch::softplus(-real).mean() + (1 - options.real_label) * real.mean() + torch::softplus(fake).mean();
}

/// G's loss: -log σ(f), ½(f-1)² or -f.
inline torch::Tensor generator_loss(const LossOptions& options, const torch::Tensor& fake) {
  switch (options.adversarial) {
    case AdversarialLoss::least_squares:
      return 0.5 * (fake - 1).square().mean();
    case AdversarialLoss::hinge:
      return -fake.mean();
    case AdversarialLoss::non_saturating:
      break;
  }
  return torch::softplus(-fake).mean();
}

/// R1 = γ/2 · E‖∇ₓD(x)‖² on real images (Mescheder, Geiger & Nowozin 2018). `real` must require gradients.
inline torch::Tensor r1_penalty(double gamma, const torch::Tensor& real, const torch::Tensor& logits) {
  const auto gradient = torch::autograd::grad({logits.sum()}, {real}, {}, true, true)[0];
  return 0.5 * gamma * gradient.square().flatten(1).sum(1).mean();
}

}  // namespace ganvas::train
