// Training that goes wrong, noticed from its numbers and its sample grid, and said in words with what to try.
#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <vector>

#include "shared/result.hpp"
#include "trainer/data_set.hpp"

namespace ganvas::train {

// Both measures compare as many generated images as real ones, F32 [N,C,H,W] in -1 … 1, at a quarter of their size, so
// that noise does not pass for variety.

/// How much images differ among themselves, as a share of how much real ones do: the mean distance from an image to its
/// nearest neighbour in the set, generated over real. 1: as varied as the real ones; 0: each image has a twin. It finds
/// a generator that draws one image a label, or few in turns, which a mean over all pairs hardly notices.
double diversity(const torch::Tensor& generated, const torch::Tensor& real);

/// The share of real images that have a generated one nearer than their fifth-nearest real one ("coverage" of
/// Naeem et al. 2020, Reliable fidelity and diversity metrics). It finds a generator that leaves out classes, however
/// varied what it draws is; pictures that are bad in any way lower it too.
double coverage(const torch::Tensor& generated, const torch::Tensor& real);

// Measured on grids of 100 images of MNIST and Fashion-MNIST, on the models in site/models/, and on the grids of the
// runs that made them, from a fifth of their steps on (before, a generator of linear layers is at 0.05 and climbs):
//
//                                  diversity      coverage
//     real images                  0.83 … 1.24    0.75 … 1
//     site/models/*                0.75 … 1.33    0.51 … 0.95
//     their runs                   0.35 … 1.29    0.62 … 0.95
//     half of the grid one image   0.53           0.99
//     only one class, varied       0.40 … 0.84    0.24 … 0.69
//     one image a label            0              0.47 … 0.59
//       with noise of 0.1          0.13           0.49 … 0.61
//     one image                    0              0.04 … 0.10
inline constexpr double least_diversity = 0.3, least_coverage = 0.3;

/// Of overfitting (trainer/overfitting.hpp): above it Karras et al. 2020 augment D's images more and more. The
/// discriminators in site/models/ are at 0 to 0.31 (digits).
inline constexpr double most_overfitting = 0.6;

/// The first `count` real images in the order of a sample grid: labels 0, 1, … in turn if `by_label`, else as they
/// come. Fewer if the data set has fewer.
torch::Tensor reals_like_grid(const DataSet& data, int count, bool by_label);

/// Refuses numbers that are not finite: `where` is the run's folder.
Status check_finite(const std::map<std::string, double>& means, const std::string& where, long long step);

/// Watches a run's means, tick after tick: "D real right", "D fake right", "diversity", "coverage", "D overfitting",
/// as far as they are there, and the first two of each level of a pyramid ("level_1.D real right", …).
class CollapseWatch {
 public:
  /// The sentences that this tick gives reason for. Each comes after three ticks of its sign, once until the sign goes.
  /// `done` is the share of the run that is over: pictures are not judged in the first fifth, where all are alike.
  std::vector<std::string> look(const std::map<std::string, double>& means, double done);

 private:
  std::map<std::string, int> ticks_;  // in a row, by the sentence's opening
};

}  // namespace ganvas::train
