// What is measured on an exported model, with the protocol beside each number. The formulas, and the papers that they
// come from, stand with each: frechet.hpp, manifold.hpp, gan_train.hpp, memorised.hpp, stacked_mnist.hpp.
#pragma once

#include "trainer/data_set.hpp"
#include "trainer/judge.hpp"

namespace ganvas::train {

struct MeasureOptions {
  std::filesystem::path classifier = "site/models";  // a weights file, or a folder: see judge_of
  std::filesystem::path data = "data";               // the data sets' root
  std::string image_folder = {};                     // where a folder's pictures lie now; empty: as the card says
  std::filesystem::path neighbours;                  // a PNG of the images nearest to a training image; empty: none
  std::uint64_t seed = 0;                            // of the latent vectors and of the choice of real images
  int count = measured_images;                       // of each kind
  int sets = 6;                                      // of `count`, over which the Fréchet distance is averaged
  bool gan_train = false;                            // trains a classifier: minutes
  bool quiet = false;                                // no progress on the terminal (tests)
};

/// `faults`: a sentence for each thing that was missing, and what therefore was not measured.
struct Measurement {
  std::vector<Metric> metrics;
  std::vector<std::string> faults;
};

/// Everything that applies to the model; of one that takes images, see reader_metrics.hpp.
Result<Measurement> measure(const ModelFile& model, const MeasureOptions& options);

}  // namespace ganvas::train
