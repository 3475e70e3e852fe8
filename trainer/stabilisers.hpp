// What keeps the game in balance: changes of D's inputs and of gradients. Each draws from torch's global generator, on
// the images' own device, and waits for nothing.
#pragma once

#include <torch/torch.h>

#include "trainer/recipe.hpp"

namespace ganvas::train {

/// Differentiable augmentation of what D sees, real and generated alike (Zhao et al. 2020): colour (brightness,
/// saturation, contrast), translation, cutout, as far as the options are not 0. x [N,C,H,W], -1 … 1.
torch::Tensor diff_augment(const DiffAugment& options, torch::Tensor x);

/// The noise's standard deviation at `step`: falls linearly to 0 (Sønderby et al. 2017; Arjovsky & Bottou 2017).
double instance_noise_sd(const InstanceNoise& options, long long step, long long steps);

/// The gradient's norm, a scalar on its device; scales it down in place to at most `largest` (0: any) (Pascanu et al.
/// 2013).
torch::Tensor clip_gradient(torch::Tensor& gradient, double largest);

/// The schedule's factor on lr at `step`: 1 until `decay_start`, then down to 0, straight or by half a cosine
/// (Loshchilov & Hutter 2017).
double learning_rate_factor(const Recipe& recipe, long long step);

}  // namespace ganvas::train
