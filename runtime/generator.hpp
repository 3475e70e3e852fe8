// The runtime's whole face: load a weights file, sample images. The same words as in web/ganvas.js.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "runtime/model.hpp"
#include "runtime/trace.hpp"

namespace ganvas::runtime {

/// A gan, conditional_gan or pyramid read from a weights file. Immutable after load, so that many threads may share it.
class Generator : public Model {
 public:
  /// Reads the bytes, folds the batch norms, and replays the self-test: a file whose pixels differ from what it states
  /// is refused. `file` opens the messages. The bytes may go once this returns.
  static Result<Generator> load(std::span<const std::byte> bytes, const std::string& file);

  int latent_size() const;  // of a pyramid: of all its levels together
  int image_size() const;   // channels·height·width
  /// Ways to walk in latent space, a row [latent_size] for each of the card's directions.
  std::span<const float> directions() const;

  /// latents [n, latent_size], labels [n] of int, or [n, label_count] of float: weights that mix the labels (none for
  /// an unconditional model) -> images [n, channels, height, width], in the card's range. Refuses spans of the wrong
  /// size, labels out of range and weights that are no numbers.
  Status sample(std::span<const float> latents, const Labels& labels, std::span<float> images,
                Workspace& workspace) const;

  /// One image as `sample` makes it, and what each step on the way computes; of a pyramid also each level's picture.
  /// `timed` measures each step, 3 to 10 milliseconds long.
  Result<std::vector<TracedStep>> trace(std::span<const float> latent, const Labels& label, std::span<float> image,
                                        bool timed, Workspace& workspace) const;

 private:
  using Model::Model;
};

}  // namespace ganvas::runtime
