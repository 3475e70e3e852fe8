// Models with fresh weights, and noise in a data set's form: enough to measure where the numbers do not matter.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shared/files.hpp"
#include "tests/idx_bytes.hpp"
#include "tests/plain_files.hpp"
#include "tests/scratch_folder.hpp"
#include "trainer/data_set.hpp"
#include "trainer/recipe.hpp"
#include "trainer/weights.hpp"

namespace ganvas::tests {

// A weights file of a recipe's network with fresh weights, whose card says that it learned from `title`.
inline std::vector<std::byte> untrained(const std::string& name, std::vector<std::string> settings,
                                        const std::string& title) {
  auto recipe = train::load_recipe(name, GANVAS_RECIPES, settings);
  REQUIRE_MESSAGE(recipe, recipe.message());
  torch::manual_seed(5);
  const bool classifier = recipe->kind == ModelKind::classifier;
  train::NetworkModule module(classifier ? recipe->classifier : recipe->generator, torch::kCPU);
  module.initialise(train::Initialisation::torch);
  ModelCard card;
  card.name = recipe->name;
  card.kind = recipe->kind;
  card.latent = recipe->latent;
  if (card.kind != ModelKind::gan) card.labels = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  card.training.recipe.text = to_json(*recipe);
  card.training.data_set = title;
  return train::export_model(card, {&module}, train::WeightType::F32);
}

// Random images in MNIST's form: 60 to train on, 30 to test on.
inline void write_noise(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  torch::manual_seed(6);
  for (const auto& [part, n] : {std::pair("train", 60), std::pair("t10k", 30)}) {
    REQUIRE(write_file(folder / text(part, "-images-idx3-ubyte"),
                       idx_bytes(torch::randint(256, {n, 28, 28}, torch::kUInt8))));
    REQUIRE(write_file(folder / text(part, "-labels-idx1-ubyte"), idx_bytes(torch::randint(10, {n}, torch::kUInt8))));
  }
}

// The same as a data set at hand.
inline train::DataSet noise_images(int count) {
  torch::manual_seed(5);
  return {torch::randint(256, {count, 1, 28, 28}, torch::kInt64).to(torch::kUInt8),
          torch::randint(10, {count}, torch::kInt64),
          {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
          "noise",
          ""};
}

inline ModelFile parsed(const std::vector<std::byte>& bytes) {
  auto model = parse_model(bytes, "model");
  REQUIRE_MESSAGE(model, model.message());
  return *std::move(model);
}

inline const Metric& find(const std::vector<Metric>& metrics, const std::string& name) {
  for (const Metric& metric : metrics)
    if (metric.name == name) return metric;
  FAIL("no metric " << name);
  return metrics.front();
}

}  // namespace ganvas::tests
