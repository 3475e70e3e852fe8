// Recipes, losses, runs. Real images: Fashion-MNIST from Debian's package.
#include "tests/torch_doctest.hpp"

#include <dlfcn.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "runtime/generator.hpp"
#include "shared/files.hpp"
#include "tests/small_data.hpp"
#include "trainer/adam.hpp"
#include "trainer/data_set.hpp"
#include "trainer/learner.hpp"
#include "trainer/report.hpp"
#include "trainer/run.hpp"
#include "trainer/run_lock.hpp"
#include "trainer/threads.hpp"
#include "trainer/weights.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::quiet_options;
using tests::ScratchFolder;
using tests::small_fashion;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Recipe small_recipe(const std::string& name, std::vector<std::string> settings = {}) {
  settings.insert(settings.end(), {"data_set=fashion", "batch_size=16", "tick=4"});
  auto recipe = load_recipe(name, GANVAS_RECIPES, settings);
  REQUIRE_MESSAGE(recipe, recipe.message());
  return *recipe;
}

std::unique_ptr<Learner> learner_of(const Recipe& recipe, const DataSet& data) {
  auto learner = Learner::make(recipe, data, torch::kCPU);
  REQUIRE_MESSAGE(learner, learner.message());
  return *std::move(learner);
}

std::vector<std::byte> bytes_of_file(const std::filesystem::path& path) {
  auto bytes = read_file(path);
  REQUIRE_MESSAGE(bytes, bytes.message());
  return *bytes;
}

}  // namespace

TEST_CASE("our Adam over a flat tensor takes LibTorch's own steps") {
  torch::manual_seed(2);
  auto ours = torch::randn({50}), theirs = ours.clone().set_requires_grad(true);
  Adam adam({.lr = 1e-2, .beta1 = 0.5, .beta2 = 0.99, .weight_decay = 0.1}, ours);
  torch::optim::AdamW reference({theirs}, torch::optim::AdamWOptions(1e-2).betas({0.5, 0.99}).weight_decay(0.1));
  for (int t = 1; t <= 20; ++t) {
    const auto gradients = torch::randn({50});
    theirs.mutable_grad() = gradients;
    reference.step();
    adam.step(ours, gradients, t, 1);
  }
  CHECK(torch::allclose(ours, theirs.detach(), 1e-5, 1e-6));
}

TEST_CASE("a recipe with a mistake is refused in one sentence that names it") {
  const auto message = [](std::vector<std::string> settings) {
    auto recipe = load_recipe("vanilla-mnist", GANVAS_RECIPES, settings);
    CHECK_FALSE(recipe);
    return recipe.message();
  };
  CHECK(contains(message({"batch_sizes=3"}), "has the unknown key 'batch_sizes', known are: name"));
  CHECK(contains(message({"batch_size=0"}), "batch_size is 0, must be between 2 and 65536"));
  CHECK(contains(message({"batch_size=many"}), "batch_size must be a whole number, found \"many\""));
  CHECK(contains(message({"loss.adversarial=magic"}),
                 "is \"magic\", known are: minimax, non_saturating, least_squares, hinge, wasserstein"));
  CHECK(
      contains(message({"generator.layers.2.in_features=255"}), "generator layer 2 (linear) gets [256], wants [255]"));
  CHECK(contains(message({"generator.layers.99.in_features=255"}), "'99' is no place in a list of 9"));
  CHECK(contains(message({"latent.size=99"}), "generator has input [100], wants [99]"));
  CHECK(contains(message({"seed"}), "wants key=value"));
  CHECK(contains(load_recipe("no-such", GANVAS_RECIPES, {}).message(), "no recipe 'no-such'"));
}

TEST_CASE("a recipe's name means the recipe, also where a data set's folder of that name is at hand") {
  ScratchFolder folder;
  const auto name = folder.path() / "fashion";
  std::filesystem::create_directory(name);
  std::filesystem::copy_file(std::filesystem::path(GANVAS_RECIPES) / "fashion.json", name.string() + ".json");
  const auto recipe = load_recipe(name.string(), GANVAS_RECIPES, {});
  REQUIRE_MESSAGE(recipe, recipe.message());
  CHECK(recipe->name == "fashion");
}

TEST_CASE("the number of threads is LibTorch's, and the BLAS below it adds none") {
  set_threads(2);
  CHECK(torch::get_num_threads() == 2);
  using GetThreads = int (*)();
  if (const auto get = reinterpret_cast<GetThreads>(dlsym(RTLD_DEFAULT, "openblas_get_num_threads")))
    CHECK(get() == 1);
  else
    MESSAGE("LibTorch uses another BLAS than OpenBLAS here");
  set_threads(1);
  CHECK(torch::get_num_threads() == 1);
}

TEST_CASE("training lowers the loss: a classifier in sixty steps, and D against a generator that stands still") {
  ScratchFolder folder;
  small_fashion(folder.path(), 256);
  auto data = load_data_set({"fashion", "", {}, 0}, folder.path(), Split::train);
  REQUIRE(data);
  set_threads(1);
  const auto classifier =
      learner_of(small_recipe("classifier-mnist", {"augmentation.shift=0", "decay_start=1"}), *data);
  const auto mean_after = [](Learner& learner, long long from, long long to, const char* name) {
    for (long long step = from; step < to; ++step) learner.step(step);
    return learner.take_means().at(name);
  };
  const double early = mean_after(*classifier, 0, 10, "loss");
  mean_after(*classifier, 10, 50, "loss");
  CHECK(mean_after(*classifier, 50, 60, "loss") < 0.6 * early);

  const auto gan = learner_of(small_recipe("vanilla-mnist", {"generator_adam.lr=1e-8"}), *data);
  const double first = mean_after(*gan, 0, 5, "D loss");
  mean_after(*gan, 5, 40, "D loss");
  CHECK(mean_after(*gan, 40, 45, "D loss") < 0.5 * first);
}

TEST_CASE("relativistic pairs are of one label") {
  ScratchFolder folder;
  small_fashion(folder.path(), 64);
  auto data = load_data_set({"fashion", "", {}, 0}, folder.path(), Split::train);
  REQUIRE(data);
  // A discriminator that sees the label only, and scores each as it was drawn.
  const auto loss = [&](const char* relativistic) {
    auto recipe = small_recipe("digits", {"loss.r1_gamma=0", std::string("loss.relativistic=") + relativistic});
    recipe.discriminator = {{1, 28, 28}, {Flatten{}, Linear{784, 2}, LabelProjection{2, 10}}};
    const auto learner = learner_of(recipe, *data);
    torch::NoGradGuard guard;
    const auto& tensors = learner->discriminator()->tensors();
    tensors[1].at("weight").zero_();
    tensors[1].at("bias").fill_(3);
    for (const auto& [name, tensor] : tensors[2]) torch::Tensor(tensor).normal_();
    torch::AutoGradMode on(true);
    learner->step(0);
    return learner->take_means().at("D loss");
  };
  CHECK(loss("true") == doctest::Approx(std::log(2.0)).epsilon(1e-6));
  CHECK(loss("false") > 1);
}

TEST_CASE("a run that is interrupted and resumed ends with bitwise the same weights") {
  for (const char* name : {"digits", "dcgan-mnist", "wgan-mnist", "lapgan-mnist", "srgan-mnist", "classifier-mnist"}) {
    ScratchFolder folder;
    small_fashion(folder.path(), 64);
    const auto recipe = small_recipe(name, {"steps=10"});
    auto options = quiet_options(folder.path());
    auto whole = start_run(recipe, options);
    REQUIRE(whole);
    options.stop_after = 3;
    auto first = start_run(recipe, options);
    REQUIRE(first);
    CHECK(first->weights.empty());
    options.stop_after = 4;
    REQUIRE(resume_run(first->folder, options));
    options.stop_after = -1;
    auto last = resume_run(first->folder, options);
    REQUIRE_MESSAGE(last, last.message());
    const auto whole_bytes = bytes_of_file(whole->weights), last_bytes = bytes_of_file(last->weights);
    auto a = parse_safetensors(whole_bytes, "a"), b = parse_safetensors(last_bytes, "b");
    REQUIRE(a);
    REQUIRE(b);
    REQUIRE(a->tensors.size() == b->tensors.size());
    for (const auto& [tensor, view] : a->tensors) {
      CAPTURE(tensor);
      const auto other = b->tensors.at(tensor);
      const bool same = std::equal(view.data.begin(), view.data.end(), other.data.begin(), other.data.end());
      CHECK(same);
    }
  }
}

TEST_CASE("one process at a time trains in a folder") {
  ScratchFolder folder;
  small_fashion(folder.path(), 64);
  auto options = quiet_options(folder.path());
  const auto recipe = small_recipe("classifier-mnist", {"steps=40"});
  const auto file = options.out / "00000-classifier-mnist/options.json";
  std::atomic<bool> running = true;
  options.stop_after = 20;
  std::thread other([&] {
    CHECK(start_run(recipe, options));
    running = false;
  });
  bool refused = false;
  while (running && !refused)  // the log is begun by a run that has the lock
    refused = std::filesystem::exists(file.parent_path() / "log.txt") && !RunLock::take(file);
  CHECK(refused);
  other.join();
  options.stop_after = 1;
  {
    const auto lock = RunLock::take(file);
    REQUIRE(lock);
    const auto second = resume_run(file.parent_path(), options);
    CHECK(second.message() == file.parent_path().string() +
                                  ": another process trains in this folder; wait until it ends, or interrupt it "
                                  "(Ctrl-C: it saves)");
  }
  CHECK(resume_run(file.parent_path(), options));
}

TEST_CASE("a run does not go on with other images than it began with") {
  ScratchFolder folder;
  small_fashion(folder.path(), 64);
  auto options = quiet_options(folder.path());
  options.stop_after = 1;
  auto run = start_run(small_recipe("classifier-mnist", {"steps=2"}), options);
  REQUIRE(run);
  small_fashion(folder.path(), 32);
  auto other = resume_run(run->folder, options);
  CHECK(contains(other.message(), "the run learned from other images than Fashion-MNIST holds now (SHA-256 "));
  small_fashion(folder.path(), 64);
  CHECK(resume_run(run->folder, options));
}

TEST_CASE("what differs from a run's own options is listed") {
  const auto lines = differences(small_recipe("digits"), small_recipe("digits", {"generator_adam.lr=0.01", "seed=2"}));
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "generator_adam.lr: the run has 0.0004, now 0.01");
  CHECK(lines[1] == "seed: the run has 1, now 2");
}

TEST_CASE("another seed trains other weights") {
  ScratchFolder folder;
  small_fashion(folder.path(), 64);
  auto a = start_run(small_recipe("vanilla-mnist", {"steps=2"}), quiet_options(folder.path()));
  auto b = start_run(small_recipe("vanilla-mnist", {"steps=2", "seed=2"}), quiet_options(folder.path()));
  REQUIRE(a);
  REQUIRE(b);
  CHECK(a->folder != b->folder);
  const bool same = bytes_of_file(a->weights) == bytes_of_file(b->weights);
  CHECK_FALSE(same);
}
