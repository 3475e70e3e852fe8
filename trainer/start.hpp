// Weights that a run begins with instead of random ones: a model that was exported before, and the discriminator beside
// it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trainer/modules.hpp"

namespace ganvas::train {

struct Start {
  std::vector<NetworkModule> generators;  // of each level, as they were trained: without the file's truncation
  std::optional<NetworkModule> discriminator;
  Training before;   // how long the model had been trained
  std::string said;  // what was found, for the log
};

/// Reads `recipe.start_from`, a weights file whose networks are the recipe's, and NAME.discriminator.safetensors in the
/// same folder; the recipe's last discriminator begins anew where there is no such file.
Result<Start> load_start(const Recipe& recipe);

}  // namespace ganvas::train
