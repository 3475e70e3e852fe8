// What is measured on a model that takes images: a classifier, an encoder, a super_resolution model.
#pragma once

#include "trainer/metrics.hpp"

namespace ganvas::train {

/// Classifier: its accuracy. Encoder: how far a picture is from what the generator draws from the encoder's reading of
/// it (reconstruction_error), how often the label is read right, how far the latent vector of a generated picture is
/// from what is read (latent_error). Super-resolution: how far the enlarged picture is from the real one, and how often
/// the judge reads it right.
Result<Measurement> measure_reader(const ModelFile& model, const MeasureOptions& options);

}  // namespace ganvas::train
