// What a recipe asks of a training, its steps do: how often, how fast, averaged how.
#include "tests/torch_doctest.hpp"

#include "tests/untrained.hpp"
#include "trainer/learner.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;

std::unique_ptr<Learner> learner_of(const std::string& name, std::vector<std::string> settings) {
  settings.insert(settings.begin(), {"batch_size=8", "steps=10"});
  const auto recipe = load_recipe(name, GANVAS_RECIPES, settings);
  REQUIRE_MESSAGE(recipe, recipe.message());
  torch::manual_seed(1);
  auto learner = Learner::make(*recipe, tests::noise_images(32), torch::kCPU);
  REQUIRE_MESSAGE(learner, learner.message());
  return *std::move(learner);
}

std::map<std::string, torch::Tensor> copy_of(Learner& learner) {
  auto state = learner.state();
  for (auto& [name, tensor] : state) tensor = tensor.detach().clone();
  return state;
}

// How far the weight that moved most has moved in a step.
double largest_move(Learner& learner, const std::string& tensor, long long step) {
  const auto before = copy_of(learner);
  learner.step(step);
  return (copy_of(learner).at(tensor) - before.at(tensor)).abs().max().item<double>();
}

}  // namespace

TEST_CASE("a step has as many updates of each player as its schedule says, each with its own learning rate") {
  // Adam without memory moves every weight by lr, and in some the updates of a step all go one way.
  const auto learner =
      learner_of("vanilla-mnist", {"schedule.discriminator=3", "schedule.generator=2", "generator_adam.lr=0.001",
                                   "generator_adam.beta1=0", "generator_adam.beta2=0", "discriminator_adam.lr=0.0001",
                                   "discriminator_adam.beta1=0", "discriminator_adam.beta2=0"});
  const auto before = copy_of(*learner);
  learner->step(0);
  const auto after = copy_of(*learner);
  const auto moved = [&](const char* name) { return (after.at(name) - before.at(name)).abs().max().item<double>(); };
  CHECK(moved("generator.parameters") / 0.001 == doctest::Approx(2).epsilon(1e-3));
  CHECK(moved("discriminator.parameters") / 0.0001 == doctest::Approx(3).epsilon(1e-3));
}

TEST_CASE("the learning rate of every kind of training follows its schedule: at its end nothing moves") {
  tests::ScratchFolder folder;
  const auto drawer = folder.path() / "digits.safetensors";
  REQUIRE(write_file(drawer, tests::untrained("digits", {}, "MNIST")));
  const std::tuple<const char*, std::vector<std::string>, std::vector<std::string>> kinds[] = {
      {"vanilla-mnist", {}, {"generator.parameters", "discriminator.parameters"}},
      {"classifier-mnist", {}, {"classifier.parameters"}},
      {"encoder-digits", {"generator_file=" + drawer.string()}, {"encoder.parameters"}}};
  for (auto [name, settings, tensors] : kinds) {
    settings.push_back("decay_start=0.5");
    const auto learner = learner_of(name, settings);
    for (const std::string& tensor : tensors) {
      CAPTURE(tensor);
      CHECK(largest_move(*learner, tensor, 0) > 0);
      CHECK(largest_move(*learner, tensor, 10) == 0);
    }
  }
}

TEST_CASE("once its ramp is over the average keeps the share of itself that the recipe names") {
  const auto learner = learner_of("vanilla-mnist", {"ema=0.75", "steps=2000"});
  learner->step(0);
  const auto before = copy_of(*learner);
  learner->step(1000);  // the ramp alone would keep 0.99
  const auto after = copy_of(*learner);
  const auto wanted = 0.75 * before.at("average.parameters") + 0.25 * after.at("generator.parameters");
  CHECK((after.at("average.parameters") - wanted).abs().max().item<double>() < 1e-6);
  CHECK((after.at("average.parameters") - after.at("generator.parameters")).abs().max().item<double>() > 1e-6);
}
