#include "trainer/memorised.hpp"

#include <tuple>

namespace ganvas::train {
namespace {

constexpr std::int64_t chunk = 4000;

torch::Tensor unit_pixels(const torch::Tensor& images) { return images.flatten(1).to(torch::kFloat32).div_(255); }

}  // namespace

Nearest nearest_training_images(const torch::Tensor& queries, const torch::Tensor& training,
                                const std::function<void(std::int64_t)>& done) {
  torch::NoGradGuard guard;
  const auto x = unit_pixels(queries);
  const auto neighbours = std::min<std::int64_t>(memory_neighbours, training.size(0));
  torch::Tensor nearest, index;  // the smallest squared distances so far [N,≤50], ascending, and whose they are
  for (std::int64_t begin = 0; begin < training.size(0); begin += chunk) {
    const auto n = std::min(chunk, training.size(0) - begin);
    const auto y = unit_pixels(training.narrow(0, begin, n));
    const auto squares = torch::addmm(y.square().sum(1).unsqueeze(0), x, y.t(), 1, -2).add_(x.square().sum(1, true));
    auto [values, places] = squares.topk(std::min(neighbours, n), 1, false);
    places += begin;
    if (nearest.defined()) {
      values = torch::cat({nearest, values}, 1);
      places = torch::cat({index, places}, 1);
    }
    const auto [least, order] = values.topk(std::min(neighbours, values.size(1)), 1, false);
    nearest = least;
    index = places.gather(1, order);
    if (done) done(begin + n);
  }
  const auto first = index.select(1, 0);
  // The sum above loses a small distance to rounding, and a copy's distance must be exactly 0: once more, by
  // difference.
  const auto difference = x - unit_pixels(training.index_select(0, first));
  const auto distance = difference.to(torch::kFloat64).square().sum(1).sqrt();
  const auto rest = nearest.slice(1, 1).to(torch::kFloat64).clamp_min(0).sqrt().sum(1);
  const auto mean = (distance + rest) / static_cast<double>(neighbours);
  // As many copies as neighbours: nothing stands out, but it is a copy all the same.
  const auto isolation = torch::where(mean > 0, distance / mean, torch::zeros_like(mean));
  return {first, distance, isolation};
}

}  // namespace ganvas::train
