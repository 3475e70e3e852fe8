// What each step of a network computes for one image, and how long it takes.
#pragma once

#include <vector>

#include "shared/network.hpp"

namespace ganvas::runtime {

/// `first` … `last` are the layers of network number `network` of the card that the step stands for, as layers are
/// fused; of a residual each inner step stands for the whole of it. `values` has the layout of `shape`, the slowest
/// axis first. With `picture` it is no step but a pyramid's picture: all of a level's layers, added to the enlarged
/// picture of the level before.
struct TracedStep {
  int network = 0, first = 0, last = 0;
  bool picture = false;
  Shape shape;
  long long multiply_adds = 0;  // by shared/shapes.hpp
  double milliseconds = 0;      // 0 when it was not timed
  std::vector<float> values;
};

/// How long `work` takes: repeated until a clock as coarse as a browser's (0.1 to 1 ms) tells.
double milliseconds_of(void (*work)(const void* context), const void* context);
template <class Work>
double milliseconds_of(const Work& work) {
  return milliseconds_of([](const void* context) { (*static_cast<const Work*>(context))(); }, &work);
}

}  // namespace ganvas::runtime
