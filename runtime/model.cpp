#include "runtime/model.hpp"

#include "runtime/model_plan.hpp"

namespace ganvas::runtime {

Model::Model(std::unique_ptr<const LoadedModel> loaded) : loaded_(std::move(loaded)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

Result<std::unique_ptr<const LoadedModel>> Model::load(std::span<const std::byte> bytes, const std::string& file,
                                                       bool draws) {
  GANVAS_TRY(auto&& model, parse_model(bytes, file));
  if (const ModelKind kind = model.card.kind; is_generative(kind) != draws)
    return fail(file, ": of kind ", spelling(kind),
                draws ? ", which takes images and no latent vector; give a generator's weights file"
                      : ", which draws images and reads none; give the weights file of a classifier, "
                        "discriminator, encoder or super_resolution model");
  return load_model(std::move(model), file);
}

const ModelCard& Model::card() const { return loaded_->card; }
const std::string& Model::card_json() const { return loaded_->card_json; }
int Model::label_count() const { return loaded_->plan.label_count(); }
const Shape& Model::input() const { return loaded_->plan.input(); }
const Shape& Model::output() const { return loaded_->plan.output(); }
double Model::self_test_difference() const { return loaded_->self_test_difference; }

Workspace Model::workspace(int largest_batch) const { return loaded_->plan.workspace(largest_batch); }

Status Model::run(std::span<const float> inputs, const Labels& labels, std::span<float> outputs,
                  Workspace& workspace) const {
  return loaded_->plan.forward({inputs, labels, outputs}, workspace);
}

}  // namespace ganvas::runtime
