// What a run measures on test images while it lasts, and learns nothing from.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "trainer/frechet_watch.hpp"
#include "trainer/learner.hpp"
#include "trainer/overfitting.hpp"
#include "trainer/run.hpp"

namespace ganvas::train {

class TestWatch {
 public:
  /// Without test images or a classifier a run goes on all the same, and `say` is told what is not measured, and why.
  TestWatch(const Recipe& recipe, const RunOptions& options, const DataSet& train, const ModelCard& card,
            torch::Device device, const std::function<void(const std::string&)>& say);

  /// Adds "D overfitting" at each tick and, every `metric_ticks` ticks, "frechet_distance": at the last step
  /// only where the weights to deliver depend on it.
  void look(const Learner& learner, const ModelCard& card, long long step, std::map<std::string, double>& means) const;

 private:
  torch::Device device_;
  std::optional<HeldOut> held_out_;
  std::optional<FrechetWatch> frechet_;
};

}  // namespace ganvas::train
