#include "runtime/model_plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "shared/shapes.hpp"

namespace ganvas::runtime {
namespace {

std::size_t size_of(const Shape& shape) { return static_cast<std::size_t>(element_count(shape)); }

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

Result<double> replay_self_test(const ModelPlan& plan, const TensorFile& file) {
  const std::vector<float> inputs = to_floats(file.tensors.at(self_test_inputs));
  const std::vector<float> wanted = to_floats(file.tensors.at(self_test_outputs));
  std::vector<int> labels;
  if (plan.label_count() > 0) labels = to_labels(file.tensors.at(self_test_labels));
  std::vector<float> found(wanted.size());
  Workspace workspace = plan.workspace(64);
  GANVAS_CHECK(plan.forward({inputs, labels, found}, workspace));
  return largest_difference(found, wanted);
}

}  // namespace

Result<ModelPlan> ModelPlan::make(const ModelFile& model) {
  const ModelCard& card = model.card;
  ModelPlan plan;
  const std::size_t levels = card.kind == ModelKind::pyramid ? card.networks.size() : 1;
  for (std::size_t i = 0; i < levels; ++i) {
    GANVAS_TRY(auto level, NetworkPlan::make(card.networks[i].network, card.networks[i].name, model.file));
    plan.need_.widen(level.need());
    plan.rules_.label_count = std::max(plan.rules_.label_count, level.label_count());
    if (levels > 1) {
      MemoryNeed between;
      between.latent = element_count(level.input());
      between.enlarged = element_count(level.output());
      plan.need_.widen(between);
    }
    plan.levels_.push_back(std::move(level));
  }
  plan.rules_.name = card.networks.front().name;
  plan.rules_.input = model_input(card);
  plan.rules_.output = model_output(card);
  return plan;
}

Status ModelPlan::forward(const Batch& batch, Workspace& workspace) const {
  if (levels_.size() == 1) return levels_.front().forward(batch, workspace);
  // All of it is checked before the first chunk is written.
  GANVAS_TRY(const std::size_t n, check(batch, workspace));
  const auto run_level = [&](std::size_t k, const Batch& part) { return levels_[k].forward(part, workspace); };
  const auto chunk = static_cast<std::size_t>(workspace.chunk_);
  const std::size_t in = size_of(rules_.input), out = size_of(rules_.output);
  for (std::size_t first = 0; first < n; first += chunk) {
    const std::size_t count = std::min(chunk, n - first);
    GANVAS_CHECK(
        walk_pyramid({batch.inputs.subspan(first * in, count * in), batch.labels.part(first, count, rules_.label_count),
                      batch.outputs.subspan(first * out, count * out)},
                     count, workspace, run_level));
  }
  return Done{};
}

Result<std::vector<TracedStep>> ModelPlan::trace(const Batch& one, bool timed, Workspace& workspace) const {
  std::vector<TracedStep> trace;
  if (levels_.size() == 1) {
    GANVAS_CHECK(levels_.front().trace(one, timed, workspace, trace));
    return trace;
  }
  GANVAS_TRY(const std::size_t n, check(one, workspace));
  if (n != 1) return fail(rules_.name, ": a trace is of one image, found ", n);
  std::vector<float> before;  // the picture of the level before
  const auto run_level = [&](std::size_t k, const Batch& part) -> Status {
    const std::size_t before_level = trace.size();
    GANVAS_CHECK(levels_[k].trace(part, timed, workspace, trace));
    for (std::size_t i = before_level; i < trace.size(); ++i) trace[i].network = static_cast<int>(k);
    std::vector<float> picture(part.outputs.begin(), part.outputs.end());
    if (k > 0) {
      const Shape& small = levels_[k - 1].output();
      const auto enlarge_and_add = [&] {
        upsample_bilinear(before.data(), small[0], small[1], small[2], 2, picture.data());
        for (std::size_t i = 0; i < picture.size(); ++i) picture[i] += part.outputs[i];
      };
      const double milliseconds = timed ? milliseconds_of(enlarge_and_add) : (enlarge_and_add(), 0.0);
      trace.push_back({.network = static_cast<int>(k),
                       .last = levels_[k].layer_count() - 1,
                       .picture = true,
                       .shape = levels_[k].output(),
                       .milliseconds = milliseconds,
                       .values = picture});
    }
    before = std::move(picture);
    return Done{};
  };
  GANVAS_CHECK(walk_pyramid(one, 1, workspace, run_level));
  return trace;
}

Result<std::size_t> ModelPlan::check(const Batch& batch, const Workspace& workspace) const {
  GANVAS_TRY(const std::size_t n, check_batch(batch, rules_));
  if (!workspace.fits(need_)) return fail(rules_.name, ": the workspace was made for another network");
  return n;
}

template <class RunLevel>
Status ModelPlan::walk_pyramid(const Batch& batch, std::size_t n, Workspace& workspace,
                               const RunLevel& run_level) const {
  const std::span<float> enlarged(workspace.images_[0]), made(workspace.images_[1]), latents(workspace.latents_);
  std::size_t begin = 0;  // of the level's part of a latent vector
  for (std::size_t k = 0; k < levels_.size(); ++k) {
    const NetworkPlan& level = levels_[k];
    const std::size_t latent = size_of(level.input()), size = n * size_of(level.output());
    for (std::size_t i = 0; i < n; ++i)
      std::copy_n(batch.inputs.begin() + static_cast<std::ptrdiff_t>(i * size_of(rules_.input) + begin), latent,
                  latents.begin() + static_cast<std::ptrdiff_t>(i * latent));
    begin += latent;
    if (k > 0) {
      const Shape& before = levels_[k - 1].output();
      upsample_bilinear(made.data(), static_cast<std::ptrdiff_t>(n) * before[0], before[1], before[2], 2,
                        enlarged.data());
    }
    const auto side = enlarged.first(k > 0 ? size : 0);
    const auto image = k + 1 < levels_.size() ? made.first(size) : batch.outputs;
    const auto labels = level.label_count() ? batch.labels : Labels();
    GANVAS_CHECK(run_level(k, {latents.first(n * latent), labels, image, side}));
    for (std::size_t i = 0; i < side.size(); ++i) image[i] += side[i];
  }
  return Done{};
}

Result<std::unique_ptr<const LoadedModel>> load_model(ModelFile model, const std::string& file) {
  auto plan = ModelPlan::make(model);
  if (!plan) return fail(file, ": ", plan.message());
  auto difference = replay_self_test(*plan, model.file);
  if (!difference) return fail(file, ": self-test: ", difference.message());
  GANVAS_CHECK(judge_self_test(model.card, *difference, file));
  std::vector<float> directions;
  if (!model.card.directions.empty()) directions = to_floats(model.file.tensors.find(directions_tensor)->second);
  return std::unique_ptr<const LoadedModel>(new LoadedModel{std::move(model.card), std::move(model.card_json),
                                                            *std::move(plan), std::move(directions), *difference});
}

}  // namespace ganvas::runtime
