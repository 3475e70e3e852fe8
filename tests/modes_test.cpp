// How many of the thousand stacked digits a generator draws, from its weights file to the number.
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

}  // namespace

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
