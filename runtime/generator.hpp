// The runtime's whole face: load a weights file, sample images. The same words as in web/ganvas.js.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "runtime/workspace.hpp"
#include "shared/model_card.hpp"

namespace ganvas::runtime {

/// A gan, conditional_gan or pyramid read from a weights file. Immutable after load, so that many threads may share it.
class Generator {
 public:
  /// Reads the bytes, folds the batch norms, and replays the self-test: a file whose pixels differ from what it states
  /// is refused. `file` opens the messages. The bytes may go once this returns.
  static Result<Generator> load(std::span<const std::byte> bytes, const std::string& file);

  const ModelCard& card() const;
  /// The card as it stands in the file.
  const std::string& card_json() const;
  int latent_size() const;              // of a pyramid: of all its levels together
  int label_count() const;              // 0: unconditional
  int image_size() const;               // channels·height·width
  double self_test_difference() const;  // the largest difference of one pixel

  /// Memory for up to `largest_batch` images at once (more are cut into such batches).
  Workspace workspace(int largest_batch) const;

  /// latents [n, latent_size], labels [n] (empty for an unconditional model) -> images [n, channels, height, width], in
  /// the card's range. Refuses spans of the wrong size and labels out of range.
  Status sample(std::span<const float> latents, std::span<const int> labels, std::span<float> images,
                Workspace& workspace) const;

 private:
  struct Loaded;
  explicit Generator(std::shared_ptr<const Loaded> loaded) : loaded_(std::move(loaded)) {}
  std::shared_ptr<const Loaded> loaded_;
};

}  // namespace ganvas::runtime
