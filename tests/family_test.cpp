// Every recipe trains on real images, exports, loads in the runtime, agrees with LibTorch, and draws.
#include "tests/torch_doctest.hpp"

#include <filesystem>

#include "runtime/generator.hpp"
#include "runtime/image_reader.hpp"
#include "shared/files.hpp"
#include "shared/shapes.hpp"
#include "tests/small_data.hpp"
#include "trainer/directions.hpp"
#include "trainer/history.hpp"
#include "trainer/run.hpp"
#include "trainer/weights.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::content_of;
using tests::ScratchFolder;
namespace fs = std::filesystem;

ModelFile model_in(const fs::path& path, std::vector<std::byte>& bytes) {
  auto read = read_file(path);
  REQUIRE_MESSAGE(read, read.message());
  bytes = *std::move(read);
  auto model = parse_model(bytes, path.string());
  REQUIRE_MESSAGE(model, model.message());
  return *std::move(model);
}

std::vector<std::string> recipe_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(GANVAS_RECIPES)) names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

// The recipe for two steps on a little of its own kind of data: Fashion-MNIST for 28×28 grey, a folder for colour.
Recipe short_recipe(const std::string& name, const ScratchFolder& folder) {
  auto recipe = load_recipe(name, GANVAS_RECIPES, {});
  REQUIRE_MESSAGE(recipe, recipe.message());
  std::vector<std::string> settings{"batch_size=8", "steps=2", "tick=1", "snapshots=[8]", "generator_adam.lr=0.001"};
  if (data_choice(*recipe).image == Shape{1, 28, 28})
    settings.push_back("data_set=fashion");
  else
    settings.insert(settings.end(), {"data_set=images", "image_folder=" + (folder.path() / "pictures").string()});
  if (recipe->kind == ModelKind::encoder)
    settings.push_back("generator_file=" + (folder.path() / "digits.safetensors").string());
  recipe = load_recipe(name, GANVAS_RECIPES, settings);
  REQUIRE_MESSAGE(recipe, recipe.message());
  return *recipe;
}

// What the encoder reads from: the flagship, untrained.
void write_untrained_digits(const fs::path& path) {
  auto recipe = load_recipe("digits", GANVAS_RECIPES, {});
  REQUIRE(recipe);
  torch::manual_seed(1);
  NetworkModule module(recipe->generator, torch::kCPU);
  module.initialise(Initialisation::torch);
  ModelCard card;
  card.name = "digits";
  card.kind = recipe->kind;
  card.latent = recipe->latent;
  card.labels = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  REQUIRE(write_file(path, export_model(card, {&module}, WeightType::F16)));
}

// The runtime's pictures beside LibTorch's, for the same latent vectors and labels.
double disagreement(const ModelFile& model, const std::vector<std::byte>& bytes) {
  auto generator = runtime::Generator::load(bytes, "model");
  REQUIRE_MESSAGE(generator, generator.message());
  const ModelCard& card = generator->card();
  const auto stored = load_networks(model);
  const int count = 12, size = card.latent.size;
  const auto wanted = sample(pointers(stored), card, 7, count, torch::kCPU).contiguous();
  std::vector<float> latents(static_cast<std::size_t>(count * size)), images(static_cast<std::size_t>(wanted.numel()));
  std::vector<int> labels;
  for (int i = 0; i < count; ++i) {
    fill_latent(7, static_cast<std::uint64_t>(i), card.latent.distribution,
                std::span(latents).subspan(static_cast<std::size_t>(i * size), static_cast<std::size_t>(size)));
    if (takes_labels(card)) labels.push_back(i % static_cast<int>(card.labels.size()));
  }
  auto workspace = generator->workspace(count);
  const auto status = generator->sample(latents, labels, images, workspace);
  REQUIRE_MESSAGE(status, status.message());
  CHECK(wanted.std().item<double>() > 1e-6);  // there is something to see
  return (torch::from_blob(images.data(), wanted.sizes()) - wanted).abs().max().item<double>();
}

// A model that reads images replays LibTorch's self-test when it is loaded; no generator opens it.
void check_reader(const std::vector<std::byte>& bytes, const std::string& name) {
  const auto reader = runtime::ImageReader::load(bytes, name);
  REQUIRE_MESSAGE(reader, reader.message());
  CHECK(reader->self_test_difference() < 1e-4);
  CHECK_FALSE(runtime::Generator::load(bytes, name));
}

}  // namespace

TEST_CASE("a run of every recipe that draws keeps a handful of its generators on the way, those that read keep none") {
  for (const std::string& name : recipe_names()) {
    CAPTURE(name);
    const auto recipe = load_recipe(name, GANVAS_RECIPES, {});
    REQUIRE_MESSAGE(recipe, recipe.message());
    const bool reads = recipe->kind == ModelKind::classifier || recipe->kind == ModelKind::encoder;
    CHECK(recipe->snapshots.empty() == reads);
    if (!reads) CHECK(recipe->snapshots.front() * 10 < images_seen(*recipe, recipe->steps));
  }
}

TEST_CASE(
    "every recipe trains on real images, exports, loads in the runtime, agrees with LibTorch to 1e-4, and draws") {
  ScratchFolder folder;
  tests::small_fashion(folder.path(), 64);
  tests::write_pictures(folder.path() / "pictures");
  write_untrained_digits(folder.path() / "digits.safetensors");
  for (const std::string& name : recipe_names()) {
    CAPTURE(name);
    const Recipe recipe = short_recipe(name, folder);
    const auto outcome = start_run(recipe, tests::quiet_options(folder.path()));
    REQUIRE_MESSAGE(outcome, outcome.message());
    std::vector<std::byte> bytes;
    const auto model = model_in(outcome->weights, bytes);
    CHECK(model.card.kind == recipe.kind);
    CHECK(fs::exists(outcome->folder / "losses.png"));
    if (is_generative(recipe.kind))
      CHECK(disagreement(model, bytes) < 1e-4);
    else
      check_reader(bytes, name);
    CHECK(model.card.directions.empty() != is_generative(recipe.kind));
    for (const char* file : {"options.json", "log.txt", "stats.jsonl", "reals.png", "checkpoint.safetensors"})
      CHECK(fs::file_size(outcome->folder / file) > 0);
    if (recipe.kind != ModelKind::classifier) CHECK(fs::exists(outcome->folder / "fakes-0000002.png"));

    if (recipe.kind == ModelKind::gan || recipe.kind == ModelKind::conditional_gan) {
      const auto discriminator = model_in(outcome->folder / (name + ".discriminator.safetensors"), bytes);
      CHECK(discriminator.card.kind == ModelKind::discriminator);
      check_reader(bytes, name);
    }
    const auto snapshot = model_in(outcome->folder / "history/8.safetensors", bytes);
    CHECK(snapshot.card.training.images_seen >= 8);
    const auto history = content_of(outcome->folder / "history/history.json");
    CHECK(history.find(R"("snapshots":[{"file":"8.safetensors","images":8}])") != std::string::npos);
    CHECK(history.find(R"("curves":{"images":[)") != std::string::npos);
    for (const char* of_the_machine : {"seconds", "memory"}) CHECK(history.find(of_the_machine) == std::string::npos);
  }
}
