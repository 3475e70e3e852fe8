// GAN-train (Shmelkov et al. 2018, "How Good Is My GAN?"): a classifier that has only ever seen generated images reads
// the real test images. It is low if the generated images look wrong, or if they lack what real ones have.
#pragma once

#include "trainer/data_set.hpp"
#include "trainer/progress_bar.hpp"
#include "trainer/recipe.hpp"

namespace ganvas::train {

/// Trains a classifier's recipe on `generated` alone; the share of `test` that its averaged weights read right.
double gan_train_accuracy(const Recipe& recipe, const DataSet& generated, const DataSet& test, ProgressBar& bar);

}  // namespace ganvas::train
