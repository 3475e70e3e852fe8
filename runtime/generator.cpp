#include "runtime/generator.hpp"

#include "runtime/model_plan.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {

Result<Generator> Generator::load(std::span<const std::byte> bytes, const std::string& file) {
  GANVAS_TRY(auto&& loaded, Model::load(bytes, file, true));
  return Generator(std::move(loaded));
}

int Generator::latent_size() const { return card().latent.size; }
int Generator::image_size() const { return static_cast<int>(element_count(card().image.shape)); }
std::span<const float> Generator::directions() const { return loaded().directions; }

Status Generator::sample(std::span<const float> latents, const Labels& labels, std::span<float> images,
                         Workspace& workspace) const {
  return run(latents, labels, images, workspace);
}

Result<std::vector<TracedStep>> Generator::trace(std::span<const float> latent, const Labels& label,
                                                 std::span<float> image, bool timed, Workspace& workspace) const {
  return loaded().plan.trace({latent, label, image}, timed, workspace);
}

}  // namespace ganvas::runtime
