// What a run leaves to play with: the weights file, measured, with directions; the discriminator's.
#pragma once

#include <filesystem>
#include <functional>

#include "trainer/learner.hpp"

namespace ganvas::train {

struct Delivery {
  std::filesystem::path folder;      // where the files go
  std::filesystem::path data;        // the data sets' root
  std::string image_folder;          // of the pictures, where the data set is a folder
  std::filesystem::path classifier;  // judges the generator, or a folder of judges; empty: not measured
  bool quiet = false;                // no progress on the terminal
  int images = measured_images;      // drawn to measure the generator and to find its directions; 0: neither
  std::function<void(const std::string&)> say;
};

/// Writes a model in the given type, with its directions and metrics, both measured on the weights as the file holds
/// them. What cannot be measured is said, and the rest is written all the same. `truncation`: see check_truncation; a
/// latent vector z then draws what the given networks draw of truncation·z (the truncation trick: Brock et al. 2018).
Status deliver_model(const Delivery& delivery, const std::filesystem::path& path, const Networks& networks,
                     ModelCard card, WeightType dtype, double truncation);

/// The same of the players that `kept` holds, a folder that `deliver` wrote earlier without directions and metrics.
Result<std::filesystem::path> deliver_kept(const Delivery& delivery, const std::filesystem::path& kept,
                                           const Recipe& recipe);

/// Writes FOLDER/NAME.safetensors and what goes with it, and returns its path.
Result<std::filesystem::path> deliver(const Delivery& delivery, const Learner& learner, const ModelCard& card);

}  // namespace ganvas::train
