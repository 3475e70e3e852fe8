// The Fréchet distance while a generator learns, so that a run can be ended, or gone on with, for what it draws.
#pragma once

#include "trainer/judge.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {

class FrechetWatch {
 public:
  /// Compares `count` generated images with all of `test`, as `ganvas metrics` does.
  FrechetWatch(Judge judge, const DataSet& test, int count);

  /// Of the averaged networks as they stand: in F32, where a model's card speaks of the file's dtype.
  double look(const Networks& generator, const ModelCard& card, torch::Device device) const;

 private:
  Judge judge_;
  torch::Tensor features_, labels_;  // of the test images F32 [N,F], of the generated ones I64 [count]
};

}  // namespace ganvas::train
