#include "trainer/deliver.hpp"

#include "shared/files.hpp"
#include "trainer/directions.hpp"
#include "trainer/history.hpp"
#include "trainer/metrics.hpp"

namespace ganvas::train {
namespace {

Result<ModelFile> read_back(const std::vector<std::byte>& bytes, const std::filesystem::path& path) {
  return parse_model(bytes, path.string());
}

// The numbers speak of the file that people get, so they are measured on it.
Result<std::vector<Metric>> measure_file(const Delivery& delivery, const Recipe& recipe, const ModelFile& model) {
  if (recipe.kind == ModelKind::classifier) {
    GANVAS_TRY(const auto test, load_data_set(data_choice(recipe), delivery.data, Split::test));
    return std::vector{test_accuracy(load_networks(model).front(), test)};
  }
  if (!is_generative(recipe.kind)) return std::vector<Metric>{};
  if (delivery.classifier.empty() || !std::filesystem::exists(delivery.classifier))
    return fail("no classifier at '", delivery.classifier.string(), "'");
  return measure(model, delivery.classifier, 0);
}

// The other player, as its own small file. One that takes a side image judges levels, not pictures.
Status deliver_discriminator(const Delivery& delivery, const Recipe& recipe, const NetworkModule& module,
                             ModelCard card) {
  if (!module.network().image.empty()) return Done{};
  card.name = recipe.name + ".discriminator";
  card.kind = ModelKind::discriminator;
  card.description = "The discriminator: scores how real a picture looks.";
  card.latent = {};
  card.metrics.clear();
  card.directions.clear();
  return write_file(delivery.folder / (card.name + ".safetensors"), export_model(card, {&module}, WeightType::I8));
}

}  // namespace

Result<std::filesystem::path> deliver(const Delivery& delivery, const Learner& learner, ModelCard card) {
  const Recipe& recipe = learner.recipe;
  const auto path = delivery.folder / (recipe.name + ".safetensors");
  const auto networks = learner.exported();
  const auto bytes = export_model(card, networks, recipe.dtype);
  GANVAS_CHECK(write_file(path, bytes));  // before anything else that may fail
  GANVAS_TRY(const auto model, read_back(bytes, path));
  const auto stored = load_networks(model);

  const auto directions = find_directions(stored.front(), card, static_cast<std::uint64_t>(recipe.seed));
  card.directions = directions.named;
  auto metrics = measure_file(delivery, recipe, model);
  if (metrics)
    card.metrics = *metrics;
  else
    delivery.say(text("not measured: ", metrics.message(), "; later: ./ganvas metrics ", path.string()));
  for (const Metric& metric : card.metrics) delivery.say(text(metric.name, " ", metric.value, ": ", metric.protocol));
  for (const Direction& direction : card.directions)
    if (!direction.high.empty()) delivery.say(text("direction ", direction.name, ", effect ", direction.effect));
  GANVAS_CHECK(write_file(path, export_model(card, networks, recipe.dtype, directions.rows)));
  if (const auto* discriminator = learner.discriminator())
    GANVAS_CHECK(deliver_discriminator(delivery, recipe, *discriminator, card));
  GANVAS_CHECK(write_history(delivery.folder, recipe));
  return path;
}

}  // namespace ganvas::train
