// Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019) over one flat tensor: five operations
// a step, however many layers there are, and a state that is two tensors.
#pragma once

#include <torch/torch.h>

#include <cmath>

#include "trainer/recipe.hpp"

namespace ganvas::train {

struct Adam {
  AdamOptions options;
  torch::Tensor mean, square;  // m and v, F32 [P]

  Adam(const AdamOptions& adam_options, const torch::Tensor& parameters)
      : options(adam_options), mean(torch::zeros_like(parameters)), square(torch::zeros_like(parameters)) {}

  /// `t` counts from 1; `rate` scales lr.
  void step(torch::Tensor& parameters, const torch::Tensor& gradients, long long t, double rate) {
    const double lr = options.lr * rate, count = static_cast<double>(t);
    const double correct_mean = 1 - std::pow(options.beta1, count), correct_square = 1 - std::pow(options.beta2, count);
    if (options.weight_decay > 0) parameters.mul_(1 - lr * options.weight_decay);
    mean.lerp_(gradients, 1 - options.beta1);
    square.mul_(options.beta2).addcmul_(gradients, gradients, 1 - options.beta2);
    const auto deviation = square.sqrt().div_(std::sqrt(correct_square)).add_(1e-8);
    parameters.addcdiv_(mean, deviation, -lr / correct_mean);
  }
};

}  // namespace ganvas::train
