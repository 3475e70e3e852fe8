#include "trainer/frechet_watch.hpp"

#include "trainer/frechet.hpp"

namespace ganvas::train {
namespace {

ProgressBar silent(std::int64_t total) { return {"", total, true}; }

}  // namespace

FrechetWatch::FrechetWatch(Judge judge, const DataSet& test, int count)
    : judge_(std::move(judge)), labels_(labels_like(test, count)) {
  auto progress = silent(test.images.size(0));
  features_ = read_images(judge_, test.images, progress).features;
}

double FrechetWatch::look(const Networks& generator, const ModelCard& card, torch::Device device) const {
  auto progress = silent(labels_.size(0));
  const auto images = draw_bytes(generator, card, 0, labels_.size(0), labels_, device, progress);
  return frechet_distance(read_images(judge_, images, progress).features, features_);
}

}  // namespace ganvas::train
