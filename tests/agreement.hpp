// How far the Eigen runtime is from LibTorch, for any network.
#pragma once

#include <span>

#include "shared/network.hpp"
#include "tests/torch_doctest.hpp"

namespace ganvas {

inline constexpr double tolerance = 1e-4;

inline std::span<float> floats_of(const torch::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

/// A whole number of torch's generator, both ends included.
inline int draw(int least, int most) {
  return static_cast<int>(torch::randint(least, most + 1, {1}).item<std::int64_t>());
}

enum class Weights { wild, as_initialised };

/// A network with random weights and statistics, run by both sides on the same random batch: the largest difference of
/// a value, relative to the value where that is over 1, and to the largest of all where none is.
double largest_difference(const Network& network, int batch, Weights weights);

}  // namespace ganvas
