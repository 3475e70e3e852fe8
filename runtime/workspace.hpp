// A caller's own memory for one model: all that a forward pass writes besides its result.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace ganvas::runtime {

/// Floats that a pass needs: for each image of a chunk, and once a chunk.
struct MemoryNeed {
  std::ptrdiff_t activation = 0;            // the largest value between two layers
  std::ptrdiff_t scratch = 0;               // padded images, columns of a transposed convolution
  std::ptrdiff_t kept = 0;                  // inputs of the residuals that are open at once
  std::ptrdiff_t latent = 0, enlarged = 0;  // a pyramid's: the latent vector and the images between two levels
  std::ptrdiff_t block = 0;                 // once: a product's right side, packed

  std::ptrdiff_t per_image() const { return 2 * activation + scratch + kept + latent + 2 * enlarged; }
  /// What serves either of two.
  void widen(const MemoryNeed& other);
};

/// Floats of no value yet: memory that no pass has used is none that the system has given.
class Floats {
 public:
  explicit Floats(std::ptrdiff_t size = 0) : size_(static_cast<std::size_t>(size)), values_(new float[size_]) {}
  float* data() const { return values_.get(); }
  std::size_t size() const { return size_; }
  operator std::span<float>() const { return {data(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<float[]> values_;
};

/// One a thread. Sized when a plan makes it; a pass allocates nothing.
class Workspace {
 public:
  /// How many images go through the network at once; a larger batch is cut.
  int chunk() const { return chunk_; }

 private:
  friend class NetworkPlan;
  friend class ModelPlan;
  Workspace(const MemoryNeed& need, int largest_batch);
  bool fits(const MemoryNeed& need) const;

  int chunk_ = 0;
  Floats activations_[2];  // a layer reads one and writes the other
  Floats scratch_, kept_, latents_, block_;
  Floats images_[2];  // of a pyramid: the enlarged image, and what the level makes
  // Every other pass reads the weights of a layer from their end, where the pass before it stopped: what a cache that
  // is a little too small still holds of them is read before it is lost. The sums are the same.
  bool last_first_ = false;
};

}  // namespace ganvas::runtime
