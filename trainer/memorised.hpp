// Whether a generator draws its training images again.
#pragma once

#include <torch/torch.h>

#include <functional>

namespace ganvas::train {

inline constexpr int memory_neighbours = 50;

/// For each query image: its nearest training image in pixels. With d₁ ≤ d₂ ≤ … the distances to the training images,
///     isolation = d₁ / mean(d₁ … d₅₀)                              (after Carlini et al. 2023, "Extracting Training
///     Data
///                                                          from Diffusion Models")
/// A copy has isolation near 0 whatever it shows. The bare distance would not do: it is small for every plain image
/// (each handwritten 1 lies near some other 1), and a generator's smooth strokes lie nearer than a real image's rough
/// ones.
struct Nearest {
  torch::Tensor index;      // I64 [N], of the training image
  torch::Tensor distance;   // F64 [N], L2 over pixels of 0 … 1
  torch::Tensor isolation;  // F64 [N]
};

/// queries U8 [N,…], training U8 [M,…] of the same image shape; `done` hears how many training images were compared.
Nearest nearest_training_images(const torch::Tensor& queries, const torch::Tensor& training,
                                const std::function<void(std::int64_t)>& done = {});

}  // namespace ganvas::train
