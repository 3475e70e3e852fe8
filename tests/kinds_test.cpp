// What a file of each kind must hold, beyond a generator's: one damaged file a rule.
#include <doctest/doctest.h>

#include <functional>

#include "runtime/generator.hpp"
#include "tests/random_model.hpp"

using namespace ganvas;
using namespace ganvas::testing;

namespace {

void refuses(RandomModel model, const std::function<void(RandomModel&)>& damage, const std::string& message) {
  const auto good = parse_model(model.bytes(), "f");
  REQUIRE_MESSAGE(good, good.message());
  damage(model);
  const auto damaged = parse_model(model.bytes(), "f");
  REQUIRE_FALSE(damaged);
  CHECK(damaged.message() == "f: " + message);
}

Network& network(RandomModel& model, std::size_t i = 0) { return model.card.networks[i].network; }

// A tensor in steps: an integer for each number, a scale for each index of the first axis.
void to_int8(Tensors& tensors, const std::string& name, const std::vector<std::int8_t>& steps,
             const std::vector<float>& scale) {
  const auto shape = tensors.file.tensors.at(name).shape;
  tensors.put(name, DType::I8, shape, steps.data(), steps.size());
  tensors.put(name + scale_ending, {static_cast<std::int64_t>(scale.size())}, scale);
}

// A generator of two rows, [2] -> [1,1,2], whose weights are I8.
RandomModel int8_model() {
  RandomModel model = random_model({{2}, {Linear{2, 2, false}, Reshape{{1, 1, 2}}}});
  to_int8(model.tensors, "generator.0.weight", {1, -2, 127, 0}, {0.5, 0.25});
  model.tensors.put(self_test_inputs, {1, 2}, {1, 1});
  model.tensors.put(self_test_outputs, {1, 1, 1, 2}, {-0.5, 31.75});
  return model;
}

}  // namespace

TEST_CASE("a pyramid's levels are named in order, double the image and share out the latent vector") {
  refuses(
      random_pyramid(), [](auto& m) { m.card.networks[1].name = "generator_2"; },
      "network 1 of a pyramid must be 'generator_1', found 'generator_2'");
  refuses(
      random_pyramid(), [](auto& m) { m.card.networks.pop_back(); },
      "the levels take 5 latent numbers, the card's latent size is 9");
  refuses(
      random_pyramid(),
      [](auto& m) {
        m.card.networks.pop_back();
        m.card.latent.size = 5;
      },
      "the last level gives [3,8,8], the card's image is [3,16,16]");
  refuses(
      random_pyramid(),
      [](auto& m) {
        network(m, 0).image = {3, 4, 4};
      },
      "generator takes a side image, which the first level of a pyramid cannot have");
  refuses(
      random_pyramid(),
      [](auto& m) {
        network(m, 1) = {{2}, {Linear{2, 192}, Reshape{{3, 8, 8}}}};
      },
      "generator_1 makes [3,8,8] from the side image [], wants twice [3,4,4] for both");
  refuses(
      random_pyramid(),
      [](auto& m) {
        network(m, 1) = {{2}, {Linear{2, 108}, Reshape{{3, 6, 6}}}, {3, 6, 6}};
      },
      "generator_1 makes [3,6,6] from the side image [3,6,6], wants twice [3,4,4] for both");
  refuses(
      random_pyramid(),
      [](auto& m) {
        network(m, 0) = {{3}, {Linear{3, 48}}};
      },
      "generator gives [48], wants [channels,height,width]");
  refuses(
      random_pyramid(),
      [](auto& m) {
        network(m, 0) = {{3, 1, 1}, {Upsample{4}}};
      },
      "generator has the input [3,1,1], wants [latent]");
}

TEST_CASE("only a pyramid's levels take a side image") {
  refuses(
      random_model(small_generator()),
      [](auto& m) {
        network(m).image = {1, 4, 4};
      },
      "the generator takes a side image, which only a pyramid's levels do");
}

TEST_CASE("a super_resolution model takes an image and gives the card's") {
  const auto model = random_reader(ModelKind::super_resolution);
  refuses(
      model, [](auto& m) { m.card.latent.size = 6; }, "a super_resolution model takes an image, and no latent vector");
  refuses(
      model,
      [](auto& m) {
        m.card.image.shape = {3, 4, 4};
      },
      "the generator gives [3,8,8], the card wants [3,4,4]");
  refuses(
      model, [](auto& m) { m.card.networks[0].name = "upscaler"; },
      "the card says super_resolution, so its first network must be 'generator', found 'upscaler'");
}

TEST_CASE("a discriminator judges the card's image: one score, or one and another a label") {
  const auto model = random_reader(ModelKind::discriminator);
  refuses(
      model,
      [](auto& m) {
        m.card.image.shape = {3, 8, 9};
      },
      "the discriminator's input is [3,8,8], the card wants [3,8,9]");
  refuses(
      model,
      [](auto& m) {
        network(m) = {{3, 8, 8}, {Flatten{}, Linear{192, 5}}};
      },
      "the discriminator gives [5], the card wants [6]");
  RandomModel with_labels = model;
  network(with_labels) = {{3, 8, 8}, {Flatten{}, Linear{192, 6}}};
  with_labels.tensors = {};
  complete(with_labels);
  CHECK(parse_model(with_labels.bytes(), "f"));
}

TEST_CASE("a classifier reads the card's image and gives a score a label") {
  const auto model = random_reader(ModelKind::classifier);
  refuses(
      model, [](auto& m) { m.card.labels.push_back("one more"); }, "the classifier gives [5], the card wants [6]");
  refuses(
      model,
      [](auto& m) {
        m.card.image.shape = {3, 8, 9};
      },
      "the classifier's input is [3,8,8], the card wants [3,8,9]");
}

TEST_CASE("no two networks share a name, be there tensors or not") {
  refuses(
      random_model({{4}, {Reshape{{1, 2, 2}}}}), [](auto& m) { m.card.networks.push_back(m.card.networks[0]); },
      "two networks are called 'generator'");
}

TEST_CASE("an encoder gives the latent vector and a score a label") {
  refuses(
      random_reader(ModelKind::encoder), [](auto& m) { m.card.latent.size = 7; },
      "the encoder gives [11], the card wants [12]");
}

TEST_CASE("a file with a spectral_norm is refused: export divides by it") {
  refuses(
      random_model(small_generator()),
      [](auto& m) {
        network(m).layers[0] = SpectralNorm{{Linear{5, 12}}};
      },
      "generator has a spectral_norm layer, which is for training; export divides by it");
  refuses(
      random_model(small_residual_generator()),
      [](auto& m) {
        network(m).layers[2] = Residual{{SpectralNorm{{Conv2d{8, 8, 1}}}}};
      },
      "generator has a spectral_norm layer, which is for training; export divides by it");
}

TEST_CASE("directions want a tensor of a row each, as long as the latent vector") {
  RandomModel model = random_model(small_generator());
  model.card.directions = {{"slant", "upright", "slanted", 1, ""}, {"principal 1", "", "", 0, ""}};
  model.tensors.put(directions_tensor, {2, 5}, uniform(9, 10));
  refuses(
      model,
      [](auto& m) {
        m.tensors.put(directions_tensor, {1, 5}, uniform(9, 5));
      },
      "tensor 'directions' has shape [1,5], the network wants [2,5]");
  refuses(
      model, [](auto& m) { m.tensors.file.tensors.erase(directions_tensor); },
      "tensor 'directions' is missing, the network wants it with shape [2,5]");
  refuses(
      model, [](auto& m) { m.card.directions.clear(); }, "tensor 'directions' belongs to no network of the card");
  refuses(
      model,
      [](auto& m) {
        const std::vector<std::int8_t> steps(10);
        m.tensors.put(directions_tensor, DType::I8, {2, 5}, steps.data(), steps.size());
      },
      "tensor 'directions' has dtype I8, wants F32 or F16");
}

TEST_CASE("weights in I8 are their integers times the scale of their row") {
  const RandomModel model = int8_model();
  CHECK(weights_of(model.tensors.file, "generator.0.weight") == std::vector<float>{0.5, -1, 31.75, 0});
  const auto generator = runtime::Generator::load(model.bytes(), "f");
  REQUIRE_MESSAGE(generator, generator.message());
  CHECK(generator->self_test_difference() == 0);
}

TEST_CASE("a scale that is missing, of another shape or type, or without its tensor is refused") {
  const std::string scale = std::string("generator.0.weight") + scale_ending;
  const std::string wanted = "tensor 'generator.0.weight' is I8, so '" + scale + "' must be F32 [2], ";
  refuses(
      int8_model(), [&](auto& m) { m.tensors.file.tensors.erase(scale); }, wanted + "it is missing");
  refuses(
      int8_model(), [&](auto& m) { m.tensors.put(scale, {1}, {1}); }, wanted + "it is not");
  refuses(
      int8_model(),
      [&](auto& m) {
        const std::uint16_t halves[] = {0, 0};
        m.tensors.put(scale, DType::F16, {2}, halves, sizeof halves);
      },
      wanted + "it is not");
  const RandomModel plain = random_model(small_generator());
  refuses(
      plain, [&](auto& m) { m.tensors.put(scale, {12}, uniform(1, 12)); },
      "tensor '" + scale + "' belongs to no network of the card");
  refuses(
      plain, [](auto& m) { m.tensors.put("generator.9.weight.scale", {1}, {1}); },
      "tensor 'generator.9.weight.scale' belongs to no network of the card");
}

TEST_CASE("a self-test in I8 is refused") {
  refuses(
      int8_model(),
      [](auto& m) {
        to_int8(m.tensors, self_test_inputs, {1, 1}, {1});
      },
      "tensor 'self_test.inputs' has dtype I8, wants F32 or F16");
}
