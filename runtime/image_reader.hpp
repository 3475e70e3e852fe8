// Models that read images: what a classifier, a discriminator or an encoder says of them, what a super_resolution
// model makes of them.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "runtime/labels.hpp"
#include "runtime/workspace.hpp"
#include "shared/model_card.hpp"

namespace ganvas::runtime {

/// Immutable after load, so that many threads may share it.
class ImageReader {
 public:
  ImageReader(ImageReader&&) noexcept;
  ImageReader& operator=(ImageReader&&) noexcept;
  ~ImageReader();

  /// As Generator::load: the self-test is replayed, `file` opens the messages, the bytes may go once this returns.
  static Result<ImageReader> load(std::span<const std::byte> bytes, const std::string& file);

  const ModelCard& card() const;
  /// The card as it stands in the file.
  const std::string& card_json() const;
  int label_count() const;              // 0: it takes no labels
  const Shape& input() const;           // of one image: [channels, height, width]
  const Shape& output() const;          // [numbers], or a larger image
  double self_test_difference() const;  // the largest difference of one number

  /// Memory for up to `largest_batch` images at once (more are cut into such batches).
  Workspace workspace(int largest_batch) const;

  /// images [n, input…], labels or label weights as for Generator::sample (none when it takes none) -> outputs [n,
  /// output…]: of a classifier a score a label; of a discriminator its opinion, and a score a label if it has an
  /// auxiliary classifier; of an encoder the latent vector, and a score a label. Refuses spans of the wrong size and
  /// labels out of range. Allocates nothing else.
  Status read(std::span<const float> images, const Labels& labels, std::span<float> outputs,
              Workspace& workspace) const;

 private:
  struct Loaded;
  explicit ImageReader(std::unique_ptr<const Loaded> loaded);
  std::unique_ptr<const Loaded> loaded_;
};

}  // namespace ganvas::runtime
