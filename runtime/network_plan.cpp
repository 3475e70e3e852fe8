#include "runtime/network_plan.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "runtime/plan_steps.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {
namespace {

constexpr std::ptrdiff_t largest_image = std::ptrdiff_t{1}
                                         << 28;  // floats: 1 GB for one image is a mistake or an attack

// [n, C, area] -> [C, n, area], or back with n and C exchanged. Vectors in squares, as either side is far apart.
void exchange(const float* x, std::ptrdiff_t n, std::ptrdiff_t channels, std::ptrdiff_t area, float* y) {
  constexpr std::ptrdiff_t square = 16;
  if (area == 1) {
    for (std::ptrdiff_t first = 0; first < channels; first += square)
      for (std::ptrdiff_t i = 0; i < n; ++i)
        for (std::ptrdiff_t c = first; c < std::min(channels, first + square); ++c) y[c * n + i] = x[i * channels + c];
    return;
  }
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t c = 0; c < channels; ++c, x += area) std::copy_n(x, area, y + (c * n + i) * area);
}

std::size_t size_of(const Shape& shape) { return static_cast<std::size_t>(element_count(shape)); }

// Runs a step of one image and says how long it took. A step that works on its own input gets it anew each time; what
// that copy takes is not counted.
double run_timed(const Step& step, const Memory& m) {
  const auto work = [&] { run(step, m); };
  if (!in_place(step.action)) return milliseconds_of(work);
  const std::vector<float> input(m.x, m.x + step.before.size());
  const auto restore = [&] { std::copy(input.begin(), input.end(), m.x); };
  const double copying = milliseconds_of(restore);
  return std::max(0.0, milliseconds_of([&] { restore(), work(); }) - copying);
}

Status check_labels(const Labels& labels, std::size_t n, const BatchRules& rules) {
  const int count = rules.label_count;
  const auto weights = labels.weights();
  if (!weights.empty()) {
    if (const std::size_t wanted = n * static_cast<std::size_t>(count); weights.size() != wanted)
      return fail(rules.name, ": ", weights.size(), " label weights for ", n, count ? "" : " unlabelled",
                  " images, wants ", count ? text(n, " times ", count) : "none");
    for (float weight : weights)
      if (!std::isfinite(weight)) return fail(rules.name, ": a label weight is no finite number");
    return Done{};
  }
  const auto numbers = labels.numbers();
  if (numbers.size() != (count ? n : 0))
    return fail(rules.name, ": ", numbers.size(), " labels for ", n, count ? "" : " unlabelled", " images, wants ",
                count ? n : 0);
  for (int label : numbers)
    if (label < 0 || label >= count)
      return fail(rules.name, ": label ", label, " does not exist, labels run from 0 to ", count - 1);
  return Done{};
}

}  // namespace

Result<std::size_t> check_batch(const Batch& batch, const BatchRules& rules) {
  const std::size_t input_size = size_of(rules.input), output_size = size_of(rules.output);
  const std::size_t n = batch.outputs.size() / output_size;
  if (batch.inputs.size() != n * input_size || batch.outputs.size() != n * output_size)
    return fail(rules.name, ": ", batch.inputs.size(), " numbers in and ", batch.outputs.size(), " out, wants n times ",
                to_text(rules.input), " and ", to_text(rules.output));
  GANVAS_CHECK(check_labels(batch.labels, n, rules));
  if (batch.image.size() != (rules.image.empty() ? 0 : n * size_of(rules.image)))
    return fail(rules.name, ": ", batch.image.size(), " numbers of side images for ", n, " images, wants ",
                rules.image.empty() ? "none" : text("n times ", to_text(rules.image)));
  return n;
}

Result<NetworkPlan> NetworkPlan::make(const Network& network, const std::string& name, const TensorFile& file) {
  NetworkPlan plan;
  GANVAS_TRY(const auto& shapes, shapes_after(network, name));
  GANVAS_TRY(const int labels, ganvas::label_count(network, name));
  plan.rules_ = {name, network.input, shapes.back(), network.image, labels};
  plan.layer_count_ = static_cast<int>(network.layers.size());
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

Result<std::size_t> NetworkPlan::check(const Batch& batch, const Workspace& workspace) const {
  GANVAS_TRY(const std::size_t n, check_batch(batch, rules_));
  if (!workspace.fits(need_)) return fail(rules_.name, ": the workspace was made for another network");
  return n;
}

Status NetworkPlan::forward(const Batch& batch, Workspace& workspace) const {
  GANVAS_TRY(const std::size_t n, check(batch, workspace));
  const auto chunk = static_cast<std::size_t>(workspace.chunk_);
  const std::size_t in = size_of(rules_.input), out = size_of(rules_.output);
  const std::size_t side = batch.image.empty() ? 0 : size_of(rules_.image);
  for (std::size_t first = 0; first < n; first += chunk) {
    const std::size_t count = std::min(chunk, n - first);
    walk({batch.inputs.subspan(first * in, count * in), batch.labels.part(first, count, rules_.label_count),
          batch.outputs.subspan(first * out, count * out), batch.image.subspan(first * side, count * side)},
         static_cast<int>(count), workspace, run);
  }
  return Done{};
}

template <class RunStep>
void NetworkPlan::walk(const Batch& chunk, int n, Workspace& workspace, const RunStep& run_step) const {
  float* x = workspace.activations_[0].data();
  float* y = workspace.activations_[1].data();
  const Planes in = planes_of(rules_.input), out = steps_.empty() ? in : steps_.back().after;
  exchange(chunk.inputs.data(), n, in.channels, in.area(), x);
  for (const Step& step : steps_) {
    const bool same = in_place(step.action);
    run_step(step, Memory{.n = n,
                          .labels = chunk.labels,
                          .image = chunk.image.data(),
                          .x = x,
                          .y = same ? x : y,
                          .scratch = workspace.scratch_.data(),
                          .kept = workspace.kept_.data(),
                          .block = workspace.block_.data(),
                          .last_first = workspace.last_first_});
    if (!same) std::swap(x, y);
  }
  exchange(x, out.channels, n, out.area(), chunk.outputs.data());
  workspace.last_first_ = !workspace.last_first_;
}

Status NetworkPlan::trace(const Batch& one, bool timed, Workspace& workspace, std::vector<TracedStep>& trace) const {
  GANVAS_TRY(const std::size_t n, check(one, workspace));
  if (n != 1) return fail(rules_.name, ": a trace is of one image, found ", n);
  const std::size_t others = trace.size();
  double milliseconds = 0;
  bool kept = false;  // a residual began: its first step joins none before it
  walk(one, 1, workspace, [&](const Step& step, const Memory& m) {
    milliseconds += timed ? run_timed(step, m) : (run(step, m), 0.0);
    if (std::holds_alternative<KeepStep>(step.action)) return void(kept = true);
    // One image's numbers keep their order in a reshape, so that it only gives the step before another shape.
    const bool is_first = trace.size() == others;
    if (is_first || kept || !std::holds_alternative<ReshapeStep>(step.action)) {
      const int first = is_first ? 0 : std::min(trace.back().last + 1, step.last_layer);
      trace.emplace_back().first = first;
    }
    TracedStep& shown = trace.back();
    shown.last = step.last_layer;
    shown.shape = step.shape;
    shown.multiply_adds += step.multiply_adds;
    shown.milliseconds += std::exchange(milliseconds, 0);
    shown.values.assign(m.y, m.y + step.after.size());
    kept = false;
  });
  return Done{};
}

}  // namespace ganvas::runtime
