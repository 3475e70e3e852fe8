#include "runtime/workspace.hpp"

#include <algorithm>

#include "runtime/kernel_sets.hpp"

namespace ganvas::runtime {
namespace {

constexpr std::ptrdiff_t cached = std::ptrdiff_t{1} << 19;  // floats: 2 MB; measured from 0.5 to 4, little differs
constexpr int largest_chunk = 64;

}  // namespace

void MemoryNeed::widen(const MemoryNeed& other) {
  activation = std::max(activation, other.activation);
  scratch = std::max(scratch, other.scratch);
  kept = std::max(kept, other.kept);
  latent = std::max(latent, other.latent);
  enlarged = std::max(enlarged, other.enlarged);
  block = std::max(block, other.block);
}

Workspace::Workspace(const MemoryNeed& need, int largest_batch) {
  const auto cache_fit = static_cast<int>(std::clamp<std::ptrdiff_t>(cached / need.per_image(), 1, largest_chunk));
  chunk_ = std::clamp(largest_batch, 1, cache_fit);
  const auto make = [&](std::ptrdiff_t each) { return Floats(each * chunk_ + slack); };
  for (Floats& memory : activations_) memory = make(need.activation);
  for (Floats& memory : images_) memory = make(need.enlarged);
  scratch_ = make(need.scratch);
  kept_ = make(need.kept);
  latents_ = make(need.latent);
  block_ = Floats(need.block);
}

bool Workspace::fits(const MemoryNeed& need) const {
  const auto holds = [&](const Floats& memory, std::ptrdiff_t each) {
    return memory.size() >= static_cast<std::size_t>(each * chunk_);
  };
  return chunk_ > 0 && holds(activations_[0], need.activation) && holds(scratch_, need.scratch) &&
         holds(kept_, need.kept) && holds(latents_, need.latent) && holds(images_[0], need.enlarged) &&
         block_.size() >= static_cast<std::size_t>(need.block);
}

}  // namespace ganvas::runtime
