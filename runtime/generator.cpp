#include "runtime/generator.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "runtime/network_plan.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {

struct Generator::Loaded {
  ModelCard card;
  std::string card_json;
  NetworkPlan plan;
  double self_test_difference;
};

namespace {

// I64 [n]; a label that no int holds becomes -1, which the plan refuses.
std::vector<int> to_labels(const TensorView& tensor) {
  std::vector<int> labels(tensor.data.size() / sizeof(std::int64_t));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::int64_t label;
    std::memcpy(&label, tensor.data.data() + i * sizeof label, sizeof label);
    labels[i] = label < 0 || label > std::numeric_limits<int>::max() ? -1 : static_cast<int>(label);
  }
  return labels;
}

// Not a number counts as infinitely far.
double largest_difference(std::span<const float> a, std::span<const float> b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::fabs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    largest = std::isfinite(difference) ? std::max(largest, difference) : std::numeric_limits<double>::infinity();
  }
  return largest;
}

Result<double> replay_self_test(const NetworkPlan& plan, const TensorFile& file) {
  const std::vector<float> inputs = to_floats(file.tensors.at(self_test_inputs));
  const std::vector<float> wanted = to_floats(file.tensors.at(self_test_outputs));
  std::vector<int> labels;
  if (plan.label_count() > 0) labels = to_labels(file.tensors.at(self_test_labels));
  std::vector<float> found(wanted.size());
  Workspace workspace = plan.workspace(64);
  GANVAS_CHECK(plan.forward(inputs, labels, found, workspace));
  return largest_difference(found, wanted);
}

}  // namespace

Result<Generator> Generator::load(std::span<const std::byte> bytes, const std::string& file) {
  GANVAS_TRY(ModelFile model, parse_model(bytes, file));
  if (model.card.kind == ModelKind::classifier)
    return fail(file, ": holds a classifier, which judges images and makes none; give a generator's weights file");
  auto plan = NetworkPlan::make(*find_network(model.card, "generator"), "generator", model.file);
  if (!plan) return fail(file, ": ", plan.message());
  auto difference = replay_self_test(*plan, model.file);
  if (!difference) return fail(file, ": self-test: ", difference.message());
  if (*difference > model.card.self_test.tolerance)
    return fail(file, ": self-test: a pixel differs by ", *difference, " from what the file states, the tolerance is ",
                model.card.self_test.tolerance, "; the weights are damaged, fetch or export the file again");
  return Generator(std::make_shared<const Loaded>(
      Loaded{std::move(model.card), std::move(model.card_json), *std::move(plan), *difference}));
}

const ModelCard& Generator::card() const { return loaded_->card; }
const std::string& Generator::card_json() const { return loaded_->card_json; }
int Generator::latent_size() const { return loaded_->card.latent.size; }
int Generator::label_count() const { return loaded_->plan.label_count(); }
int Generator::image_size() const { return static_cast<int>(element_count(loaded_->card.image.shape)); }
double Generator::self_test_difference() const { return loaded_->self_test_difference; }

Workspace Generator::workspace(int largest_batch) const { return loaded_->plan.workspace(largest_batch); }

Status Generator::sample(std::span<const float> latents, std::span<const int> labels, std::span<float> images,
                         Workspace& workspace) const {
  return loaded_->plan.forward(latents, labels, images, workspace);
}

}  // namespace ganvas::runtime
