// Labels by weights: what a mixture is, and what is refused. The directions of a generator.
#include <doctest/doctest.h>

#include "runtime/generator.hpp"
#include "runtime/image_reader.hpp"
#include "tests/random_model.hpp"

using namespace ganvas;
using namespace ganvas::testing;
using runtime::Generator;
using Floats = std::vector<float>;

namespace {

// What a network whose tensors are given in order makes of one input and a mixture of its two labels.
Floats mixed(const Network& network, const std::vector<Floats>& weights, const Floats& input, const Floats& labels) {
  Tensors tensors;
  const auto specs = expected_tensors(network, "g");
  REQUIRE(specs.size() == weights.size());
  for (std::size_t i = 0; i < specs.size(); ++i)
    tensors.put(specs[i].name, {specs[i].shape.begin(), specs[i].shape.end()}, weights[i]);
  const auto plan = runtime::NetworkPlan::make(network, "g", tensors.file);
  REQUIRE_MESSAGE(plan, plan.message());
  Floats outputs(static_cast<std::size_t>(element_count(plan->output())));
  auto workspace = plan->workspace(1);
  const auto status = plan->forward({input, labels, outputs}, workspace);
  REQUIRE_MESSAGE(status, status.message());
  return outputs;
}

Floats one_hot(const std::vector<int>& labels, int count) {
  Floats weights(labels.size() * static_cast<std::size_t>(count), 0.0f);
  for (std::size_t i = 0; i < labels.size(); ++i)
    weights[i * static_cast<std::size_t>(count) + static_cast<std::size_t>(labels[i])] = 1;
  return weights;
}

Generator load(const RandomModel& model) {
  auto generator = Generator::load(model.bytes(), "test.safetensors");
  REQUIRE_MESSAGE(generator, generator.message());
  return *std::move(generator);
}

}  // namespace

TEST_CASE("weights of labels mix an embedding's rows") {
  const Network network{{1}, {LabelEmbedding{2, 2}, Concat{}}};
  CHECK(mixed(network, {{1, 2, 5, 10}}, {7}, {0.25f, 0.75f}) == Floats{7, 4, 8});
  CHECK(mixed(network, {{1, 2, 5, 10}}, {7}, {2, -1}) == Floats{7, -3, -6});  // they need not add up to 1
}

TEST_CASE("weights of labels mix a conditional batch norm's gamma and beta") {
  // x̂ = (x - 1)/2;  y = (½·1 + ½·3)·x̂ + (½·0 + ½·10)
  const Network network{{1}, {ConditionalBatchNorm{1, 2, 0.0}}};
  CHECK(mixed(network, {{1, 3}, {0, 10}, {1}, {4}}, {5}, {0.5f, 0.5f}) == Floats{9});
}

TEST_CASE("weights of labels mix a projection's rows") {
  // y = weight·x + bias + (½·[1, 0] + ½·[0, 4])·x
  const Network network{{2}, {LabelProjection{2, 2}}};
  CHECK(mixed(network, {{1, 1}, {100}, {1, 0, 0, 4}}, {2, 10}, {0.5f, 0.5f}) == Floats{2 + 10 + 100 + 1 + 20});
}

TEST_CASE("a row of one 1 gives bitwise the pixels of that label, in any batch") {
  for (const RandomModel& model : {random_model(small_conditional_generator()), random_pyramid()}) {
    const Generator generator = load(model);
    const int n = 23, classes = generator.label_count();
    const auto latents = uniform(3, static_cast<std::size_t>(n * generator.latent_size()), -2, 2);
    std::vector<int> labels;
    for (int i = 0; i < n; ++i) labels.push_back(7 * i % classes);
    Floats by_number(static_cast<std::size_t>(n * generator.image_size())), by_weight(by_number.size());
    auto workspace = generator.workspace(5);  // which cuts the batch
    REQUIRE(generator.sample(latents, labels, by_number, workspace));
    REQUIRE(generator.sample(latents, one_hot(labels, classes), by_weight, workspace));
    CHECK(by_weight == by_number);
  }
  const RandomModel model = random_reader(ModelKind::discriminator);
  const auto reader = runtime::ImageReader::load(model.bytes(), "test.safetensors");
  REQUIRE(reader);
  const auto images = to_floats(model.tensors.file.tensors.at(self_test_inputs));
  Floats scores(4);
  auto workspace = reader->workspace(3);
  REQUIRE(reader->read(images, one_hot({0, 1, 2, 3}, 5), scores, workspace));
  CHECK(scores == to_floats(model.tensors.file.tensors.at(self_test_outputs)));
}

TEST_CASE("each image of a batch has its own mixture") {
  const Generator generator = load(random_model(small_conditional_generator()));
  const auto latent = uniform(3, 6), weights = uniform(4, 20);
  auto latents = latent;
  latents.insert(latents.end(), latent.begin(), latent.end());
  Floats both(2 * 784), one(784);
  auto workspace = generator.workspace(2);
  REQUIRE(generator.sample(latents, weights, both, workspace));
  REQUIRE(generator.sample(latent, std::span(weights).last(10), one, workspace));
  CHECK(std::equal(one.begin(), one.end(), both.begin() + 784));
  CHECK_FALSE(std::equal(one.begin(), one.end(), both.begin()));
}

TEST_CASE("weights of labels that do not fit are refused, and nothing is written") {
  const auto refusal = [](const RandomModel& model, const Floats& weights) {
    const Generator generator = load(model);
    auto workspace = generator.workspace(2);
    Floats images(static_cast<std::size_t>(2 * generator.image_size()), 7.0f);
    const auto status =
        generator.sample(Floats(static_cast<std::size_t>(2 * generator.latent_size())), weights, images, workspace);
    CHECK(images == Floats(images.size(), 7.0f));
    return status.message();
  };
  const RandomModel labelled = random_model(small_conditional_generator());
  CHECK(refusal(labelled, Floats(19)) == "generator: 19 label weights for 2 images, wants 2 times 10");
  CHECK(refusal(labelled, Floats(10)) == "generator: 10 label weights for 2 images, wants 2 times 10");
  CHECK(refusal(labelled, {}) == "generator: 0 labels for 2 images, wants 2");
  Floats weights(20);
  weights[19] = std::nanf("");
  CHECK(refusal(labelled, weights) == "generator: a label weight is no finite number");
  CHECK(refusal(random_model(small_generator()), Floats(20)) ==
        "generator: 20 label weights for 2 unlabelled images, wants none");
  CHECK(refusal(random_pyramid(), Floats(9)) == "generator: 9 label weights for 2 images, wants 2 times 5");
}

TEST_CASE("a generator has the directions of its file, from F32 or F16, or none") {
  RandomModel model = random_model(small_generator());
  CHECK(load(model).directions().empty());
  model.card.directions = {{"slant", "upright", "slanted", 1, ""}, {"principal 1", "", "", 0, ""}};
  const Floats rows = uniform(9, 10);
  model.tensors.put(directions_tensor, {2, 5}, rows);
  const Generator generator = load(model);
  CHECK(Floats(generator.directions().begin(), generator.directions().end()) == rows);
  const std::uint16_t halves[10] = {0x3c00, 0xc000, 0, 0, 0, 0, 0, 0, 0, 0x3800};
  model.tensors.put(directions_tensor, DType::F16, {2, 5}, halves, sizeof halves);
  const Generator half = load(model);
  CHECK(Floats(half.directions().begin(), half.directions().end()) == Floats{1, -2, 0, 0, 0, 0, 0, 0, 0, 0.5});
}
