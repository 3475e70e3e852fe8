#include "runtime/image_reader.hpp"

#include "runtime/model_plan.hpp"

namespace ganvas::runtime {

Result<ImageReader> ImageReader::load(std::span<const std::byte> bytes, const std::string& file) {
  GANVAS_TRY(auto&& loaded, Model::load(bytes, file, false));
  return ImageReader(std::move(loaded));
}

Status ImageReader::read(std::span<const float> images, const Labels& labels, std::span<float> outputs,
                         Workspace& workspace) const {
  return run(images, labels, outputs, workspace);
}

}  // namespace ganvas::runtime
