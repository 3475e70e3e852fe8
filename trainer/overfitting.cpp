#include "trainer/overfitting.hpp"

#include <algorithm>
#include <cmath>

namespace ganvas::train {
namespace {

// D's answer real or generated, without an auxiliary classifier's: [N]. In parts, as large images fill the memory.
torch::Tensor scores(const NetworkModule& discriminator, const torch::Tensor& images, const torch::Tensor& labels) {
  constexpr std::int64_t part = 100;
  std::vector<torch::Tensor> all;
  for (std::int64_t first = 0; first < images.size(0); first += part) {
    const auto n = std::min(part, images.size(0) - first);
    auto x = images.narrow(0, first, n);
    if (x.scalar_type() == torch::kUInt8) x = from_bytes(x);
    all.push_back(discriminator.forward(x, labels.narrow(0, first, n), false).select(1, 0));
  }
  return torch::cat(all);
}

}  // namespace

std::optional<double> overfitting(const torch::Tensor& train, const torch::Tensor& test,
                                  const torch::Tensor& generated) {
  const auto squared_error = [](const torch::Tensor& x) {
    return x.var().item<double>() / static_cast<double>(x.numel());
  };
  const double of_train = train.mean().item<double>();
  const double told = of_train - generated.mean().item<double>();
  if (!(told > 3 * std::sqrt(squared_error(train) + squared_error(generated)))) return std::nullopt;
  return (of_train - test.mean().item<double>()) / told;
}

HeldOut::HeldOut(const DataSet& train, const DataSet& test, torch::Device device) : device_(device) {
  const auto n = std::min({most_images, train.images.size(0), test.images.size(0)});
  const auto some = [&](const DataSet& data) {
    const auto chosen = (torch::arange(n) * data.images.size(0)).div(n, "floor");
    return Images{data.images.index_select(0, chosen).to(device), data.labels.index_select(0, chosen).to(device)};
  };
  train_ = some(train);
  test_ = some(test);
}

std::optional<double> HeldOut::look(const NetworkModule& discriminator, const Networks& generator,
                                    const ModelCard& card, std::uint64_t seed) const {
  torch::NoGradGuard guard;
  const auto n = static_cast<int>(test_.labels.size(0));
  const auto images = sample(generator, card, seed, n, device_, 0, test_.labels);
  return overfitting(scores(discriminator, train_.pixels, train_.labels),
                     scores(discriminator, test_.pixels, test_.labels), scores(discriminator, images, test_.labels));
}

}  // namespace ganvas::train
