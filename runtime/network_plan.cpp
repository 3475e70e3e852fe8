#include "runtime/network_plan.hpp"

#include <algorithm>

#include "runtime/plan_steps.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {
namespace {

constexpr std::ptrdiff_t largest_image = std::ptrdiff_t{1}
                                         << 28;             // floats: 1 GB for one image is a mistake or an attack
constexpr std::ptrdiff_t cached = std::ptrdiff_t{1} << 19;  // floats: 2 MB; measured from 0.5 to 4, little differs
constexpr int largest_chunk = 64;

// [n, C, area] -> [C, n, area], or back with n and C exchanged.
void exchange(const float* x, std::ptrdiff_t n, std::ptrdiff_t channels, std::ptrdiff_t area, float* y) {
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t c = 0; c < channels; ++c, x += area) std::copy_n(x, area, y + (c * n + i) * area);
}

std::size_t floats(std::ptrdiff_t count) { return static_cast<std::size_t>(count); }

}  // namespace

Result<NetworkPlan> NetworkPlan::make(const Network& network, const std::string& name, const TensorFile& file) {
  NetworkPlan plan;
  plan.name_ = name;
  plan.input_ = network.input;
  GANVAS_TRY(const auto shapes, shapes_after(network, name));
  GANVAS_TRY(plan.label_count_, ganvas::label_count(network, name));
  plan.output_ = shapes.back();
  GANVAS_TRY(plan.steps_, plan_steps(network, shapes, name, file));
  plan.activation_ = std::max(element_count(network.input), element_count(plan.output_));
  for (const Step& step : plan.steps_) {
    plan.activation_ = std::max({plan.activation_, step.before.size(), step.after.size()});
    plan.scratch_ = std::max(plan.scratch_, scratch_per_image(step));
    plan.block_ = std::max(plan.block_, block_size(step));
  }
  const std::ptrdiff_t needed = 2 * plan.activation_ + plan.scratch_ + plan.block_;
  if (needed > largest_image)
    return fail(name, " needs ", needed * 4, " bytes of memory for one image, the limit is ", largest_image * 4);
  return plan;
}

Workspace NetworkPlan::workspace(int largest_batch) const {
  const std::ptrdiff_t image = 2 * activation_ + scratch_;
  const int cache_fit = static_cast<int>(std::clamp<std::ptrdiff_t>(cached / image, 1, largest_chunk));
  Workspace workspace;
  workspace.chunk_ = std::clamp(largest_batch, 1, cache_fit);
  for (auto& memory : workspace.activations_) memory.resize(floats(activation_ * workspace.chunk_));
  workspace.scratch_.resize(floats(scratch_ * workspace.chunk_));
  workspace.columns_.resize(floats(block_));
  return workspace;
}

bool NetworkPlan::fits(const Workspace& workspace) const {
  return workspace.chunk_ > 0 && workspace.activations_[0].size() >= floats(activation_ * workspace.chunk_) &&
         workspace.scratch_.size() >= floats(scratch_ * workspace.chunk_) &&
         workspace.columns_.size() >= floats(block_);
}

Status NetworkPlan::forward(std::span<const float> inputs, std::span<const int> labels, std::span<float> outputs,
                            Workspace& workspace) const {
  const auto input_size = static_cast<std::size_t>(element_count(input_));
  const auto output_size = static_cast<std::size_t>(element_count(output_));
  const std::size_t n = outputs.size() / output_size;
  if (inputs.size() % input_size != 0 || outputs.size() % output_size != 0 || inputs.size() / input_size != n)
    return fail(name_, ": ", inputs.size(), " numbers in and ", outputs.size(), " out, wants n times ", to_text(input_),
                " and ", to_text(output_));
  if (labels.size() != (label_count_ ? n : 0))
    return fail(name_, ": ", labels.size(), " labels for ", n, label_count_ ? "" : " unlabelled", " images, wants ",
                label_count_ ? n : 0);
  for (int label : labels)
    if (label < 0 || label >= label_count_)
      return fail(name_, ": label ", label, " does not exist, labels run from 0 to ", label_count_ - 1);
  if (!fits(workspace)) return fail(name_, ": the workspace was made for another network");

  const auto chunk = static_cast<std::size_t>(workspace.chunk_);
  for (std::size_t first = 0; first < n; first += chunk)
    forward_chunk(inputs.data() + first * input_size, labels.empty() ? nullptr : labels.data() + first,
                  static_cast<int>(std::min(chunk, n - first)), outputs.data() + first * output_size, workspace);
  return Done{};
}

void NetworkPlan::forward_chunk(const float* inputs, const int* labels, int n, float* outputs,
                                Workspace& workspace) const {
  float* x = workspace.activations_[0].data();
  float* y = workspace.activations_[1].data();
  const Planes in = planes_of(input_), out = planes_of(output_);
  exchange(inputs, n, in.channels, in.area(), x);
  for (const Step& step : steps_) {
    const bool same = in_place(step.action);
    run(step, {n, labels, x, same ? x : y, workspace.scratch_.data(), workspace.columns_.data()});
    if (!same) std::swap(x, y);
  }
  exchange(x, out.channels, n, out.area(), outputs);
}

}  // namespace ganvas::runtime
