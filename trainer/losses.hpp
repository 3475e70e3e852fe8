// Each loss once, with its formula and its paper. D's outputs are logits [N,1]: no sigmoid stands at its end. r = D(x)
// on real images x, f = D(x̃) on generated ones, t = real_label; means over the batch.
#pragma once

#include <torch/torch.h>

#include <functional>

#include "trainer/recipe.hpp"

namespace ganvas::train {

/// D's loss, a scalar.
///   minimax,        -t·log σ(r) - (1-t)·log(1-σ(r)) - log(1-σ(f))      (Goodfellow et al. 2014; t < 1: Salimans et al.
///   non_saturating                                                      2016)
///   least_squares   ½(r-t)² + ½f²                                       (Mao et al. 2017)
///   hinge           max(0, 1-r) + max(0, 1+f)                           (Lim & Ye 2017)
///   wasserstein     f - r                                               (Arjovsky et al. 2017)
/// relativistic: the half for real images, of r - f in pairs             (Jolicoeur-Martineau 2019)
torch::Tensor discriminator_loss(const LossOptions& options, const torch::Tensor& real, const torch::Tensor& fake);

/// G's loss: minimax log(1-σ(f)), non_saturating -log σ(f), least_squares ½(f-1)², hinge and wasserstein -f;
/// relativistic: the half for real images, of f - r with t = 1. `real` is used by relativistic alone.
torch::Tensor generator_loss(const LossOptions& options, const torch::Tensor& fake, const torch::Tensor& real = {});

/// How often D is right about real images and about generated ones, scalars: its output says "real" above ½ for
/// least_squares, else above 0. A relativistic game gives scores no zero, only an order: there both are the share of
/// pairs whose real image has the higher one. Not for wasserstein, whose critic says neither.
struct Rights {
  torch::Tensor real, fake;
};
Rights rights(const LossOptions& options, const torch::Tensor& real, const torch::Tensor& fake);

/// γ/2 · E‖∇ₓD(x)‖²: R1 at real images, R2 at generated ones (Mescheder, Geiger & Nowozin 2018). `images` must require
/// gradients, `logits` be D's of them.
torch::Tensor gradient_square(double gamma, const torch::Tensor& images, const torch::Tensor& logits);

/// λ · E(‖∇D(x̂)‖₂ - 1)² at x̂ = ε·x + (1-ε)·x̃, ε uniform in [0, 1], one an image (Gulrajani et al. 2017).
torch::Tensor gradient_penalty(double lambda, const torch::Tensor& real, const torch::Tensor& fake,
                               const std::function<torch::Tensor(const torch::Tensor&)>& discriminator);

/// The labels of the generated images beside real ones of `real_labels`, I64 [N] in [0, labels): what a loss compares
/// image by image is of one label, as in R3GAN (Huang et al. 2024), where D tells pictures apart and not labels; else
/// any.
torch::Tensor labels_to_draw(const LossOptions& options, const torch::Tensor& real_labels, std::int64_t labels);

/// Cross-entropy of an auxiliary classifier's logits [N, labels] (Odena, Olah & Shlens 2017).
torch::Tensor auxiliary_loss(const torch::Tensor& logits, const torch::Tensor& labels);

/// E(x - x̃)², the pixel form of super-resolution's content loss (Ledig et al. 2017, eq. 4).
torch::Tensor content_loss(const torch::Tensor& image, const torch::Tensor& wanted);

}  // namespace ganvas::train
