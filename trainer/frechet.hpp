// The Fréchet distance between two sets of features, each seen as a Gaussian (Heusel et al. 2017, "GANs Trained by a
// Two Time-Scale Update Rule Converge to a Local Nash Equilibrium"; Dowson & Landau 1982 for the closed form).
#pragma once

#include <torch/torch.h>

namespace ganvas::train {

/// d² = |μa − μb|² + tr(Σa + Σb − 2 (Σa^½ Σb Σa^½)^½) ≥ 0, in double precision, covariances over N − 1.
/// a [N,F], b [M,F], N and M at least 2.
double frechet_distance(const torch::Tensor& a, const torch::Tensor& b);

/// What sets of images reach, as one alone says it by chance only.
struct FrechetOfSets {
  double mean = 0, lowest = 0, highest = 0;
  std::int64_t sets = 0;
};
/// Over the disjoint sets of `count` rows, one after the other, in `features` [N,F], of each one's distance to `test`
/// [M,F]; rows that fill no set are left out. N at least `count`.
FrechetOfSets frechet_of_sets(const torch::Tensor& features, std::int64_t count, const torch::Tensor& test);

}  // namespace ganvas::train
