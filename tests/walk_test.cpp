// Walking along a model's directions.
#include <doctest/doctest.h>

#include "runtime/walk.hpp"
#include "tests/random_model.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::testing;

RandomModel model_with_directions(LatentDistribution distribution) {
  auto model = random_model({{2}, {Linear{2, 16}, Tanh{}, Reshape{{1, 4, 4}}}});
  model.card.latent.distribution = distribution;
  model.card.directions = {{"slant", "", "", 0, ""}, {"Weight, above", "", "", 0, ""}};
  model.tensors.put(directions_tensor, {2, 2}, {0.6f, 0.8f, 0, -1});
  return model;
}
std::vector<float> walked(LatentDistribution distribution, std::vector<float> latent, std::vector<float> amounts) {
  const auto generator = runtime::Generator::load(model_with_directions(distribution).bytes(), "model.safetensors");
  REQUIRE(generator);
  runtime::walk(*generator, amounts, latent);
  return latent;
}
void refuses(const char* option, const char* words) {
  const auto amounts = runtime::parse_walk({option}, model_with_directions({}).card, "model.safetensors");
  REQUIRE_FALSE(amounts);
  CAPTURE(amounts.message());
  CHECK(amounts.message().find(words) != std::string::npos);
}

}  // namespace

TEST_CASE("walking adds the amounts times the rows; numbers of a uniform latent stay where they were trained") {
  const auto normal = walked(LatentDistribution::normal, {0.5f, 1}, {2, 0.5f});
  CHECK(normal[0] == doctest::Approx(1.7));
  CHECK(normal[1] == doctest::Approx(2.1));
  const auto uniform = walked(LatentDistribution::uniform, {0.5f, -0.5f}, {2, 1});
  CHECK(uniform[0] == 1);
  CHECK(uniform[1] == doctest::Approx(0.1));
}

TEST_CASE("directions are named as links name them, and a wrong one is told which there are") {
  const auto amounts = runtime::parse_walk({"weight-above=-1.5", "SLANT=2"}, model_with_directions({}).card, "x");
  REQUIRE(amounts);
  CHECK(*amounts == std::vector<float>{2, -1.5f});
  CHECK(*runtime::parse_walk({}, model_with_directions({}).card, "x") == std::vector<float>{0, 0});
  refuses("size=1", "--walk size=1: model.safetensors has no such direction; it has slant, weight-above");
  refuses("", "has no such direction");
  for (const char* option : {"slant", "slant=", "slant=nan", "slant=1e9", "slant=2x", "slant=inf"})
    refuses(option, "wants slant=AMOUNT, a number from -100 to 100; sliders go from -3 to 3");
  const auto none = runtime::parse_walk({"slant=1"}, ModelCard{}, "plain.safetensors");
  CHECK(none.message() == "--walk slant=1: plain.safetensors has no such direction; it has none");
}
