// What ganvas-inspect knows of a weights file, gathered once for both of its outputs.
#pragma once

#include <string>
#include <vector>

#include "shared/model_card.hpp"

namespace ganvas::runtime {

struct LayerSummary {
  std::string network, type;
  int index = 0;
  Shape shape;  // after the layer
  long long parameters = 0, multiply_adds = 0;
};

struct Summary {
  std::string file;
  ModelCard card;
  std::string card_json;
  std::vector<LayerSummary> layers;
  long long parameters = 0, multiply_adds = 0;  // multiply-adds of what is played, for one image
  std::size_t weights_bytes = 0, file_bytes = 0;
  std::string dtypes;  // "F16", "F16, F32"
  double self_test_difference = 0;
};

/// Loads the file as a player would, self-test and all.
Result<Summary> summarise(const std::string& file);

std::string as_text(const Summary& summary);
std::string as_json(const Summary& summary);

}  // namespace ganvas::runtime
