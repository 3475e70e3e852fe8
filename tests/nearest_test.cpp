// The search for the latent vector of a picture.
#include "runtime/nearest.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/random_model.hpp"

using namespace ganvas;
using namespace ganvas::testing;
using runtime::Generator;
using Floats = std::vector<float>;

namespace {

Generator load(const RandomModel& model) {
  auto generator = Generator::load(model.bytes(), "test.safetensors");
  REQUIRE_MESSAGE(generator, generator.message());
  return *std::move(generator);
}

Floats draw(const Generator& generator, const Floats& latent, const runtime::Labels& label) {
  Floats image(static_cast<std::size_t>(generator.image_size()));
  auto workspace = generator.workspace(1);
  REQUIRE(generator.sample(latent, label, image, workspace));
  return image;
}

runtime::Nearest search(const Generator& generator, const Floats& image, const Floats& latent,
                        const runtime::Labels& label, const runtime::NearestOptions& options) {
  auto workspace = generator.workspace(4);
  auto found = nearest(generator, image, latent, label, options, workspace);
  REQUIRE_MESSAGE(found, found.message());
  CHECK(found->error <= found->error_before);
  CHECK(found->image == draw(generator, found->latent, label));
  double sum = 0;
  for (std::size_t i = 0; i < image.size(); ++i) sum += std::pow(found->image[i] - image[i], 2);
  CHECK(found->error == doctest::Approx(sum / static_cast<double>(image.size())).epsilon(1e-4));
  return *std::move(found);
}

// G(z) = [z₀, 2z₁, z₀ + z₁, 1]
RandomModel linear_model(LatentDistribution distribution = LatentDistribution::normal) {
  RandomModel model = random_model({{2}, {Linear{2, 4}, Reshape{{1, 2, 2}}}});
  model.card.latent.distribution = distribution;
  model.tensors.put("generator.0.weight", {4, 2}, {1, 0, 0, 2, 1, 1, 0, 0});
  model.tensors.put("generator.0.bias", {4}, {0, 0, 0, 1});
  model.tensors.put(self_test_inputs, {1, 2}, {1, 1});
  model.tensors.put(self_test_outputs, {1, 1, 2, 2}, {1, 2, 2, 1});
  return model;
}

}  // namespace

TEST_CASE("of a linear generator the search finds the least squares, the prior included") {
  // (JᵀJ + p) z = Jᵀ(x - b): J = [1 0; 0 2; 1 1; 0 0], x - b = [1, 0, 0, 4], p = 3: [5 1; 1 8] z = [1, 0]
  const auto found = search(load(linear_model()), {1, 0, 0, 5}, {-2, 3}, {}, {.steps = 20, .prior = 3});
  CHECK(found.latent[0] == doctest::Approx(8.0 / 39).epsilon(1e-3));
  CHECK(found.latent[1] == doctest::Approx(-1.0 / 39).epsilon(1e-3));
}

TEST_CASE("the search goes back to a generator's own pictures, by label or by weights") {
  for (const RandomModel& model : {random_model(small_conditional_generator()), random_pyramid()}) {
    const Generator generator = load(model);
    const auto latent = uniform(3, static_cast<std::size_t>(generator.latent_size()));
    const Floats start(latent.size());
    const auto weights = uniform(4, static_cast<std::size_t>(generator.label_count()), 0, 1);
    const std::vector<int> number{2};
    for (const runtime::Labels& label : {runtime::Labels(number), runtime::Labels(weights)}) {
      const auto found = search(generator, draw(generator, latent, label), start, label, {.steps = 12, .prior = 0});
      CHECK(found.error_before > 1e-5);
      CHECK(found.error < 0.01 * found.error_before);
    }
  }
}

TEST_CASE("the search never ends further away than it began") {
  const Generator generator = load(random_model(small_conditional_generator()));
  const std::vector<int> label{5};
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto start = uniform(seed, 6, -3, 3);
    // A prior so strong that the search would rather give up the picture.
    search(generator, uniform(seed + 100, 784), start, label, {.steps = 4, .prior = 1e5});
    const auto own = search(generator, draw(generator, start, label), start, label, {});
    CHECK(own.error <= 1e-9);
  }
  const auto start = uniform(7, 6);
  CHECK(search(generator, Floats(784), start, label, {.steps = 0}).latent == start);
}

TEST_CASE("latent numbers of a uniform distribution stay between -1 and 1") {
  const Floats far{5, 0, 5, 1};  // wants z₀ = 5
  const auto free = search(load(linear_model()), far, {0.5, 0.5}, {}, {.steps = 20, .prior = 0});
  CHECK(free.latent[0] > 3);
  const Generator bounded = load(linear_model(LatentDistribution::uniform));
  for (const Floats& start : {Floats{0.5, 0.5}, Floats{1, -1}, Floats{-7, 9}}) {
    const auto found = search(bounded, far, start, {}, {.steps = 20, .prior = 0});
    CHECK(found.latent[0] == 1);
    for (float v : found.latent) CHECK(std::fabs(v) <= 1);
  }
  CHECK(search(bounded, far, {-7, 9}, {}, {.steps = 0}).latent == Floats{-1, 1});  // at the beginning too
}

TEST_CASE("a search of the wrong sizes, labels or numbers is refused") {
  const Generator generator = load(random_model(small_conditional_generator()));
  auto workspace = generator.workspace(4);
  const auto refusal = [&](const Floats& image, const Floats& latent, const std::vector<int>& label, double prior = 0) {
    return nearest(generator, image, latent, label, {.steps = 1, .prior = prior}, workspace).message();
  };
  const Floats image(784), latent(6);
  CHECK(refusal(Floats(783), latent, {1}) ==
        "nearest: an image of 783 numbers and a latent vector of 6, wants 784 and 6");
  CHECK(refusal(image, Floats(7), {1}) == "nearest: an image of 784 numbers and a latent vector of 7, wants 784 and 6");
  CHECK(refusal(Floats(784, INFINITY), latent, {1}) == "nearest: a pixel of the image is no finite number");
  CHECK(refusal(image, latent, {1}, -1) == "nearest: the prior is -1, wants 0 or more");
  CHECK(refusal(image, latent, {}) == "generator: 0 labels for 1 images, wants 1");
  CHECK(refusal(image, latent, {1, 2}) == "generator: 2 labels for 1 images, wants 1");
  CHECK(refusal(image, latent, {10}) == "generator: label 10 does not exist, labels run from 0 to 9");
  auto other = load(random_model(small_generator())).workspace(1);
  CHECK(nearest(load(random_model(small_residual_generator())), Floats(192), latent, {}, {}, other).message().size() >
        0);
}
