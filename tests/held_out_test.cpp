// What a run measures on test images while it lasts.
#include "tests/torch_doctest.hpp"

#include "tests/small_data.hpp"
#include "tests/untrained.hpp"
#include "trainer/metrics.hpp"
#include "trainer/overfitting.hpp"
#include "trainer/stats.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::contains;
using tests::finished;
using tests::ScratchFolder;

// `count` scores of the given mean, half of them 0.1 above and half below.
torch::Tensor scores_around(double mean, int count = 100) {
  return mean + 0.1 * (torch::arange(count) % 2 * 2 - 1).to(torch::kFloat32);
}

// Flat images of these bytes.
DataSet flat(const std::vector<int>& bytes) {
  DataSet data;
  const auto n = static_cast<std::int64_t>(bytes.size());
  data.images = torch::tensor(bytes).to(torch::kUInt8).view({n, 1, 1, 1}).repeat({1, 1, 2, 2});
  data.labels = torch::zeros({n}, torch::kInt64);
  return data;
}

// As a run logs it, of the weights that it left.
double frechet_of_one_set(const std::filesystem::path& weights, const RunOptions& options) {
  const auto bytes = read_file(weights);
  REQUIRE_MESSAGE(bytes, bytes.message());
  const auto measured = measure(tests::parsed(*bytes), {.classifier = options.classifier,
                                                        .data = options.data,
                                                        .neighbours = {},
                                                        .count = options.images,
                                                        .sets = 1,
                                                        .quiet = true});
  REQUIRE_MESSAGE(measured, measured.message());
  return tests::find(measured->metrics, "frechet_distance").value;
}

}  // namespace

TEST_CASE("overfitting is the share of what D tells apart that it knows by heart") {
  CHECK(*overfitting(scores_around(2), scores_around(2), scores_around(0)) == doctest::Approx(0));
  CHECK(*overfitting(scores_around(2), scores_around(1.5), scores_around(0)) == doctest::Approx(0.25));
  CHECK(*overfitting(scores_around(2), scores_around(0), scores_around(0)) == doctest::Approx(1));
  CHECK(*overfitting(scores_around(-1), scores_around(-2), scores_around(-5)) == doctest::Approx(0.25));
}

TEST_CASE("it is nothing where D does not tell training images from generated ones") {
  // The standard error of either mean is 0.1 / sqrt(99), that of their difference 0.0142.
  CHECK(overfitting(scores_around(0.05), scores_around(0), scores_around(0)));
  CHECK_FALSE(overfitting(scores_around(0.04), scores_around(0), scores_around(0)));
  CHECK_FALSE(overfitting(scores_around(0), scores_around(0), scores_around(1)));
  CHECK_FALSE(overfitting(scores_around(std::nan("")), scores_around(0), scores_around(1)));
}

TEST_CASE("images are taken from all over a data set, and scaled as the networks see them") {
  Network brightness{{1, 2, 2}, {Flatten{}, Linear{4, 2}}};  // the second score is an auxiliary classifier's
  Network black{{3}, {Linear{3, 4}, Tanh{}, Reshape{{1, 2, 2}}}};
  NetworkModule d(brightness, torch::kCPU), g(black, torch::kCPU);
  {
    torch::NoGradGuard guard;
    d.parameters.zero_();
    d.tensors()[1].at("weight")[0].fill_(0.25);
    d.tensors()[1].at("bias")[1].fill_(9);
    g.parameters.zero_();
  }
  ModelCard card;
  card.latent.size = 3;
  // 3,000 images whose halves score 1 and 0.6, others of which all score 0.2; generated ones score 0.
  std::vector<int> train(3000, 255);
  std::fill(train.begin() + 1500, train.end(), 204);
  const HeldOut held_out(flat(train), flat(std::vector<int>(2000, 153)), torch::kCPU);
  CHECK(*held_out.look(d, {&g}, card, 1) == doctest::Approx((0.8 - 0.2) / 0.8));
}

namespace {

Recipe short_recipe(std::vector<std::string> settings) {
  settings.insert(settings.end(), {"batch_size=16", "dtype=F32", "truncation=1", "decay_start=1"});
  auto recipe = load_recipe("digits", GANVAS_RECIPES, settings);
  REQUIRE_MESSAGE(recipe, recipe.message());
  return *recipe;
}

std::vector<StatsLine> stats_of(const RunOutcome& run) {
  auto lines = read_stats(run.folder / stats_file);
  REQUIRE_MESSAGE(lines, lines.message());
  return *std::move(lines);
}

}  // namespace

TEST_CASE("a run logs overfitting at each tick, or says why not") {
  ScratchFolder folder;
  const auto options = tests::quiet_options(folder.path());
  tests::write_noise(folder.path() / "fashion");  // far from what G draws, so that D tells them apart at once
  const auto lines = stats_of(finished(short_recipe({"data_set=fashion", "tick=40", "steps=40"}), options));
  REQUIRE(lines[0].values.contains("D overfitting"));
  CHECK(std::abs(lines[0].values.at("D overfitting")) < 0.5);  // 40 steps learn nothing by heart

  const auto pictures = folder.path() / "pictures";
  tests::write_pictures(pictures);
  const auto without =
      finished(short_recipe({"data_set=images", "image_folder=" + pictures.string(), "steps=1"}), options);
  CHECK(contains(
      tests::content_of(without.folder / "log.txt"),
      "nothing is compared with test images while the run lasts: " + pictures.string() + ": has no test split"));
}

TEST_CASE("the Fréchet distance that a run logs is the one that its exported generator would have") {
  ScratchFolder folder;
  auto options = tests::quiet_options(folder.path());
  tests::write_noise(folder.path() / "mnist");
  options.classifier = folder.path() / "classifier-mnist.safetensors";
  REQUIRE(write_file(options.classifier, tests::untrained("classifier-mnist", {}, "MNIST")));

  const auto longer = finished(short_recipe({"tick=1", "metric_ticks=2", "steps=6"}), options);
  const auto lines = stats_of(longer);
  for (const auto& [step, values] : lines) CHECK(values.contains("frechet_distance") == (step == 2 || step == 4));
  CHECK(contains(tests::content_of(longer.folder / "log.txt"), "frechet_distance"));

  const auto shorter = finished(short_recipe({"tick=1", "metric_ticks=0", "steps=4"}), options);
  const auto without_it = stats_of(shorter);
  for (const auto& line : without_it) CHECK_FALSE(line.values.contains("frechet_distance"));
  CHECK(lines[3].values.at("D loss") == without_it[3].values.at("D loss"));  // it disturbs nothing
  CHECK(lines[3].values.at("frechet_distance") ==
        doctest::Approx(frechet_of_one_set(shorter.weights, options)).epsilon(1e-6));

  options.classifier = folder.path() / "classifier-other.safetensors";
  const auto without = finished(short_recipe({"tick=1", "metric_ticks=1", "steps=2"}), options);
  CHECK(contains(tests::content_of(without.folder / "log.txt"),
                 "no Fréchet distance while the run lasts: " + options.classifier.string() + ": no such classifier"));
}

TEST_CASE("the weights that had the lowest Fréchet distance are kept beside the last ones, over an interruption too") {
  ScratchFolder folder;
  auto options = tests::quiet_options(folder.path());
  tests::write_noise(folder.path() / "mnist");
  options.classifier = folder.path() / "classifier-mnist.safetensors";
  REQUIRE(write_file(options.classifier, tests::untrained("classifier-mnist", {}, "MNIST")));
  // Such steps lead away from the data.
  const auto recipe = short_recipe({"tick=1", "metric_ticks=1", "steps=6", "generator_adam.lr=1", "ema=0"});
  options.stop_after = 3;
  const auto begun = finished(recipe, options);
  options.stop_after = -1;
  const auto run = resume_run(begun.folder, options);
  REQUIRE_MESSAGE(run, run.message());

  double lowest = 1e30;
  long long step = 0;
  for (const auto& line : stats_of(*run))
    if (const auto d = line.values.find("frechet_distance"); d != line.values.end() && d->second < lowest)
      lowest = d->second, step = line.step;
  REQUIRE(step > 0);
  REQUIRE(step <= 3);  // or the interruption is no test
  const auto bytes = read_file(run->folder / "best" / "digits.safetensors");
  REQUIRE_MESSAGE(bytes, bytes.message());
  const auto best = tests::parsed(*bytes);
  CHECK(best.card.training.steps == step);
  CHECK(best.card.directions.empty());  // which take longer to find than the run should wait
  CHECK(best.card.training.images_seen == 16 * step);
  CHECK(frechet_of_one_set(run->folder / "best" / "digits.safetensors", options) ==
        doctest::Approx(lowest).epsilon(1e-6));
  CHECK(std::filesystem::exists(run->folder / "best" / "digits.discriminator.safetensors"));
  CHECK(contains(tests::content_of(run->folder / "log.txt"), text(", after ", step, " steps: those weights are in ")));

  // deliver=best ends with them, whole, and keeps the last ones.
  auto wanted = recipe;
  wanted.deliver = Delivered::best;
  const auto delivered = finished(wanted, options);
  const auto whole = tests::parsed(*read_file(delivered.weights));
  CHECK(whole.card.training.steps == step);
  CHECK_FALSE(whole.card.metrics.empty());
  CHECK(frechet_of_one_set(delivered.weights, options) == doctest::Approx(lowest).epsilon(1e-6));
  CHECK(frechet_of_one_set(delivered.folder / "last" / "digits.safetensors", options) ==
        doctest::Approx(frechet_of_one_set(run->weights, options)).epsilon(1e-6));
  CHECK(tests::content_of(delivered.folder / "digits.discriminator.safetensors") ==
        tests::content_of(delivered.folder / "best" / "digits.discriminator.safetensors"));
}

TEST_CASE("deliver=best keeps the last weights where they are the best, or where nothing was measured") {
  ScratchFolder folder;
  auto options = tests::quiet_options(folder.path());
  tests::write_noise(folder.path() / "mnist");
  const auto unmeasured = finished(short_recipe({"tick=1", "steps=2", "deliver=best"}), options);
  CHECK(contains(tests::content_of(unmeasured.folder / "log.txt"), "the last weights are delivered"));

  options.classifier = folder.path() / "classifier-mnist.safetensors";
  REQUIRE(write_file(options.classifier, tests::untrained("classifier-mnist", {}, "MNIST")));
  const auto run = finished(short_recipe({"tick=1", "metric_ticks=1", "steps=2", "deliver=best"}), options);
  const auto lines = stats_of(run);
  REQUIRE(lines.size() == 2);
  REQUIRE(lines[1].values.at("frechet_distance") < lines[0].values.at("frechet_distance"));
  CHECK(tests::parsed(*read_file(run.weights)).card.training.steps == 2);
  CHECK_FALSE(std::filesystem::exists(run.folder / "last"));
}

TEST_CASE("deliver=best is refused where no Fréchet distance will be measured") {
  const auto refusal = [](const char* recipe, const std::vector<std::string>& settings) {
    return load_recipe(recipe, GANVAS_RECIPES, settings).message();
  };
  CHECK(contains(refusal("digits", {"deliver=best", "metric_ticks=0"}), "with metric_ticks 0; wants"));
  CHECK(contains(refusal("classifier-mnist", {"deliver=best"}), "on the way of the kind classifier"));
  CHECK(contains(refusal("stacked-mnist", {"deliver=best"}), "of stacked-mnist"));
}
