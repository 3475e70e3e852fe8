// What is measured of generators whose pictures are of one brightness each, so that the numbers are known beforehand.
#include "tests/torch_doctest.hpp"

#include <cmath>

#include "tests/untrained.hpp"
#include "trainer/metrics.hpp"
#include "trainer/stacked_mnist.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::find;
using tests::ScratchFolder;

// Reads an even picture as the digit k whose brightness, -0.9 + 0.2 k, is the nearest: its scores are c·x − c²/2.
std::vector<std::byte> reader_of_brightness() {
  NetworkModule module({{1, 28, 28}, {Flatten{}, Linear{784, 10}}}, torch::kCPU);
  torch::NoGradGuard guard;
  const auto brightness = torch::arange(10) * 0.2 - 0.9;
  module.tensors()[1].at("weight").copy_((brightness / 784).view({10, 1}).expand({10, 784}));
  module.tensors()[1].at("bias").copy_(-brightness.square() / 2);
  ModelCard card;
  card.name = "classifier-mnist";
  card.kind = ModelKind::classifier;
  card.labels = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  card.training.data_set = "MNIST";
  card.training.recipe.text =
      R"({"name": "even", "title": "", "description": "", "notes": [], "kind": "classifier", "data_set": "mnist",
          "classifier": {"input": [1, 28, 28], "layers": [{"type": "flatten"},
                         {"type": "linear", "in_features": 784, "out_features": 10}]},
          "generator_adam": {"lr": 0.01}, "batch_size": 16, "steps": 60})";
  return export_model(card, {&module}, WeightType::F32);
}

// Draws three even channels, each as bright as a latent coordinate times `contrast`, or as 0.1 (a five) plus that.
std::vector<std::byte> painter(float contrast) {
  NetworkModule module({{3}, {Linear{3, 3 * 784}, Reshape{{3, 28, 28}}}}, torch::kCPU);
  torch::NoGradGuard guard;
  module.tensors()[0].at("weight").copy_(contrast * torch::eye(3).repeat_interleave(784, 0));
  module.tensors()[0].at("bias").fill_(contrast == 0 ? 0.1 : 0);
  ModelCard card;
  card.name = "stacked-mnist";
  card.kind = ModelKind::gan;
  card.latent = {3, LatentDistribution::uniform};
  card.image.shape = {3, 28, 28};
  card.training.data_set = stacked_title;
  return export_model(card, {&module}, WeightType::F32);
}

// Draws each label as the reader above reads it.
std::vector<std::byte> obedient() {
  NetworkModule module({{2}, {LabelEmbedding{10, 1}, Concat{}, Linear{3, 784}, Reshape{{1, 28, 28}}}}, torch::kCPU);
  torch::NoGradGuard guard;
  module.parameters.zero_();
  module.tensors()[0].at("weight").copy_((torch::arange(10) * 0.2 - 0.9).view({10, 1}));
  module.tensors()[2].at("weight").select(1, 2).fill_(1);  // beside two latent coordinates, which change nothing
  ModelCard card;
  card.name = "obedient";
  card.kind = ModelKind::conditional_gan;
  card.latent.size = 2;
  card.labels = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  card.training.data_set = "MNIST";
  card.training.recipe.text = to_json(*load_recipe("cgan-mnist", GANVAS_RECIPES, {}));
  return export_model(card, {&module}, WeightType::F32);
}

// Dark and bright pictures in MNIST's form, as noughts and nines; to train on with the labels swapped.
void write_dark_and_bright(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const auto& [part, n] : {std::pair("train", 60), std::pair("t10k", 40)}) {
    const auto bright = torch::arange(n) % 2;
    const auto bytes = (13 + bright * 229).to(torch::kUInt8).view({n, 1, 1}).repeat({1, 28, 28});
    const auto labels = (part[1] == 'r' ? 1 - bright : bright) * 9;
    REQUIRE(write_file(folder / text(part, "-images-idx3-ubyte"), tests::idx_bytes(bytes)));
    REQUIRE(write_file(folder / text(part, "-labels-idx1-ubyte"), tests::idx_bytes(labels.to(torch::kUInt8))));
  }
}

}  // namespace

TEST_CASE("a generator that draws the test images by label has their numbers; GAN-train learns from it alone") {
  ScratchFolder folder;
  write_dark_and_bright(folder.path() / "mnist");
  REQUIRE(write_file(folder.path() / "classifier.safetensors", reader_of_brightness()));
  MeasureOptions options{.classifier = folder.path() / "classifier.safetensors",
                         .data = folder.path(),
                         .neighbours = {},
                         .count = 40,
                         .gan_train = true,
                         .quiet = true};
  const auto bytes = obedient();
  const auto measured = measure(tests::parsed(bytes), options);
  REQUIRE_MESSAGE(measured, measured.message());
  const auto& metrics = measured->metrics;
  CHECK(find(metrics, "label_accuracy").value == 1);
  CHECK(find(metrics, "label_accuracy").real == 1);
  CHECK(find(metrics, "frechet_distance").value == doctest::Approx(0).epsilon(1e-6));
  CHECK(find(metrics, "gan_train_accuracy").value == 1);  // after the training images, whose labels are swapped, 0
}

TEST_CASE("of the thousand stacked digits a generator that stands still draws one, one of even brightness all") {
  ScratchFolder folder;
  REQUIRE(write_file(folder.path() / "classifier.safetensors", reader_of_brightness()));
  MeasureOptions options{.classifier = folder.path() / "classifier.safetensors", .neighbours = {}, .quiet = true};
  const auto numbers = [&](float contrast) {
    const auto bytes = painter(contrast);
    const auto measured = measure(tests::parsed(bytes), options);
    REQUIRE_MESSAGE(measured, measured.message());
    CHECK(measured->faults.empty());
    return measured->metrics;
  };
  const auto still = numbers(0);
  CHECK(find(still, "modes").value == 1);
  CHECK(find(still, "modes").real == 1000);
  CHECK(find(still, "reverse_kl").value == doctest::Approx(std::log(1000)));
  const auto even = numbers(1);
  CHECK(find(even, "modes").value == 1000);
  CHECK(find(even, "reverse_kl").value * 2 * mode_samples / 999 == doctest::Approx(1).epsilon(0.1));  // chance alone
}
