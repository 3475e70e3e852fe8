#include "trainer/deliver.hpp"

#include <algorithm>

#include "shared/files.hpp"
#include "trainer/directions.hpp"
#include "trainer/metrics.hpp"

namespace ganvas::train {
namespace {

// The numbers speak of the file that people get, so they are measured on it.
void measure_file(const Delivery& delivery, const ModelFile& model, const std::filesystem::path& path,
                  ModelCard& card) {
  const bool wants_judge = is_generative(card.kind) || card.kind == ModelKind::super_resolution;
  if (card.kind == ModelKind::discriminator || (wants_judge && delivery.classifier.empty())) return;
  const auto measured = [&]() -> Result<Measurement> {
    try {
      return measure(model, {.classifier = delivery.classifier,
                             .data = delivery.data,
                             .image_folder = delivery.image_folder,
                             .neighbours = {},
                             .count = delivery.images,
                             .quiet = delivery.quiet});
    } catch (const std::exception& error) {  // out of memory, say: the weights are worth keeping all the same
      return fail(error.what());
    }
  }();
  if (!measured) return delivery.say(text("not measured: ", measured.message()));
  card.metrics = measured->metrics;
  for (const Metric& metric : card.metrics) delivery.say(text(metric.name, " ", metric.value, ": ", metric.protocol));
  for (const std::string& fault : measured->faults) delivery.say(fault);
  if (!measured->faults.empty())
    delivery.say(text("later: ./ganvas metrics ", path.string(), " --write",
                      delivery.image_folder.empty() ? "" : " --image-folder '", delivery.image_folder,
                      delivery.image_folder.empty() ? "" : "'"));
}

std::filesystem::path weights_in(const std::filesystem::path& folder, const std::string& name) {
  return folder / (name + ".safetensors");
}

std::string discriminator_name(const Recipe& recipe) { return recipe.name + ".discriminator"; }

// The other player, as its own small file. One that takes a side image judges levels, not pictures.
Status deliver_discriminator(const Delivery& delivery, const Recipe& recipe, const NetworkModule& module,
                             ModelCard card) {
  if (!module.network().image.empty()) return Done{};
  card.name = discriminator_name(recipe);
  card.kind = ModelKind::discriminator;
  card.description = "The discriminator: scores how real a picture looks.";
  card.latent = {};
  card.metrics.clear();
  card.directions.clear();
  return write_file(weights_in(delivery.folder, card.name), export_model(card, {&module}, WeightType::I8));
}

bool are_finite(const Networks& networks) {
  return std::all_of(networks.begin(), networks.end(), [](const NetworkModule* network) {
    return torch::isfinite(network->parameters).all().item<bool>() &&
           torch::isfinite(network->statistics).all().item<bool>();
  });
}

// W·(ψz) + b = (ψW)·z + b
std::vector<NetworkModule> truncated(const Networks& networks, double psi) {
  std::vector<NetworkModule> modules;
  for (const NetworkModule* network : networks) modules.push_back(network->played());
  torch::NoGradGuard guard;
  if (psi != 1) modules.front().tensors().front().at("weight").mul_(psi);
  return modules;
}

}  // namespace

Status deliver_model(const Delivery& delivery, const std::filesystem::path& path, const Networks& trained,
                     ModelCard card, WeightType dtype, double truncation) {
  if (!are_finite(trained))
    return fail(path.string(),
                ": is not written: the trained weights hold numbers that are not finite. Try a smaller "
                "learning rate, a larger batch or more images");
  const auto modules = truncated(trained, truncation);
  const Networks networks = pointers(modules);
  const auto bytes = export_model(card, networks, dtype);
  GANVAS_TRY(const auto model, parse_model(bytes, path.string()));
  const auto stored = load_networks(model);
  if (!are_finite(pointers(stored)))
    return fail(path.string(), ": is not written: some weights are beyond the numbers of ", spelling(dtype),
                "; choose dtype F32");
  // Before anything else that may fail; but what stands there already stays until this is whole.
  if (delivery.images == 0 || !std::filesystem::exists(path)) GANVAS_CHECK(write_file(path, bytes));
  if (delivery.images == 0) return Done{};

  const auto directions = find_directions(pointers(stored), card, static_cast<std::uint64_t>(card.training.seed),
                                          delivery.images, delivery.quiet);
  card.directions = directions.named;
  measure_file(delivery, model, path, card);
  for (const Direction& direction : card.directions)
    if (!direction.high.empty()) delivery.say(text("direction ", direction.name, ", effect ", direction.effect));
  const auto whole = export_model(card, networks, dtype, directions.rows);
  GANVAS_CHECK(parse_model(whole, path.string()));  // or the one before stays
  return write_file(path, whole);
}

Result<std::filesystem::path> deliver(const Delivery& delivery, const Learner& learner, const ModelCard& card) {
  const Recipe& recipe = learner.recipe;
  const auto path = weights_in(delivery.folder, recipe.name);
  if (const auto* discriminator = learner.discriminator())
    GANVAS_CHECK(deliver_discriminator(delivery, recipe, *discriminator, card));
  GANVAS_CHECK(deliver_model(delivery, path, learner.exported(), card, recipe.dtype, recipe.truncation));
  return path;
}

Result<std::filesystem::path> deliver_kept(const Delivery& delivery, const std::filesystem::path& kept,
                                           const Recipe& recipe) {
  const auto file = weights_in(kept, recipe.name), path = weights_in(delivery.folder, recipe.name);
  GANVAS_TRY(const auto model, read_model(file));
  const auto other = discriminator_name(recipe);
  if (std::filesystem::exists(weights_in(kept, other))) {
    GANVAS_TRY(const auto discriminator, read_file(weights_in(kept, other)));
    GANVAS_CHECK(write_file(weights_in(delivery.folder, other), discriminator));
  }
  // ψ is built in already.
  GANVAS_CHECK(deliver_model(delivery, path, pointers(model.networks), model.file.card, recipe.dtype, 1));
  return path;
}

}  // namespace ganvas::train
