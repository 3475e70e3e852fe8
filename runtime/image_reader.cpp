#include "runtime/image_reader.hpp"

#include "runtime/model_plan.hpp"

namespace ganvas::runtime {

struct ImageReader::Loaded : LoadedModel {};

ImageReader::ImageReader(std::unique_ptr<const Loaded> loaded) : loaded_(std::move(loaded)) {}
ImageReader::ImageReader(ImageReader&&) noexcept = default;
ImageReader& ImageReader::operator=(ImageReader&&) noexcept = default;
ImageReader::~ImageReader() = default;

Result<ImageReader> ImageReader::load(std::span<const std::byte> bytes, const std::string& file) {
  GANVAS_TRY(ModelFile model, parse_model(bytes, file));
  if (const ModelKind kind = model.card.kind; is_generative(kind))
    return fail(file, ": holds a ", spelling(kind), " model, which draws images and reads none; give the weights file ",
                "of a classifier, discriminator, encoder or super_resolution model");
  GANVAS_TRY(LoadedModel loaded, load_model(std::move(model), file));
  return ImageReader(std::make_unique<const Loaded>(Loaded{std::move(loaded)}));
}

const ModelCard& ImageReader::card() const { return loaded_->card; }
const std::string& ImageReader::card_json() const { return loaded_->card_json; }
int ImageReader::label_count() const { return loaded_->plan.label_count(); }
const Shape& ImageReader::input() const { return loaded_->plan.input(); }
const Shape& ImageReader::output() const { return loaded_->plan.output(); }
double ImageReader::self_test_difference() const { return loaded_->self_test_difference; }

Workspace ImageReader::workspace(int largest_batch) const { return loaded_->plan.workspace(largest_batch); }

Status ImageReader::read(std::span<const float> images, const Labels& labels, std::span<float> outputs,
                         Workspace& workspace) const {
  return loaded_->plan.forward({images, labels, outputs}, workspace);
}

}  // namespace ganvas::runtime
