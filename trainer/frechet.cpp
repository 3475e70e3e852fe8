#include "trainer/frechet.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <vector>

namespace ganvas::train {
namespace {

struct Gaussian {
  torch::Tensor mean, covariance;  // F64 [F], [F,F]
};

Gaussian fit(const torch::Tensor& features) {
  const auto x = features.to(torch::kFloat64);
  const auto mean = x.mean(0);
  const auto centred = x - mean;
  return {mean, centred.t().mm(centred) / static_cast<double>(x.size(0) - 1)};
}

// A covariance has no negative eigenvalues; those that rounding makes would turn the root into not-a-number.
torch::Tensor root(const torch::Tensor& symmetric) {
  const auto [values, vectors] = torch::linalg_eigh(symmetric);
  return vectors.mm(torch::diag(values.clamp_min(0).sqrt())).mm(vectors.t());
}

}  // namespace

double frechet_distance(const torch::Tensor& a, const torch::Tensor& b) {
  torch::NoGradGuard guard;
  const Gaussian p = fit(a), q = fit(b);
  // Σa Σb is not symmetric, but has the eigenvalues of Σa^½ Σb Σa^½, which is: no complex root is ever taken.
  const auto half = root(p.covariance);
  const auto product = half.mm(q.covariance).mm(half);
  const auto eigenvalues = torch::linalg_eigvalsh((product + product.t()) / 2);
  const double cross = eigenvalues.clamp_min(0).sqrt().sum().item<double>();
  const double means = (p.mean - q.mean).square().sum().item<double>();
  const double spreads = (p.covariance.trace() + q.covariance.trace()).item<double>();
  return std::max(0.0, means + spreads - 2 * cross);
}

FrechetOfSets frechet_of_sets(const torch::Tensor& features, std::int64_t count, const torch::Tensor& test) {
  std::vector<double> distances;
  for (std::int64_t begin = 0; begin + count <= features.size(0); begin += count)
    distances.push_back(frechet_distance(features.narrow(0, begin, count), test));
  const auto [lowest, highest] = std::minmax_element(distances.begin(), distances.end());
  const auto sets = static_cast<std::int64_t>(distances.size());
  return {std::accumulate(distances.begin(), distances.end(), 0.0) / static_cast<double>(sets), *lowest, *highest,
          sets};
}

}  // namespace ganvas::train
