#include "trainer/manifold.hpp"

#include <tuple>

namespace ganvas::train {
namespace {

constexpr std::int64_t chunk = 500;

// |x − y|² = |x|² − 2 x·y + |y|²: one matrix product. In double, as the difference of large numbers is wanted.
// x [n,F], y [M,F] -> [n,M]
torch::Tensor squared_distances(const torch::Tensor& x, const torch::Tensor& y) {
  auto distances = torch::addmm(y.square().sum(1).unsqueeze(0), x, y.t(), 1, -2);
  return distances.add_(x.square().sum(1, true));
}

// The squared distance of each point to its k-th nearest neighbour. points [N,F] -> [N]
torch::Tensor squared_radii(const torch::Tensor& points, int k) {
  std::vector<torch::Tensor> radii;
  for (std::int64_t begin = 0; begin < points.size(0); begin += chunk) {
    const auto n = std::min(chunk, points.size(0) - begin);
    auto distances = squared_distances(points.narrow(0, begin, n), points);
    distances.diagonal(begin).fill_(std::numeric_limits<double>::infinity());  // itself
    radii.push_back(std::get<0>(distances.topk(k, 1, false)).select(1, k - 1));
  }
  return torch::cat(radii);
}

}  // namespace

Overlap overlap(const torch::Tensor& real, const torch::Tensor& generated, int k) {
  torch::NoGradGuard guard;
  // Distances do not change when all points move; about the middle, less is lost to rounding.
  const auto middle = real.to(torch::kFloat64).mean(0);
  const auto x = real.to(torch::kFloat64) - middle, y = generated.to(torch::kFloat64) - middle;
  const auto real_radii = squared_radii(x, k), generated_radii = squared_radii(y, k).unsqueeze(0);
  auto balls_around = torch::zeros({y.size(0)}, torch::kInt64);  // real balls that hold each generated point
  double recalled = 0, covered = 0;
  for (std::int64_t begin = 0; begin < x.size(0); begin += chunk) {
    const auto n = std::min(chunk, x.size(0) - begin);
    const auto distances = squared_distances(x.narrow(0, begin, n), y);
    const auto inside = distances < real_radii.narrow(0, begin, n).unsqueeze(1);
    balls_around += inside.sum(0);
    covered += inside.any(1).sum().item<double>();
    recalled += (distances < generated_radii).any(1).sum().item<double>();
  }
  const auto real_count = static_cast<double>(x.size(0)), generated_count = static_cast<double>(y.size(0));
  return {(balls_around > 0).sum().item<double>() / generated_count, recalled / real_count,
          balls_around.sum().item<double>() / (k * generated_count), covered / real_count};
}

}  // namespace ganvas::train
