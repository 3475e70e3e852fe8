// A caller's own memory for one network: all that a forward pass writes besides its result.
#pragma once

#include <vector>

namespace ganvas::runtime {

/// One a thread. Sized when a plan makes it; a pass allocates nothing.
class Workspace {
 public:
  /// How many images go through the network at once; a larger batch is cut.
  int chunk() const { return chunk_; }

 private:
  friend class NetworkPlan;
  int chunk_ = 0;
  std::vector<float> activations_[2];  // a layer reads one and writes the other
  std::vector<float> scratch_;         // padded images, columns of a transposed convolution
  std::vector<float> columns_;         // a product's right side, packed
};

}  // namespace ganvas::runtime
