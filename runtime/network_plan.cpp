#include "runtime/network_plan.hpp"

#include <algorithm>

#include "runtime/plan_steps.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {
namespace {

constexpr std::ptrdiff_t largest_image = std::ptrdiff_t{1}
                                         << 28;  // floats: 1 GB for one image is a mistake or an attack

// [n, C, area] -> [C, n, area], or back with n and C exchanged.
void exchange(const float* x, std::ptrdiff_t n, std::ptrdiff_t channels, std::ptrdiff_t area, float* y) {
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t c = 0; c < channels; ++c, x += area) std::copy_n(x, area, y + (c * n + i) * area);
}

std::size_t size_of(const Shape& shape) { return static_cast<std::size_t>(element_count(shape)); }

}  // namespace

Result<std::size_t> check_batch(const Batch& batch, const BatchRules& rules) {
  const std::size_t input_size = size_of(rules.input), output_size = size_of(rules.output);
  const std::size_t n = batch.outputs.size() / output_size;
  const int count = rules.label_count;
  if (batch.inputs.size() != n * input_size || batch.outputs.size() != n * output_size)
    return fail(rules.name, ": ", batch.inputs.size(), " numbers in and ", batch.outputs.size(), " out, wants n times ",
                to_text(rules.input), " and ", to_text(rules.output));
  if (batch.labels.size() != (count ? n : 0))
    return fail(rules.name, ": ", batch.labels.size(), " labels for ", n, count ? "" : " unlabelled", " images, wants ",
                count ? n : 0);
  for (int label : batch.labels)
    if (label < 0 || label >= count)
      return fail(rules.name, ": label ", label, " does not exist, labels run from 0 to ", count - 1);
  if (batch.image.size() != (rules.image.empty() ? 0 : n * size_of(rules.image)))
    return fail(rules.name, ": ", batch.image.size(), " numbers of side images for ", n, " images, wants ",
                rules.image.empty() ? "none" : text("n times ", to_text(rules.image)));
  return n;
}

Result<NetworkPlan> NetworkPlan::make(const Network& network, const std::string& name, const TensorFile& file) {
  NetworkPlan plan;
  GANVAS_TRY(const auto shapes, shapes_after(network, name));
  GANVAS_TRY(const int labels, ganvas::label_count(network, name));
  plan.rules_ = {name, network.input, shapes.back(), network.image, labels};
  GANVAS_TRY(plan.steps_, plan_steps(network, shapes, name, file));
  MemoryNeed& need = plan.need_;
  need.activation = std::max(element_count(network.input), element_count(shapes.back()));
  for (const Step& step : plan.steps_)
    need.widen({.activation = std::max(step.before.size(), step.after.size()),
                .scratch = scratch_per_image(step),
                .kept = kept_per_image(step),
                .block = block_size(step)});
  if (const std::ptrdiff_t needed = need.per_image() + need.block; needed > largest_image)
    return fail(name, " needs ", needed * 4, " bytes of memory for one image, the limit is ", largest_image * 4);
  return plan;
}

Status NetworkPlan::forward(const Batch& batch, Workspace& workspace) const {
  GANVAS_TRY(const std::size_t n, check_batch(batch, rules_));
  if (!workspace.fits(need_)) return fail(rules_.name, ": the workspace was made for another network");
  const auto chunk = static_cast<std::size_t>(workspace.chunk_);
  const std::size_t image_size = batch.image.empty() ? 0 : size_of(rules_.image);
  for (std::size_t first = 0; first < n; first += chunk)
    forward_chunk(batch.inputs.data() + first * size_of(rules_.input),
                  batch.labels.empty() ? nullptr : batch.labels.data() + first, batch.image.data() + first * image_size,
                  static_cast<int>(std::min(chunk, n - first)), batch.outputs.data() + first * size_of(rules_.output),
                  workspace);
  return Done{};
}

void NetworkPlan::forward_chunk(const float* inputs, const int* labels, const float* image, int n, float* outputs,
                                Workspace& workspace) const {
  float* x = workspace.activations_[0].data();
  float* y = workspace.activations_[1].data();
  const Planes in = planes_of(rules_.input), out = planes_of(rules_.output);
  exchange(inputs, n, in.channels, in.area(), x);
  for (const Step& step : steps_) {
    const bool same = in_place(step.action);
    run(step, {.n = n,
               .labels = labels,
               .image = image,
               .x = x,
               .y = same ? x : y,
               .scratch = workspace.scratch_.data(),
               .kept = workspace.kept_.data(),
               .block = workspace.block_.data()});
    if (!same) std::swap(x, y);
  }
  exchange(x, out.channels, n, out.area(), outputs);
}

}  // namespace ganvas::runtime
