// An exponential moving average of a network's weights and statistics: what is exported.
#pragma once

#include <algorithm>

#include "trainer/modules.hpp"

namespace ganvas::train {

class Average {
 public:
  Average(const NetworkModule& source, torch::Device device, double decay)
      : module_(source.network(), device), decay_(decay) {
    module_.parameters.copy_(source.parameters);
    module_.statistics.copy_(source.statistics);
  }
  /// The decay ramps up with the updates, t = 0, 1, …, so that early noise is soon forgotten: min(decay, (1+t)/(10+t)).
  void follow(const NetworkModule& source, long long t) {
    const double count = static_cast<double>(t);
    const double toward = 1 - std::min(decay_, (1 + count) / (10 + count));
    module_.parameters.lerp_(source.parameters, toward);
    module_.statistics.lerp_(source.statistics, toward);
  }
  NetworkModule& module() { return module_; }
  const NetworkModule& module() const { return module_; }

 private:
  NetworkModule module_;
  double decay_;
};

}  // namespace ganvas::train
