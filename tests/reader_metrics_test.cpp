// What is measured on models that take images, against values worked out from the images themselves.
#include "tests/torch_doctest.hpp"

#include "tests/untrained.hpp"
#include "trainer/metrics.hpp"
#include "trainer/reader_metrics.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::contains;
using tests::find;
using tests::ScratchFolder;

DataSet test_noise(const std::filesystem::path& root) {
  auto data = load_data_set({"mnist", "", {}, 0}, root, Split::test);
  REQUIRE_MESSAGE(data, data.message());
  return *std::move(data);
}

double mean_of(const torch::Tensor& values) { return values.to(torch::kFloat64).mean().item<double>(); }

// `name`'s network with all weights 0, but for what `change` does, in a card that the recipe fits.
template <class Change>
std::vector<std::byte> with_weights(const std::string& name, std::vector<std::string> settings, const Change& change) {
  auto recipe = load_recipe(name, GANVAS_RECIPES, settings);
  REQUIRE_MESSAGE(recipe, recipe.message());
  NetworkModule module(recipe->kind == ModelKind::encoder ? recipe->encoder : recipe->generator, torch::kCPU);
  module.initialise(Initialisation::torch);
  ModelCard card;
  card.name = name;
  card.kind = recipe->kind;
  card.latent = recipe->latent;
  if (card.kind != ModelKind::super_resolution) card.labels = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  card.training.recipe.text = to_json(*recipe);
  card.training.data_set = "MNIST";
  torch::NoGradGuard guard;
  module.parameters.zero_();
  change(module);
  return export_model(card, {&module}, WeightType::F32);
}

std::vector<Metric> measured(const std::vector<std::byte>& bytes, const std::filesystem::path& root) {
  MeasureOptions options;
  options.classifier = options.data = root;
  options.quiet = true;
  auto result = measure(tests::parsed(bytes), options);
  REQUIRE_MESSAGE(result, result.message());
  return result->metrics;
}

}  // namespace

TEST_CASE("an encoder that reads 0 and label 3 in everything, of a generator that draws grey: its errors, by hand") {
  ScratchFolder folder;
  tests::write_noise(folder.path() / "mnist");
  const auto data = test_noise(folder.path());
  const auto generator = folder.path() / "digits.safetensors";
  REQUIRE(write_file(generator, with_weights("digits", {}, [](auto&) {})));  // tanh(0): byte 128
  const auto bytes = with_weights("encoder-digits", {"generator_file=" + generator.string()},
                                  [](auto& module) { module.tensors().back().at("bias")[64 + 3] = 1; });
  const auto metrics = measured(bytes, folder.path());

  const Metric& error = find(metrics, "reconstruction_error");
  CHECK(error.value == doctest::Approx(mean_of(((data.images.to(torch::kFloat64) - 128) / 255).square())));
  CHECK(error.real == 0.0);  // grey, from grey
  const Metric& right = find(metrics, "label_accuracy");
  CHECK(right.value == doctest::Approx(mean_of(data.labels == 3)));
  CHECK(right.real == doctest::Approx(right.value));  // the labels that are asked for are the data's
  ModelCard card;
  card.latent.size = 64;
  const auto z = latents(card, 0, 0, static_cast<int>(data.images.size(0)));
  CHECK(find(metrics, "latent_error").value == doctest::Approx(mean_of(z.square())).epsilon(1e-4));
}

TEST_CASE("an encoder whose generator is another than its recipe says is refused, naming both") {
  ScratchFolder folder;
  tests::write_noise(folder.path() / "mnist");
  const auto generator = folder.path() / "other.safetensors";
  REQUIRE(write_file(generator, tests::untrained("cgan-mnist", {}, "MNIST")));
  const auto bytes = with_weights("encoder-digits", {"generator_file=" + generator.string()}, [](auto&) {});
  MeasureOptions options;
  options.data = folder.path();
  options.quiet = true;
  const auto result = measure(tests::parsed(bytes), options);
  REQUIRE_FALSE(result);
  CHECK(contains(result.message(), "other.safetensors: of kind conditional_gan with 100 latent numbers and 10 labels"));
}

TEST_CASE("super-resolution that paints all grey: its error by hand, and the judge's opinion of it") {
  ScratchFolder folder;
  tests::write_noise(folder.path() / "mnist");
  const auto data = test_noise(folder.path());
  const auto bytes = with_weights("srgan-mnist", {}, [](auto&) {});
  const auto unjudged = measured(bytes, folder.path());
  REQUIRE(unjudged.size() == 1);
  CHECK(unjudged[0].value == doctest::Approx(mean_of(((data.images.to(torch::kFloat64) - 128) / 255).square())));

  REQUIRE(
      write_file(folder.path() / "classifier-mnist.safetensors", tests::untrained("classifier-mnist", {}, "MNIST")));
  const Metric right = find(measured(bytes, folder.path()), "label_accuracy");
  // One picture for all has one reading: the share of that label.
  double closest = 1;
  for (int label = 0; label < 10; ++label)
    closest = std::min(closest, std::abs(right.value - mean_of(data.labels == label)));
  CHECK(closest < 1e-9);
  CHECK(right.real.has_value());
}

TEST_CASE("of a discriminator nothing is measured, and it says so") {
  auto model = tests::parsed(tests::untrained("cgan-mnist", {}, "MNIST"));
  model.card.kind = ModelKind::discriminator;
  CHECK(contains(measure(model, {}).message(), "of kind discriminator, of which nothing is measured"));
  MeasureOptions options;
  options.gan_train = true;
  CHECK(contains(measure(model, options).message(), "--gan-train wants a generator"));
}
