// `ganvas convert`: a trained model in another type of weights, without training it again.
#pragma once

#include <filesystem>

#include "trainer/data_set.hpp"
#include "trainer/recipe.hpp"

namespace ganvas::train {

struct ConvertRequest {
  std::filesystem::path model, out;  // out: another file, or the same
  WeightType dtype = WeightType::I8;
  double truncation = 1;                             // built in, in addition to what the file has already
  std::filesystem::path classifier = "site/models";  // judges the result: see judge_of; empty: not measured
  std::filesystem::path data = "data";               // the data sets' root
  std::string image_folder = {};                     // where a folder's pictures lie now; empty: as the card says
  int images = measured_images;                      // drawn to measure it and to find its directions
  bool quiet = false;
};

/// The same networks under the same card, but with self-test, directions and metrics of the weights as `out` holds
/// them: fewer bits may draw worse, so no number is taken over from the file before.
Status run_convert(const ConvertRequest& request);

/// ψ that is built into a model, as the recipe in its card says; 1 where there is none.
double built_in_truncation(const ModelCard& card);

}  // namespace ganvas::train
