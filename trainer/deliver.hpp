// What a finished run leaves: the weights file, measured, with directions; the discriminator's; the history.
#pragma once

#include <filesystem>
#include <functional>

#include "trainer/learner.hpp"

namespace ganvas::train {

struct Delivery {
  std::filesystem::path folder;
  std::filesystem::path data;        // the data sets' root
  std::filesystem::path classifier;  // judges the generator, or a folder of judges; empty: not measured
  bool quiet = false;                // no progress on the terminal
  int images = 10000;                // drawn to measure the generator and to find its directions
  std::function<void(const std::string&)> say;
};

/// Writes FOLDER/NAME.safetensors and what goes with it, and returns its path. What cannot be measured is said, and the
/// rest is written all the same.
Result<std::filesystem::path> deliver(const Delivery& delivery, const Learner& learner, ModelCard card);

}  // namespace ganvas::train
