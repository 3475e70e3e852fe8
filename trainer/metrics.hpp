// What is measured on an exported model, with the protocol beside each number.
#pragma once

#include "trainer/data_set.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {

/// The share of images that a classifier reads as their label; images F32 [N,1,28,28] in its range.
double share_read_right(const NetworkModule& classifier, const torch::Tensor& images, const torch::Tensor& labels);

/// A classifier's accuracy on the test set.
Metric test_accuracy(const NetworkModule& classifier, const DataSet& test);

/// Of a conditional generator: 10,000 images, labels balanced, judged by the classifier in `classifier_file`.
Metric label_accuracy(const NetworkModule& generator, const ModelCard& card, const NetworkModule& classifier,
                      const ModelCard& classifier_card, std::uint64_t seed);

/// Of any generator of digits: the shares of the classes among 10,000 images as the classifier reads them. `value` is
/// the share of the rarest class times the number of classes: 1 is even, 0 means that a class is never drawn.
Metric class_balance(const NetworkModule& generator, const ModelCard& card, const NetworkModule& classifier,
                     const ModelCard& classifier_card, std::uint64_t seed);

/// Measures what applies to the model, and returns the card's metrics.
Result<std::vector<Metric>> measure(const ModelFile& model, const std::filesystem::path& classifier_file,
                                    std::uint64_t seed);

}  // namespace ganvas::train
