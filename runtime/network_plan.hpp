// Any network of shared/network.hpp, ready to run: generator, discriminator, classifier.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime/steps.hpp"
#include "runtime/workspace.hpp"
#include "shared/safetensors.hpp"

namespace ganvas::runtime {

/// Immutable once made, so that many threads may share it, each with a workspace of its own.
class NetworkPlan {
 public:
  /// `name`: what the tensors' names begin with, and the messages. Batch norms are folded, activations fused, dropout
  /// left out. Refuses networks that do not connect, tensors that do not fit, and more than 1 GB for one image.
  static Result<NetworkPlan> make(const Network& network, const std::string& name, const TensorFile& file);

  const Shape& input() const { return input_; }
  const Shape& output() const { return output_; }
  int label_count() const { return label_count_; }  // 0: takes no labels

  /// Memory for up to `largest_batch` images at once; more are cut into such batches, and batches that would not fit
  /// the caches into smaller ones.
  Workspace workspace(int largest_batch) const;

  /// inputs [n, input…], labels [n] (empty when label_count is 0) -> outputs [n, output…]. Allocates nothing, unless to
  /// refuse: spans of the wrong size, labels out of range, a workspace made for another network.
  Status forward(std::span<const float> inputs, std::span<const int> labels, std::span<float> outputs,
                 Workspace& workspace) const;

 private:
  NetworkPlan() = default;
  void forward_chunk(const float* inputs, const int* labels, int n, float* outputs, Workspace& workspace) const;
  bool fits(const Workspace& workspace) const;

  std::string name_;
  Shape input_, output_;
  int label_count_ = 0;
  std::vector<Step> steps_;
  std::ptrdiff_t activation_ = 0, scratch_ = 0;  // floats an image
  std::ptrdiff_t block_ = 0;                     // floats
};

}  // namespace ganvas::runtime
