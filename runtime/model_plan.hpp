// A weights file ready to run: its network, or the levels of a pyramid together.
#pragma once

#include <memory>

#include "runtime/network_plan.hpp"
#include "shared/model_card.hpp"

namespace ganvas::runtime {

/// What a model computes of inputs [n, model_input…]: [n, model_output…]. Of a pyramid (Denton et al. 2015), whose
/// input is the latent vectors of its levels one after the other: x₀ = G₀(z₀), xₖ = u + Gₖ(zₖ, u), u = xₖ₋₁ twice as
/// large.
class ModelPlan {
 public:
  static Result<ModelPlan> make(const ModelFile& model);

  int label_count() const { return rules_.label_count; }  // 0: takes no labels
  const Shape& input() const { return rules_.input; }
  const Shape& output() const { return rules_.output; }
  Workspace workspace(int largest_batch) const { return Workspace(need_, largest_batch); }

  /// Without a side image. Allocates nothing, unless to refuse, as NetworkPlan::forward does.
  Status forward(const Batch& batch, Workspace& workspace) const;

  /// Of a batch of one: what each step computes, besides the output. Allocates.
  Result<std::vector<TracedStep>> trace(const Batch& one, bool timed, Workspace& workspace) const;

 private:
  ModelPlan() = default;
  Result<std::size_t> check(const Batch& batch, const Workspace& workspace) const;
  /// One chunk, level by level, each run by `run_level(k, batch)`.
  template <class RunLevel>
  Status walk_pyramid(const Batch& batch, std::size_t n, Workspace& workspace, const RunLevel& run_level) const;

  std::vector<NetworkPlan> levels_;
  BatchRules rules_;
  MemoryNeed need_;
};

/// What is kept of a weights file. `self_test_difference`: the largest difference of one number of the outputs.
struct LoadedModel {
  ModelCard card;
  std::string card_json;
  ModelPlan plan;
  std::vector<float> directions;
  double self_test_difference;
};

/// Plans a model and replays its self-test: a file whose outputs differ from what it states is refused. `file` opens
/// the messages.
Result<std::unique_ptr<const LoadedModel>> load_model(ModelFile model, const std::string& file);

}  // namespace ganvas::runtime
