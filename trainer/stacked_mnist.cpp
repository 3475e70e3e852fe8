#include "trainer/stacked_mnist.hpp"

#include <ATen/CPUGeneratorImpl.h>

#include <cstdio>

namespace ganvas::train {

DataSet stacked(const DataSet& mnist, std::uint64_t seed) {
  const auto n = mnist.images.size(0);
  const auto order = torch::randint(n, {n, 3}, at::detail::createCPUGenerator(seed), torch::kInt64);
  std::vector<torch::Tensor> channels;
  auto labels = torch::zeros({n}, torch::kInt64);
  for (int channel = 0; channel < 3; ++channel) {
    const auto chosen = order.select(1, channel).contiguous();
    channels.push_back(mnist.images.index_select(0, chosen));
    labels = labels * 10 + mnist.labels.index_select(0, chosen);
  }
  DataSet data;
  data.images = torch::cat(channels, 1);
  data.labels = labels;
  for (int mode = 0; mode < stacked_modes; ++mode) {
    char digits[8];
    std::snprintf(digits, sizeof digits, "%03d", mode);
    data.label_names.emplace_back(digits);
  }
  data.title = stacked_title;
  data.sha256 = mnist.sha256;
  return data;
}

Modes count_modes(const torch::Tensor& digits) {
  const auto mode = digits.select(1, 0) * 100 + digits.select(1, 1) * 10 + digits.select(1, 2);
  const auto share = torch::bincount(mode, {}, stacked_modes).to(torch::kFloat64) / static_cast<double>(digits.size(0));
  const auto terms = torch::special::xlogy(share, share * stacked_modes);  // 0 ln 0 is 0
  return {(share > 0).sum().item<int>(), terms.sum().item<double>()};
}

}  // namespace ganvas::train
