#include "trainer/learner.hpp"

#include <algorithm>

#include "shared/latent.hpp"

namespace ganvas::train {
namespace {

// The purposes for which a run draws numbers: each its own stream of the recipe's seed.
enum Stream : std::uint64_t { weights_stream, order_stream, step_stream };

std::uint64_t stream_seed(const Recipe& recipe, Stream stream, long long number) {
  return random_bits(static_cast<std::uint64_t>(recipe.seed), stream, static_cast<std::uint64_t>(number));
}

}  // namespace

std::uint64_t step_seed(const Recipe& recipe, long long step) { return stream_seed(recipe, step_stream, step); }

Learner::Learner(const Recipe& r, const DataSet& data, torch::Device device)
    : recipe(r),
      images_(data.images.to(device)),
      labels_(data.labels.to(device)),
      label_count_(static_cast<std::int64_t>(data.label_names.size())),
      device_(device) {
  torch::manual_seed(stream_seed(recipe, weights_stream, 0));
}

Result<std::unique_ptr<Learner>> Learner::make(const Recipe& recipe, const DataSet& data, torch::Device device) {
  if (recipe.kind == ModelKind::classifier) return make_classifier_learner(recipe, data, device);
  if (recipe.kind == ModelKind::encoder) return make_encoder_learner(recipe, data, device);
  return make_gan_learner(recipe, data, device);
}

torch::Tensor Learner::pictures(const ModelCard& card, int count) const {
  if (!is_generative(card.kind)) return {};
  return sample(exported(), card, static_cast<std::uint64_t>(recipe.seed), count, device_).to(torch::kCPU);
}

long long Learner::batches_an_epoch() const { return std::max<long long>(1, images_.size(0) / recipe.batch_size); }

torch::Tensor Learner::next_batch(long long number) {
  const long long per_epoch = batches_an_epoch();
  if (const long long epoch = number / per_epoch; epoch != epoch_) {
    torch::manual_seed(stream_seed(recipe, order_stream, epoch));
    order_ = torch::randperm(images_.size(0), torch::kInt64).to(device_);
    epoch_ = epoch;
  }
  const long long begin = number % per_epoch * recipe.batch_size;
  return order_.narrow(0, begin, std::min<long long>(recipe.batch_size, images_.size(0)));
}

torch::Tensor Learner::pixels(const torch::Tensor& indices) const {
  return from_bytes(images_.index_select(0, indices));
}

void Learner::note(const std::string& name, const torch::Tensor& value) {
  auto& sum = sums_[name];
  sum = sum.defined() ? sum + value.detach() : value.detach().clone();
  ++counts_[name];
}

std::map<std::string, double> Learner::take_means() {
  std::map<std::string, double> means;
  for (const auto& [name, sum] : sums_) means[name] = sum.item<double>() / static_cast<double>(counts_[name]);
  sums_.clear();
  counts_.clear();
  return means;
}

}  // namespace ganvas::train
