// How two sets of features cover each other, from balls around each point that reach to its k-th nearest neighbour in
// its own set (the point itself not counted).
#pragma once

#include <torch/torch.h>

namespace ganvas::train {

inline constexpr int nearest_k = 5;  // as in Naeem et al. 2020

/// B(x) is the open ball around x up to its k-th nearest neighbour among its own set, as in the authors' programs.
struct Overlap {
  double precision = 0;  // share of generated points inside any real ball    (Kynkäänniemi et al. 2019)
  double recall = 0;     // share of real points inside any generated ball    (the same)
  double density = 0;    // real balls that hold a generated point, mean / k  (Naeem et al. 2020); may exceed 1
  double coverage = 0;   // share of real balls that hold a generated point   (the same)
};

/// real [N,F], generated [M,F], both with more than k points. Distances are taken a few hundred rows at a time, so
/// memory stays below 200 MB for ten thousand points.
Overlap overlap(const torch::Tensor& real, const torch::Tensor& generated, int k);

}  // namespace ganvas::train
