// A game that takes a millisecond: four latent numbers, images of 4×4.
#pragma once

#include <memory>

#include "tests/torch_doctest.hpp"
#include "trainer/learner.hpp"

namespace ganvas::tests {

inline train::Recipe small_gan() {
  train::Recipe recipe;
  recipe.latent.size = 4;
  recipe.generator = {{4}, {Linear{4, 16}, Tanh{}, Reshape{{1, 4, 4}}}};
  recipe.discriminator = {{1, 4, 4}, {Flatten{}, Linear{16, 8}, LeakyRelu{0.2}, Linear{8, 1}}};
  recipe.batch_size = 8;
  recipe.steps = 100;
  return recipe;
}

inline train::DataSet small_images(int count) {
  torch::manual_seed(5);
  train::DataSet data;
  data.images = torch::randint(256, {count, 1, 4, 4}, torch::kInt64).to(torch::kUInt8);
  data.labels = torch::zeros({count}, torch::kInt64);
  return data;
}

inline std::unique_ptr<train::Learner> learner_of(const train::Recipe& recipe, const train::DataSet& data) {
  auto learner = train::Learner::make(recipe, data, torch::kCPU);
  REQUIRE_MESSAGE(learner, learner.message());
  return *std::move(learner);
}

// Copies of the parameters of G and D.
struct Weights {
  explicit Weights(train::Learner& learner)
      : g(learner.state().at("generator.parameters").clone()),
        d(learner.state().at("discriminator.parameters").clone()) {}
  torch::Tensor g, d;
};

}  // namespace ganvas::tests
