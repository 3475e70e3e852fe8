// Any network of shared/network.hpp, ready to run: generator, discriminator, classifier.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime/steps.hpp"
#include "runtime/trace.hpp"
#include "runtime/workspace.hpp"
#include "shared/safetensors.hpp"

namespace ganvas::runtime {

/// What one call gets. inputs [n, input…], labels (none: the network takes none), outputs [n, output…], the side image
/// [n, image…] (empty: it has none).
struct Batch {
  std::span<const float> inputs;
  Labels labels;
  std::span<float> outputs;
  std::span<const float> image = {};
};
/// What a call must fit. `name` opens the messages.
struct BatchRules {
  std::string name;
  Shape input, output, image;
  int label_count = 0;
};
/// How many images the batch holds, or how it breaks the rules: spans of the wrong size, labels out of range, label
/// weights that are no numbers.
Result<std::size_t> check_batch(const Batch& batch, const BatchRules& rules);

/// Immutable once made, so that many threads may share it, each with a workspace of its own.
class NetworkPlan {
 public:
  /// `name`: what the tensors' names begin with, and the messages. Batch norms are folded, activations fused, dropout
  /// left out. Refuses networks that do not connect, a spectral_norm, tensors that do not fit, and more than 1 GB for
  /// one image.
  static Result<NetworkPlan> make(const Network& network, const std::string& name, const TensorFile& file);

  const Shape& input() const { return rules_.input; }
  const Shape& output() const { return rules_.output; }
  int label_count() const { return rules_.label_count; }  // 0: takes no labels
  int layer_count() const { return layer_count_; }        // in the network's description
  const MemoryNeed& need() const { return need_; }

  /// Memory for up to `largest_batch` images at once; more are cut into such batches, and batches that would not fit
  /// the caches into smaller ones.
  Workspace workspace(int largest_batch) const { return Workspace(need_, largest_batch); }

  /// Allocates nothing, unless to refuse: what breaks the rules of a batch, a workspace made for another network.
  Status forward(const Batch& batch, Workspace& workspace) const;

  /// Of a batch of one: what each step computes, besides the output, behind what `trace` holds. Allocates.
  Status trace(const Batch& one, bool timed, Workspace& workspace, std::vector<TracedStep>& trace) const;

 private:
  NetworkPlan() = default;
  Result<std::size_t> check(const Batch& batch, const Workspace& workspace) const;
  /// A chunk through all steps, each run by `run_step(step, memory)`.
  template <class RunStep>
  void walk(const Batch& chunk, int n, Workspace& workspace, const RunStep& run_step) const;

  BatchRules rules_;
  std::vector<Step> steps_;
  int layer_count_ = 0;
  MemoryNeed need_;
};

}  // namespace ganvas::runtime
