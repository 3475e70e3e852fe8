// Runs that begin with the weights of an exported model. Real images: Fashion-MNIST from Debian's package.
#include "tests/torch_doctest.hpp"

#include "tests/small_data.hpp"
#include "tests/untrained.hpp"
#include "trainer/learner.hpp"
#include "trainer/start.hpp"
#include "trainer/weights.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::contains;
using tests::ScratchFolder;

Recipe small_recipe(const std::string& name, const std::filesystem::path& start = {}) {
  std::vector<std::string> settings{"data_set=fashion", "batch_size=16", "tick=4",
                                    "steps=3",          "dtype=F32",     "snapshots=[1]"};
  if (!start.empty()) settings.push_back("start_from=" + start.string());
  auto recipe = load_recipe(name, GANVAS_RECIPES, settings);
  REQUIRE_MESSAGE(recipe, recipe.message());
  return *recipe;
}

struct Trained {
  explicit Trained(const std::string& name) {
    tests::small_fashion(folder.path(), 64);
    auto run = start_run(small_recipe(name), tests::quiet_options(folder.path()));
    REQUIRE_MESSAGE(run, run.message());
    file = run->weights;
    auto loaded = load_data_set({"fashion", "", {}, 0}, folder.path(), Split::train);
    REQUIRE(loaded);
    data = *std::move(loaded);
  }
  ScratchFolder folder;
  std::filesystem::path file;
  DataSet data;
};

// As a file holds it, on its own.
std::pair<ModelCard, std::vector<NetworkModule>> stored(const std::filesystem::path& path) {
  auto bytes = read_file(path);
  REQUIRE_MESSAGE(bytes, bytes.message());
  const auto model = tests::parsed(*bytes);
  return {model.card, load_networks(model)};
}

double difference(const torch::Tensor& a, const torch::Tensor& b) { return (a - b).abs().max().item<double>(); }

}  // namespace

TEST_CASE("a run that begins with a model draws its pictures without the truncation, and D scores as before") {
  const Trained before("digits");  // truncation 0.985
  const auto recipe = small_recipe("digits", before.file);
  auto learner = Learner::make(recipe, before.data, torch::kCPU);
  REQUIRE(learner);
  const auto said = (*learner)->begin();
  REQUIRE_MESSAGE(said, said.message());
  CHECK(said->said == "begins with the weights of " + before.file.string() + " and of its discriminator");

  torch::NoGradGuard guard;
  const auto labels = torch::arange(10);
  const auto [card, networks] = stored(before.file);
  const auto z = latents(card, 5, 0, 10);
  const auto drawn = (*learner)->exported().front()->forward(z, labels, false);
  CHECK(difference(drawn, networks.front().forward(z / 0.985, labels, false)) < 1e-5);
  CHECK(difference(drawn, networks.front().forward(z, labels, false)) > 1e-4);
  const auto judges = stored(before.file.parent_path() / "digits.discriminator.safetensors").second;
  const auto x = torch::randn({10, 1, 28, 28});
  CHECK(difference((*learner)->discriminator()->forward(x, labels, false), judges.front().forward(x, labels, false)) <
        1e-6);

  {
    const torch::AutoGradMode learning(true);
    (*learner)->step(0);
  }
  CHECK(difference((*learner)->exported().front()->forward(z, labels, false), drawn) > 0);
}

TEST_CASE("a run begins with a snapshot of a history too, whose card has no recipe") {
  const Trained before("digits");
  const auto snapshot = before.file.parent_path() / "history" / "1.safetensors";
  const auto start = load_start(small_recipe("digits", snapshot));
  REQUIRE_MESSAGE(start, start.message());
  CHECK(torch::equal(start->generators.front().parameters, stored(snapshot).second.front().parameters));
  CHECK(contains(start->said, "its discriminator is not there"));
}

TEST_CASE("a pyramid begins with the generators of all its levels") {
  const Trained before("lapgan-mnist");
  const auto start = load_start(small_recipe("lapgan-mnist", before.file));
  REQUIRE_MESSAGE(start, start.message());
  CHECK_FALSE(start->discriminator);  // its judges take side images, and are not exported
  CHECK(contains(start->said, "so that player begins anew"));
  auto learner = Learner::make(small_recipe("lapgan-mnist", before.file), before.data, torch::kCPU);
  REQUIRE(learner);
  REQUIRE((*learner)->begin());
  const auto [card, networks] = stored(before.file);
  const auto found = (*learner)->exported();
  REQUIRE(found.size() == networks.size());
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(torch::equal(found[i]->parameters, networks[i].parameters));
}

TEST_CASE("dropout and spectral norm, which a file does not hold, come back: the same function is trained further") {
  torch::manual_seed(4);
  const Network network{
      {3, 8, 8},
      {Dropout{0.3}, SpectralNorm{{Conv2d{3, 6, 3, 1, 1}}},
       Residual{{Dropout{0.3}, SpectralNorm{{Conv2d{6, 6, 3, 1, 1}}}}}, Flatten{}, SpectralNorm{{Linear{384, 5}}}}};
  NetworkModule trained(network, torch::kCPU), other(network, torch::kCPU);
  trained.initialise(Initialisation::torch);
  other.initialise(Initialisation::torch);
  torch::NoGradGuard guard;
  for (int i = 0; i < 200; ++i) trained.forward(torch::randn({2, 3, 8, 8}), {}, true);
  const auto x = torch::randn({2, 3, 8, 8});
  const auto wanted = trained.forward(x, {}, false);
  CHECK_FALSE(torch::allclose(other.forward(x, {}, false), wanted, 1e-2, 1e-2));
  other.begin_with(trained.played());
  CHECK(torch::allclose(other.forward(x, {}, false), wanted, 1e-3, 1e-4));
}

TEST_CASE("a run that ended before its first checkpoint begins again with the same weights") {
  const Trained before("vanilla-mnist");
  auto options = tests::quiet_options(before.folder.path());
  const auto recipe = small_recipe("vanilla-mnist", before.file);
  const auto whole = start_run(recipe, options);
  REQUIRE_MESSAGE(whole, whole.message());
  options.stop_after = 1;
  const auto first = start_run(recipe, options);
  REQUIRE(first);
  std::filesystem::remove(first->folder / "checkpoint.safetensors");
  options.stop_after = -1;
  const auto again = resume_run(first->folder, options);
  REQUIRE_MESSAGE(again, again.message());
  CHECK(
      torch::equal(stored(again->weights).second.front().parameters, stored(whole->weights).second.front().parameters));
  CHECK_FALSE(
      torch::equal(stored(again->weights).second.front().parameters, stored(before.file).second.front().parameters));
}

TEST_CASE("a card counts the training that a model had before, over an interruption too") {
  const Trained before("vanilla-mnist");  // 3 steps of 16
  auto options = tests::quiet_options(before.folder.path());
  options.stop_after = 2;
  const auto first = start_run(small_recipe("vanilla-mnist", before.file), options);
  REQUIRE_MESSAGE(first, first.message());
  options.stop_after = -1;
  const auto again = resume_run(first->folder, options);
  REQUIRE_MESSAGE(again, again.message());
  const auto earlier = stored(before.file).first.training, now = stored(again->weights).first.training;
  CHECK(earlier.steps == 3);
  CHECK(earlier.images_seen == 48);
  CHECK(now.steps == 6);
  CHECK(now.images_seen == 96);
  CHECK(now.seconds > earlier.seconds);
  CHECK(parse_recipe(now.recipe.text, "card", {})->steps == 3);  // of this run alone
  const auto snapshot = stored(again->folder / "history/1.safetensors").first.training;
  CHECK(snapshot.images_seen == 16);
}

TEST_CASE("what a run cannot begin with is refused before it makes a folder, in words that name the difference") {
  ScratchFolder folder;
  tests::small_fashion(folder.path(), 32);
  const auto options = tests::quiet_options(folder.path());
  const auto refused = [&](const std::string& recipe, const std::filesystem::path& file) {
    const auto run = start_run(small_recipe(recipe, file), options);
    CHECK_FALSE(run);
    return run.message();
  };
  const auto file = folder.path() / "model.safetensors";
  CHECK(contains(refused("digits", file), "model.safetensors: cannot open"));
  REQUIRE(write_file(file, tests::untrained("vanilla-mnist", {}, "MNIST")));
  CHECK(contains(refused("digits", file), "model.safetensors: a gan, the recipe trains a conditional_gan"));
  CHECK(contains(refused("dcgan-mnist", file), "layer 0 of the generator is {\"type\":\"linear\""));
  CHECK(contains(refused("dcgan-mnist", file), "start_from takes the weights of the same networks"));
  CHECK(contains(refused("lapgan-mnist", file), "a gan, the recipe trains a pyramid"));
  REQUIRE(write_file(folder.path() / "model.discriminator.safetensors", tests::untrained("cgan-mnist", {}, "MNIST")));
  CHECK(contains(refused("vanilla-mnist", file), "model.discriminator.safetensors: layer 0 of the generator"));
  CHECK_FALSE(std::filesystem::exists(options.out));

  const auto classifier = load_recipe("classifier-mnist", GANVAS_RECIPES, {"start_from=" + file.string()});
  CHECK(contains(classifier.message(), "but a classifier begins with random weights"));
}

TEST_CASE("a dry run refuses what a run would refuse, and makes nothing") {
  ScratchFolder folder;
  tests::small_fashion(folder.path(), 32);
  auto options = tests::quiet_options(folder.path());
  const auto recipe = [&](const std::string& setting) {
    const auto loaded = load_recipe("vanilla-mnist", GANVAS_RECIPES, {"data_set=fashion", "steps=2", setting});
    REQUIRE_MESSAGE(loaded, loaded.message());
    return *loaded;
  };
  options.dry_run = true;
  REQUIRE(start_run(recipe("batch_size=16"), options));
  CHECK(contains(start_run(recipe("batch_size=64"), options).message(), "fewer than a batch"));
  CHECK_FALSE(std::filesystem::exists(options.out));

  options.dry_run = false;
  const auto run = start_run(recipe("batch_size=16"), options);
  REQUIRE_MESSAGE(run, run.message());
  options.dry_run = true;
  const auto before = tests::content_of(run->folder / "log.txt");
  REQUIRE(resume_run(run->folder, options));
  CHECK(tests::content_of(run->folder / "log.txt") == before);
  std::filesystem::resize_file(run->folder / "checkpoint.safetensors", 1000);
  CHECK(contains(resume_run(run->folder, options).message(), "checkpoint.safetensors"));
}
