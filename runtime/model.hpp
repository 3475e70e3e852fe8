// What every model is once it is loaded, whether it draws images (generator.hpp) or reads them (image_reader.hpp).
#pragma once

#include <memory>
#include <span>
#include <string>

#include "runtime/labels.hpp"
#include "runtime/workspace.hpp"
#include "shared/model_card.hpp"

namespace ganvas::runtime {

struct LoadedModel;

/// Immutable, so that many threads may share it.
class Model {
 public:
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  const ModelCard& card() const;
  /// The card as it stands in the file.
  const std::string& card_json() const;
  int label_count() const;              // 0: it takes no labels
  const Shape& input() const;           // of one image: [latent size], or [channels, height, width]
  const Shape& output() const;          // [channels, height, width], or [numbers]
  double self_test_difference() const;  // the largest difference of one number

  /// Memory for up to `largest_batch` images at once (more are cut into such batches).
  Workspace workspace(int largest_batch) const;

  /// inputs [n, input…], labels [n] of int, or [n, label_count] of float: weights that mix the labels (none for a model
  /// that takes none) -> outputs [n, output…]. Refuses spans of the wrong size, labels out of range and weights that
  /// are no numbers.
  Status run(std::span<const float> inputs, const Labels& labels, std::span<float> outputs, Workspace& workspace) const;

 protected:
  explicit Model(std::unique_ptr<const LoadedModel> loaded);
  /// Reads the bytes, folds the batch norms, and replays the self-test. Refuses a model that draws images, or one that
  /// does not, and a file whose outputs differ from what it states. `file` opens the messages.
  static Result<std::unique_ptr<const LoadedModel>> load(std::span<const std::byte> bytes, const std::string& file,
                                                         bool draws);
  const LoadedModel& loaded() const { return *loaded_; }

 private:
  std::unique_ptr<const LoadedModel> loaded_;
};

}  // namespace ganvas::runtime
