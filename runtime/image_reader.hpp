// Models that read images: what a classifier, a discriminator or an encoder says of them, what a super_resolution
// model makes of them.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "runtime/model.hpp"

namespace ganvas::runtime {

/// Immutable after load, so that many threads may share it.
class ImageReader : public Model {
 public:
  /// As Generator::load: the self-test is replayed, `file` opens the messages, the bytes may go once this returns.
  static Result<ImageReader> load(std::span<const std::byte> bytes, const std::string& file);

  /// images [n, input…], labels or label weights as for Generator::sample (none when it takes none) -> outputs [n,
  /// output…]: of a classifier a score a label; of a discriminator its opinion, and a score a label if it has an
  /// auxiliary classifier; of an encoder the latent vector, and a score a label. Refuses spans of the wrong size and
  /// labels out of range. Allocates nothing else.
  Status read(std::span<const float> images, const Labels& labels, std::span<float> outputs,
              Workspace& workspace) const;

 private:
  using Model::Model;
};

}  // namespace ganvas::runtime
