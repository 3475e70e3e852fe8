// A trace: which layers each step stands for, and that its values are those of the network cut off there.
#include <doctest/doctest.h>

#include <numeric>

#include "runtime/generator.hpp"
#include "tests/random_model.hpp"

using namespace ganvas;
using namespace ganvas::testing;
using runtime::Generator;
using runtime::TracedStep;
using Floats = std::vector<float>;

namespace {

struct Traced {
  Floats image, latent;
  std::vector<int> labels;
  std::vector<TracedStep> steps;
};
Traced trace(const RandomModel& model, bool timed = false) {
  auto generator = Generator::load(model.bytes(), "test.safetensors");
  REQUIRE_MESSAGE(generator, generator.message());
  Traced traced;
  traced.latent = uniform(5, static_cast<std::size_t>(generator->latent_size()), -2, 2);
  if (generator->label_count()) traced.labels = {3};
  traced.image.resize(static_cast<std::size_t>(generator->image_size()));
  Floats sampled(traced.image.size());
  auto workspace = generator->workspace(4);
  REQUIRE(generator->sample(traced.latent, traced.labels, sampled, workspace));
  auto steps = generator->trace(traced.latent, traced.labels, traced.image, timed, workspace);
  REQUIRE_MESSAGE(steps, steps.message());
  CHECK(traced.image == sampled);
  traced.steps = *std::move(steps);
  return traced;
}

std::vector<std::pair<int, int>> layers_of(const std::vector<TracedStep>& steps) {
  std::vector<std::pair<int, int>> layers;
  for (const TracedStep& step : steps) layers.emplace_back(step.first, step.last);
  return layers;
}
std::vector<Shape> shapes_of(const std::vector<TracedStep>& steps) {
  std::vector<Shape> shapes;
  for (const TracedStep& step : steps) shapes.push_back(step.shape);
  return shapes;
}

// The network's layers up to `last`, of the same weights.
Floats cut_off(const RandomModel& model, int last, const Traced& traced) {
  Network network = model.card.networks[0].network;
  network.layers.resize(static_cast<std::size_t>(last) + 1);
  const auto plan = runtime::NetworkPlan::make(network, "generator", model.tensors.file);
  REQUIRE_MESSAGE(plan, plan.message());
  Floats outputs(static_cast<std::size_t>(element_count(plan->output())));
  auto workspace = plan->workspace(1);
  const auto labels = plan->label_count() ? traced.labels : std::vector<int>();
  REQUIRE(plan->forward({traced.latent, labels, outputs}, workspace));
  return outputs;
}

long long cost(const std::vector<TracedStep>& steps) {
  return std::accumulate(steps.begin(), steps.end(), 0LL,
                         [](long long sum, const TracedStep& step) { return sum + step.multiply_adds; });
}

}  // namespace

TEST_CASE("a trace's steps stand for all layers in order, fused ones together") {
  const Traced digit = trace(random_model(small_conditional_generator()));
  CHECK(layers_of(digit.steps) ==
        std::vector<std::pair<int, int>>{{0, 1}, {2, 5}, {6, 6}, {7, 8}, {9, 9}, {10, 10}, {11, 11}});
  CHECK(shapes_of(digit.steps) ==
        std::vector<Shape>{{9}, {8, 7, 7}, {6, 14, 14}, {6, 14, 14}, {6, 28, 28}, {1, 28, 28}, {1, 28, 28}});
  const Traced small = trace(random_model(small_generator()));
  CHECK(layers_of(small.steps) == std::vector<std::pair<int, int>>{{0, 1}, {2, 2}, {3, 3}, {4, 5}});
  CHECK(small.steps.back().shape == Shape{1, 4, 4});
  const Traced normalised = trace(random_model({{2}, {Linear{2, 4}, BatchNorm{4}, Tanh{}, Reshape{{1, 2, 2}}}}));
  CHECK(layers_of(normalised.steps) == std::vector<std::pair<int, int>>{{0, 1}, {2, 3}});
  // What only changes the shape belongs to the step before, as does an activation behind it.
  const Traced turned = trace(random_model(
      {{4}, {Linear{4, 32}, Reshape{{2, 4, 4}}, Conv2d{2, 4, 4, 2, 1}, Reshape{{4, 1, 4}}, LeakyRelu{0.1}}}));
  CHECK(layers_of(turned.steps) == std::vector<std::pair<int, int>>{{0, 1}, {2, 4}});
  CHECK(shapes_of(turned.steps) == std::vector<Shape>{{2, 4, 4}, {4, 1, 4}});
  // Of a residual each inner step: convolution with its batch norm, prelu, the inner residual's three, the sum.
  const Traced residual = trace(random_model(small_residual_generator()));
  CHECK(
      layers_of(residual.steps) ==
      std::vector<std::pair<int, int>>{{0, 1}, {2, 2}, {2, 2}, {2, 2}, {2, 2}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 6}});
}

TEST_CASE("a step's values are what the network gives that ends there") {
  for (const Network& network : {small_conditional_generator(), small_generator(), small_residual_generator()}) {
    const RandomModel model = random_model(network);
    const Traced traced = trace(model);
    for (std::size_t i = 0; i < traced.steps.size(); ++i) {
      const TracedStep& step = traced.steps[i];
      CAPTURE(step.last);
      CHECK(static_cast<long long>(step.values.size()) == element_count(step.shape));
      // Inside a residual no network ends.
      if (i + 1 < traced.steps.size() && traced.steps[i + 1].last == step.last) continue;
      CHECK(step.values == cut_off(model, step.last, traced));
    }
    CHECK(traced.steps.back().values == traced.image);
  }
}

TEST_CASE("layers that do nothing belong to a neighbour") {
  const Traced traced = trace(random_model({{4}, {Dropout{0.5}, Linear{4, 4}, Reshape{{4, 1, 1}}, Dropout{0.5}}}));
  CHECK(layers_of(traced.steps) == std::vector<std::pair<int, int>>{{0, 3}});
}

TEST_CASE("the steps' costs are those of the network's layers") {
  for (const Network& network : {small_conditional_generator(), small_generator(), small_residual_generator()})
    CHECK(cost(trace(random_model(network)).steps) == multiply_adds(network.layers, network.input));
}

TEST_CASE("a pyramid's trace goes level by level, each with its picture") {
  const RandomModel model = random_pyramid();
  const Traced traced = trace(model);
  std::vector<TracedStep> pictures;
  for (const TracedStep& step : traced.steps)
    if (step.picture) pictures.push_back(step);
  REQUIRE(pictures.size() == 2);
  CHECK(layers_of(pictures) == std::vector<std::pair<int, int>>{{0, 5}, {0, 4}});
  CHECK(shapes_of(pictures) == std::vector<Shape>{{3, 8, 8}, {3, 16, 16}});
  CHECK(pictures[0].network == 1);
  CHECK(pictures[1].values == traced.image);
  // picture 2 = picture 1 enlarged + what level 2 made
  Floats enlarged(768);
  runtime::upsample_bilinear(pictures[0].values.data(), 3, 8, 8, 2, enlarged.data());
  const TracedStep& detail = traced.steps[traced.steps.size() - 2];
  CHECK(detail.network == 2);
  for (std::size_t i = 0; i < enlarged.size(); ++i) CHECK(enlarged[i] + detail.values[i] == traced.image[i]);
  int before = 0;
  for (const TracedStep& step : traced.steps) {
    CHECK(step.network >= before);
    before = step.network;
  }
}

TEST_CASE("timing measures every step that computes, and changes no value") {
  for (const RandomModel& model : {random_model(small_conditional_generator()), random_pyramid()}) {
    const Traced plain = trace(model), timed = trace(model, true);
    REQUIRE(timed.steps.size() == plain.steps.size());
    for (std::size_t i = 0; i < timed.steps.size(); ++i) {
      CHECK(plain.steps[i].milliseconds == 0);
      CHECK(timed.steps[i].values == plain.steps[i].values);
      if (timed.steps[i].multiply_adds > 0) CHECK(timed.steps[i].milliseconds > 0);
      CHECK(timed.steps[i].milliseconds < 1000);
    }
  }
}

TEST_CASE("a trace is of one image, and refuses what sample refuses") {
  for (const RandomModel& model : {random_model(small_conditional_generator()), random_pyramid()}) {
    const auto generator = Generator::load(model.bytes(), "f");
    REQUIRE(generator);
    auto workspace = generator->workspace(4);
    const auto latent = static_cast<std::size_t>(generator->latent_size());
    const auto pixels = static_cast<std::size_t>(generator->image_size());
    Floats images(2 * pixels);
    CHECK(generator->trace(Floats(2 * latent), std::vector<int>{1, 2}, images, false, workspace).message() ==
          "generator: a trace is of one image, found 2");
    const auto one = std::span(images).first(pixels);
    CHECK(generator->trace(Floats(latent), std::vector<int>{99}, one, false, workspace).message().find("label 99") !=
          std::string::npos);
    CHECK_FALSE(generator->trace(Floats(latent - 1), std::vector<int>{1}, one, false, workspace));
  }
}
