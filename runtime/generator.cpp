#include "runtime/generator.hpp"

#include "runtime/model_plan.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {

struct Generator::Loaded : LoadedModel {
  std::vector<float> directions;
};

Generator::Generator(std::unique_ptr<const Loaded> loaded) : loaded_(std::move(loaded)) {}
Generator::Generator(Generator&&) noexcept = default;
Generator& Generator::operator=(Generator&&) noexcept = default;
Generator::~Generator() = default;

Result<Generator> Generator::load(std::span<const std::byte> bytes, const std::string& file) {
  GANVAS_TRY(ModelFile model, parse_model(bytes, file));
  if (const ModelKind kind = model.card.kind; !is_generative(kind))
    return fail(file, ": holds a ", spelling(kind), " model, which takes images and no latent vector; give a ",
                "generator's weights file");
  std::vector<float> directions;
  if (!model.card.directions.empty()) directions = to_floats(model.file.tensors.at(directions_tensor));
  GANVAS_TRY(LoadedModel loaded, load_model(std::move(model), file));
  return Generator(std::make_unique<const Loaded>(Loaded{std::move(loaded), std::move(directions)}));
}

const ModelCard& Generator::card() const { return loaded_->card; }
const std::string& Generator::card_json() const { return loaded_->card_json; }
int Generator::latent_size() const { return loaded_->card.latent.size; }
int Generator::label_count() const { return loaded_->plan.label_count(); }
int Generator::image_size() const { return static_cast<int>(element_count(loaded_->card.image.shape)); }
double Generator::self_test_difference() const { return loaded_->self_test_difference; }

std::span<const float> Generator::directions() const { return loaded_->directions; }

Workspace Generator::workspace(int largest_batch) const { return loaded_->plan.workspace(largest_batch); }

Status Generator::sample(std::span<const float> latents, const Labels& labels, std::span<float> images,
                         Workspace& workspace) const {
  return loaded_->plan.forward({latents, labels, images}, workspace);
}

Result<std::vector<TracedStep>> Generator::trace(std::span<const float> latent, const Labels& label,
                                                 std::span<float> image, bool timed, Workspace& workspace) const {
  return loaded_->plan.trace({latent, label, image}, timed, workspace);
}

}  // namespace ganvas::runtime
