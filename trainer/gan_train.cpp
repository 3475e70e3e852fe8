#include "trainer/gan_train.hpp"

#include "trainer/judge.hpp"
#include "trainer/learner.hpp"
#include "trainer/threads.hpp"

namespace ganvas::train {

double gan_train_accuracy(const Recipe& recipe, const DataSet& generated, const DataSet& test, ProgressBar& bar) {
  // The number of threads is part of a recipe, as sums depend on it; what is measured next has its own back.
  const int threads = torch::get_num_threads();
  set_threads(recipe.threads);
  const auto learner = make_classifier_learner(recipe, generated, torch::kCPU);
  for (long long step = 0; step < recipe.steps; ++step) {
    learner->step(step);
    bar.at(step + 1);
  }
  ModelCard card;
  card.name = recipe.name;
  const NetworkModule& classifier = *learner->exported().front();
  card.image.shape = classifier.network().input;
  const auto reading = read_images(Judge{card, classifier}, test.images, bar);
  set_threads(threads);
  return share_read_right(reading.classes, test.labels);
}

}  // namespace ganvas::train
