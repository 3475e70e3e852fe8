#include "runtime/viewer/words.hpp"

namespace ganvas::viewer {

const std::string& label_name(const Model& model, int label) {
  return model.generator.card().labels[static_cast<std::size_t>(label)];
}

}  // namespace ganvas::viewer
