// What is measured on a model: the formulas against values worked out by hand, then the whole on a small one.
#include "tests/torch_doctest.hpp"

#include <cmath>
#include <filesystem>

#include "shared/files.hpp"
#include "tests/untrained.hpp"
#include "trainer/frechet.hpp"
#include "trainer/manifold.hpp"
#include "trainer/memorised.hpp"
#include "trainer/metrics.hpp"
#include "trainer/metrics_command.hpp"
#include "trainer/stacked_mnist.hpp"
#include "trainer/weights.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::contains;
using tests::find;
using tests::parsed;
using tests::ScratchFolder;
using tests::untrained;
using tests::write_noise;

// Four points whose mean is `mean` and whose covariance has these variances along u and along v, at right angles to u.
torch::Tensor cross(std::vector<double> mean, double along_u, double along_v, double ux, double uy) {
  const double a = std::sqrt(1.5 * along_u), b = std::sqrt(1.5 * along_v);  // 2 a² / (4 − 1) is the variance
  const auto u = torch::tensor({ux, uy}, torch::kFloat64), v = torch::tensor({-uy, ux}, torch::kFloat64);
  return torch::stack({a * u, -a * u, b * v, -b * v}) + torch::tensor(mean, torch::kFloat64);
}

torch::Tensor column(std::vector<double> values) { return torch::tensor(values, torch::kFloat64).unsqueeze(1); }

void check_same(const Overlap& a, const Overlap& b) {
  CHECK(a.precision == doctest::Approx(b.precision));
  CHECK(a.recall == doctest::Approx(b.recall));
  CHECK(a.density == doctest::Approx(b.density));
  CHECK(a.coverage == doctest::Approx(b.coverage));
}

// Twenty images, with judge and data in the folder.
MeasureOptions few_images(const ScratchFolder& folder) {
  MeasureOptions options;
  options.classifier = options.data = folder.path();
  options.count = 20;
  options.quiet = true;
  return options;
}

}  // namespace

TEST_CASE("the Fréchet distance of two Gaussians is the closed form, by hand") {
  // Along the axes: |(3,4)|² + (√4 − √9)² + (√1 − √4)² = 25 + 1 + 1.
  CHECK(frechet_distance(cross({0, 0}, 4, 1, 1, 0), cross({3, 4}, 9, 4, 1, 0)) == doctest::Approx(27));
  // Σa = diag(4,1), Σb = [[5,4],[4,5]]: Σa^½ Σb Σa^½ = [[20,8],[8,5]], and tr √M = √(tr M + 2 √det M) = √(25 + 12).
  const double r = std::sqrt(0.5);
  const auto a = cross({1, 2}, 4, 1, 1, 0), b = cross({1, 2}, 9, 1, r, r);
  CHECK(frechet_distance(a, b) == doctest::Approx(5 + 10 - 2 * std::sqrt(37.0)));
  CHECK(frechet_distance(b, a) == doctest::Approx(frechet_distance(a, b)));
}

TEST_CASE("the Fréchet distance of several sets is the mean over them, by hand") {
  const auto test = cross({0, 0}, 4, 1, 1, 0);
  const auto count = test.size(0);
  const auto sets = torch::cat({cross({1, 0}, 4, 1, 1, 0), cross({0, 3}, 4, 1, 1, 0), test.narrow(0, 0, count - 1)});
  const FrechetOfSets found = frechet_of_sets(sets, count, test);
  CHECK(found.sets == 2);
  CHECK(found.mean == doctest::Approx(5));
  CHECK(found.lowest == doctest::Approx(1));
  CHECK(found.highest == doctest::Approx(9));
}

TEST_CASE("the Fréchet distance of a set with itself is 0, features that never change included") {
  torch::manual_seed(1);
  auto features = torch::relu(torch::randn({300, 20}));
  features.select(1, 3).fill_(0);
  CHECK(frechet_distance(features, features) == doctest::Approx(0).epsilon(1e-6));
  CHECK(frechet_distance(features, features + 1) == doctest::Approx(20));
}

TEST_CASE("precision, recall, density and coverage, by hand on a line") {
  // Nearest neighbours: real 1 1 2 2 2 18, generated 0.1 0.1 1.9 6 9 9.
  const auto real = column({0, 1, 3, 10, 12, 30}), generated = column({0.5, 0.6, 2.5, 8.5, 40, 49});
  // Real balls around 0 and 1 hold 0.5 and 0.6; around 3: 2.5; 10: 8.5; 12: none; 30: 40. None holds 49.
  // Generated balls hold 1 and 3 (2.5's), 3, 10 and 12 (8.5's), and neither 0 nor 30.
  const Overlap found = overlap(real, generated, 1);
  CHECK(found.precision == doctest::Approx(5 / 6.0));
  CHECK(found.recall == doctest::Approx(4 / 6.0));
  CHECK(found.density == doctest::Approx(7 / 6.0));
  CHECK(found.coverage == doctest::Approx(5 / 6.0));
  const Overlap swapped = overlap(generated, real, 1);
  CHECK(swapped.precision == doctest::Approx(found.recall));
  CHECK(swapped.recall == doctest::Approx(found.precision));
}

TEST_CASE("a set covers itself: density 1, as each ball holds its k nearest with its centre") {
  torch::manual_seed(2);
  const auto points = torch::randn({1100, 6});  // more than one chunk
  check_same(overlap(points, points, 5), {1, 1, 1, 1});
  check_same(overlap(points, points + 1000, 5), {0, 0, 0, 0});
}

TEST_CASE("moving, turning, scaling or shuffling all points changes no overlap") {
  torch::manual_seed(3);
  const auto x = torch::randn({700, 3}, torch::kFloat64), y = torch::randn({600, 3}, torch::kFloat64) * 0.8 + 0.3;
  const Overlap before = overlap(x, y, 4);
  CHECK(before.precision > before.recall);
  const auto turn = std::get<0>(torch::linalg_qr(torch::randn({3, 3}, torch::kFloat64)));
  check_same(overlap((x.mm(turn) + 50) * 7, (y.mm(turn) + 50) * 7, 4), before);
  check_same(overlap(x.index_select(0, torch::randperm(700)), y.index_select(0, torch::randperm(600)), 4), before);
}

TEST_CASE("a copied training image is found, wherever it stands, and an image of its own is not") {
  torch::manual_seed(4);
  const auto training = torch::randint(256, {4500, 1, 6, 6}, torch::kUInt8);  // more than one chunk
  auto queries = torch::randint(256, {20, 1, 6, 6}, torch::kUInt8);
  queries[3] = training[17];
  queries[8] = training[4321];
  queries[9] = training[4322];
  queries[9][0][0][0] = 255 - queries[9][0][0][0];  // one pixel inverted
  std::int64_t compared = 0;
  const Nearest found = nearest_training_images(queries, training, [&](std::int64_t done) { compared = done; });
  CHECK(compared == 4500);
  CHECK(found.index[3].item<int>() == 17);
  CHECK(found.index[8].item<int>() == 4321);
  CHECK(found.index[9].item<int>() == 4322);
  CHECK(found.isolation[3].item<double>() == 0);
  CHECK(found.distance[8].item<double>() == 0);
  CHECK(found.distance[9].item<double>() ==
        doctest::Approx(std::abs(2 * queries[9][0][0][0].item<int>() - 255) / 255.0));
  CHECK((found.isolation < 0.75).sum().item<int>() == 3);
}

TEST_CASE("a copy is a copy where all the neighbours are copies too") {
  const auto black = torch::zeros({1, 1, 6, 6}, torch::kUInt8);  // whose distances are exactly 0
  const Nearest found = nearest_training_images(black, black.repeat({memory_neighbours + 10, 1, 1, 1}), {});
  CHECK(found.isolation[0].item<double>() == 0);
}

TEST_CASE("stacked digits keep their digits, have a thousand modes, and follow the seed") {
  DataSet digits;
  digits.labels = torch::arange(3000, torch::kInt64).remainder(10);
  digits.images = digits.labels.view({-1, 1, 1, 1}).expand({-1, 1, 28, 28}).to(torch::kUInt8);
  const DataSet data = stacked(digits, 1);
  CHECK(data.images.sizes() == torch::IntArrayRef({3000, 3, 28, 28}));
  const auto seen = data.images.select(3, 0).select(2, 0).to(torch::kInt64);
  const auto expected = seen.select(1, 0) * 100 + seen.select(1, 1) * 10 + seen.select(1, 2);
  CHECK(torch::equal(expected, data.labels));
  CHECK(data.label_names[207] == "207");
  CHECK(torch::equal(stacked(digits, 1).labels, data.labels));
  CHECK_FALSE(torch::equal(stacked(digits, 2).labels, data.labels));
}

TEST_CASE("modes: random digits find all thousand, a constant finds one, two find two") {
  torch::manual_seed(5);
  const Modes all = count_modes(torch::randint(10, {mode_samples, 3}, torch::kInt64));
  CHECK(all.found == 1000);
  CHECK(all.reverse_kl < 0.03);  // sampling alone gives 999 / (2 · 26000) = 0.019
  const Modes one = count_modes(torch::full({50, 3}, 7, torch::kInt64));
  CHECK(one.found == 1);
  CHECK(one.reverse_kl == doctest::Approx(std::log(1000.0)));
  const Modes two = count_modes(torch::tensor({0, 0, 0, 9, 9, 9}, torch::kInt64).view({2, 3}));
  CHECK(two.found == 2);
  CHECK(two.reverse_kl == doctest::Approx(std::log(500.0)));
}

TEST_CASE("a new card leaves the tensors byte for byte; only what was measured anew is replaced") {
  ScratchFolder folder;
  const auto file = folder.path() / "model.safetensors";
  const auto bytes = untrained("cgan-mnist", {}, "MNIST");
  auto same = with_card(bytes, parsed(bytes).card, "model");
  REQUIRE(same);
  CHECK(bool(*same == bytes));

  REQUIRE(write_file(file, bytes));
  REQUIRE(write_metrics(file, {{"kept", 1, "before", {}}, {"replaced", 2, "before", 3.0}}));
  REQUIRE(write_metrics(file, {{"replaced", 4, "after", {}}, {"new", 5, "after", 0.0}}));
  auto written = read_file(file);
  REQUIRE(written);
  const auto before = parsed(bytes), after = parsed(*written);
  REQUIRE(after.card.metrics.size() == 3);
  CHECK(after.card.metrics[0].protocol == "before");
  CHECK(after.card.metrics[1].value == 4);
  CHECK_FALSE(after.card.metrics[1].real.has_value());
  CHECK(after.card.metrics[2].real == 0.0);
  CHECK(after.card.training.recipe == before.card.training.recipe);
  for (const auto& [name, view] : before.file.tensors) {
    const auto& other = after.file.tensors.at(name);
    const bool unchanged = std::equal(view.data.begin(), view.data.end(), other.data.begin(), other.data.end());
    CHECK_MESSAGE(unchanged, name);
  }
}

TEST_CASE("the judge of a model is its data set's classifier; of stacked digits, that of single ones") {
  ScratchFolder folder;
  ModelCard card;
  card.name = "drawer";
  const auto judge = [&](const std::string& recipe) {
    card.training.recipe.text = recipe;
    return judge_of(card, folder.path());
  };
  CHECK(*judge(R"({"data_set": "fashion"})") == folder.path() / "classifier-fashion.safetensors");
  CHECK(*judge(R"({"data_set": "stacked-mnist"})") == folder.path() / "classifier-mnist.safetensors");
  CHECK(contains(judge("{}").message(), "drawer: its card holds no recipe that names a data set"));
  CHECK(contains(judge(R"({"data_set": "images", "image_folder": "cats"})").message(), "--classifier"));
  CHECK(*judge_of(card, "mine.safetensors") == "mine.safetensors");
}

TEST_CASE("all metrics of a model: the same seed gives the same numbers, another seed others") {
  ScratchFolder folder;
  write_noise(folder.path() / "mnist");
  REQUIRE(write_file(folder.path() / "classifier-mnist.safetensors",
                     untrained("classifier-mnist", {"steps=2", "batch_size=8"}, "MNIST")));
  const auto bytes = untrained("cgan-mnist", {}, "MNIST");
  const auto model = parsed(bytes);
  auto options = few_images(folder);
  options.neighbours = folder.path() / "pairs.png";
  options.count = 40;
  options.seed = 3;
  options.gan_train = true;
  const auto numbers = [&] {
    auto measured = measure(model, options);
    REQUIRE_MESSAGE(measured, measured.message());
    CHECK(measured->faults.empty());
    return measured->metrics;
  };
  const auto first = numbers();
  for (const char* name : {"label_accuracy", "frechet_distance", "precision", "recall", "density", "coverage",
                           "memorised_share", "nearest_training_distance", "gan_train_accuracy"})
    CHECK(std::isfinite(find(first, name).value));
  CHECK(find(first, "frechet_distance").real.has_value());
  CHECK(contains(find(first, "frechet_distance").protocol, "240 generated images (latent vectors 0 to 239 of seed 3"));
  CHECK(contains(find(first, "frechet_distance").protocol, "test images, the mean over 6 disjoint sets of 40, "));
  CHECK(contains(find(first, "frechet_distance").protocol,
                 "real: training images instead, the mean over 1 disjoint sets of 40, "));
  CHECK(contains(find(first, "coverage").protocol, "40 generated images (latent vectors 0 to 39 of seed 3"));
  CHECK(std::filesystem::file_size(options.neighbours) > 0);
  CHECK(bool(table_of(first) == table_of(numbers())));
  options.seed = 4;
  CHECK(find(numbers(), "frechet_distance").value != find(first, "frechet_distance").value);
}

TEST_CASE("what is missing is named, and the rest is measured") {
  ScratchFolder folder;
  REQUIRE(write_file(folder.path() / "classifier-mnist.safetensors", untrained("classifier-mnist", {}, "MNIST")));
  const auto bytes = untrained("vanilla-mnist", {}, "MNIST");
  const auto model = parsed(bytes);
  auto options = few_images(folder);
  auto measured = measure(model, options);
  REQUIRE_MESSAGE(measured, measured.message());
  REQUIRE(measured->metrics.size() == 1);
  CHECK(measured->metrics[0].name == "class_balance");
  REQUIRE(measured->faults.size() == 2);
  CHECK(contains(measured->faults[1], "./ganvas data mnist"));

  write_noise(folder.path() / "mnist");
  options.classifier = folder.path() / "no-such.safetensors";
  measured = measure(model, options);
  REQUIRE(measured);
  CHECK(find(measured->metrics, "memorised_share").real == 0.01);
  REQUIRE(measured->faults.size() == 1);
  CHECK(contains(measured->faults[0], "no such classifier"));
}

TEST_CASE("images of other labels than a model's are refused, as labels go by their number") {
  ScratchFolder folder;
  write_noise(folder.path() / "mnist");
  const auto bytes = untrained("cgan-mnist", {}, "MNIST");
  auto card = parsed(bytes).card;
  REQUIRE(data_of(card, "", folder.path(), Split::test));
  std::swap(card.labels[0], card.labels[1]);
  const auto refused = data_of(card, "", folder.path(), Split::test);
  CHECK_MESSAGE(
      contains(refused.message(), "MNIST: has the labels 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, cgan-mnist knows 1, 0"),
      refused.message());
}

TEST_CASE("a number that is not finite is told of as not measured, and spoils no weights file") {
  ScratchFolder folder;
  write_noise(folder.path() / "mnist");
  for (const char* kind : {"-images-idx3-ubyte", "-labels-idx1-ubyte"})  // each test image is a training image too
    std::filesystem::copy_file(folder.path() / "mnist" / text("t10k", kind),
                               folder.path() / "mnist" / text("train", kind),
                               std::filesystem::copy_options::overwrite_existing);
  const auto bytes = untrained("vanilla-mnist", {}, "MNIST");
  const auto model = parsed(bytes);
  auto options = few_images(folder);
  auto measured = measure(model, options);
  REQUIRE_MESSAGE(measured, measured.message());
  const auto named = [](const Metric& metric) { return metric.name == "nearest_training_distance"; };
  CHECK(std::none_of(measured->metrics.begin(), measured->metrics.end(), named));
  CHECK(contains(measured->faults.back(), "nearest_training_distance: it is not finite"));

  auto card = model.card;
  card.metrics = {{"broken", INFINITY, "", {}}};
  CHECK_FALSE(with_card(bytes, card, "model.safetensors"));
}
