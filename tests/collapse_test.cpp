// Training that goes wrong is noticed: the measures on real images, and the sentences.
#include "tests/torch_doctest.hpp"

#include <cmath>
#include <set>

#include "trainer/collapse.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const DataSet& fashion() {
  static const DataSet data = [] {
    auto loaded = load_data_set({"fashion", "", {}, 0}, "none", Split::train);
    REQUIRE_MESSAGE(loaded, loaded.message());
    return *loaded;
  }();
  return data;
}

}  // namespace

TEST_CASE("diversity is 1 among real images, 0 among copies, and noise does not pass for variety") {
  torch::manual_seed(1);
  const auto reals = reals_like_grid(fashion(), 100, false);
  REQUIRE(reals.size(0) == 100);
  const auto others = fashion().images.to(torch::kFloat32).div(127.5).sub(1);
  for (int i = 1; i < 50; ++i) {
    const double value = diversity(others.narrow(0, 100 * i, 100), reals);
    CHECK(value > 0.75);
    CHECK(value < 1.25);
  }
  const auto ten = reals_like_grid(fashion(), 10, true);
  const auto copies = reals.narrow(0, 0, 1).repeat({100, 1, 1, 1}), one_a_label = ten.repeat({10, 1, 1, 1});
  CHECK(diversity(copies, reals) == doctest::Approx(0));
  CHECK(diversity(one_a_label, reals) == doctest::Approx(0));
  CHECK(diversity(copies + 0.1 * torch::randn({100, 1, 28, 28}), reals) < least_diversity);
  CHECK(diversity(one_a_label + 0.1 * torch::randn({100, 1, 28, 28}), reals) < least_diversity);
  CHECK(diversity(reals + 0.1 * torch::randn({100, 1, 28, 28}), reals) == doctest::Approx(1).epsilon(0.1));
  CHECK(std::isnan(diversity(torch::full({100, 1, 28, 28}, std::nan("")), reals)));
}

TEST_CASE("coverage is high for other real images, low where classes are missing or nothing is drawn") {
  torch::manual_seed(1);
  const auto reals = reals_like_grid(fashion(), 100, false);
  const auto others = fashion().images.narrow(0, 0, 5000).to(torch::kFloat32).div(127.5).sub(1);
  for (int i = 1; i < 50; ++i) CHECK(coverage(others.narrow(0, 100 * i, 100), reals) > 0.75);
  const auto boots = torch::nonzero(fashion().labels.narrow(0, 0, 5000) == 9).flatten().narrow(0, 0, 100);
  CHECK(coverage(others.index_select(0, boots), reals) < least_coverage);
  CHECK(diversity(others.index_select(0, boots), reals) > least_diversity);  // so the other measure would not tell
  CHECK(coverage(reals.narrow(0, 0, 1).repeat({100, 1, 1, 1}), reals) < 0.15);
  CHECK(coverage(torch::rand({100, 1, 28, 28}) * 2 - 1, reals) < 0.05);
}

TEST_CASE("generated images are compared with real ones of the same labels") {
  const auto& data = fashion();
  const auto grid = reals_like_grid(data, 100, true);
  REQUIRE(grid.size(0) == 100);
  for (std::int64_t i : {0, 7, 93}) {
    const auto same = (data.images.to(torch::kFloat32).div(127.5).sub(1) == grid[i]).flatten(1).all(1);
    CHECK(data.labels.index({same}).eq(i % 10).all().item<bool>());
  }
}

TEST_CASE("a collapse is said once, after three ticks, and again only when it comes back") {
  CollapseWatch watch;
  const std::map<std::string, double> wins{{"D real right", 0.995}, {"D fake right", 1}, {"diversity", 0.9}};
  const std::map<std::string, double> healthy{{"D real right", 0.995}, {"D fake right", 0.9}, {"diversity", 0.8}};
  const auto looks = [&](const std::map<std::string, double>& means, std::size_t times) {
    std::vector<std::size_t> counts;
    for (std::size_t i = 0; i < times; ++i) counts.push_back(watch.look(means, 0.5).size());
    return counts;
  };
  CHECK(looks(healthy, 5) == std::vector<std::size_t>(5, 0));
  CHECK(looks(wins, 2) == std::vector<std::size_t>{0, 0});
  CHECK(looks(healthy, 1) == std::vector<std::size_t>{0});
  CHECK(looks(wins, 5) == std::vector<std::size_t>{0, 0, 1, 0, 0});
  CHECK(looks(healthy, 1) == std::vector<std::size_t>{0});
  CHECK(looks(wins, 3) == std::vector<std::size_t>{0, 0, 1});
  CHECK(looks({{"loss", 0.1}, {"right", 1}}, 5) == std::vector<std::size_t>(5, 0));  // a classifier should be right
}

TEST_CASE("pictures are not judged in the first fifth of a run, where those of a sound run are alike too") {
  CollapseWatch watch;
  const std::map<std::string, double> alike{{"diversity", 0.05}, {"coverage", 0.1}};
  for (int i = 1; i <= 20; ++i) CHECK(watch.look(alike, i * 0.01).empty());
  CHECK(watch.look(alike, 0.21).empty());
  CHECK(watch.look(alike, 0.22).empty());
  CHECK(watch.look(alike, 0.23).size() == 2);
}

TEST_CASE("each sign of collapse has a sentence of its own, with what to try") {
  const auto third = [](const std::map<std::string, double>& means) {
    CollapseWatch watch;
    watch.look(means, 0.5), watch.look(means, 0.5);
    const auto sentences = watch.look(means, 0.5);
    return sentences.size() == 1 ? sentences[0] : text(sentences.size(), " sentences");
  };
  const auto wins = third({{"D real right", 0.998}, {"D fake right", 1.0}});
  CHECK(
      contains(wins, "the discriminator wins: for 3 ticks it is right about 99.8 % of real and 100.0 % of generated"));
  CHECK(contains(wins, "Try a smaller discriminator_adam.lr"));
  CHECK(contains(third({{"D real right", 0}, {"D fake right", 0.005}}), "the discriminator has lost"));
  CHECK(contains(third({{"D real right", 1}, {"D fake right", 0}}), "the discriminator says the same of every image"));
  CHECK(contains(third({{"D real right", 0}, {"D fake right", 1}}), "the discriminator says the same of every image"));
  const auto alike = third({{"D real right", 0.8}, {"D fake right", 0.8}, {"diversity", 0.123}});
  CHECK(contains(alike, "generated images resemble each other: for 3 ticks their diversity is 0.12"));
  CHECK(contains(alike, "Try a smaller generator_adam.lr"));
  CHECK(contains(
      third({{"D overfitting", 0.61}}),
      "knows the training images by heart: for 3 ticks test images, which it never saw, lie 61.0 % of the way"));
  CHECK(third({{"D overfitting", 0.59}}) == "0 sentences");
  CHECK(contains(third({{"coverage", 0.125}}), "only 12.5 % of the real images have one near them"));
}

TEST_CASE("each level's discriminator of a pyramid is watched, and the sentence says which it is") {
  CollapseWatch watch;
  const std::map<std::string, double> means{{"D real right", 0.8},           {"D fake right", 0.7},
                                            {"level_1.D real right", 0.999}, {"level_1.D fake right", 1},
                                            {"level_2.D real right", 0},     {"level_2.D fake right", 0}};
  CHECK(watch.look(means, 0.5).empty());
  CHECK(watch.look(means, 0.5).empty());
  const auto sentences = watch.look(means, 0.5);
  REQUIRE(sentences.size() == 2);
  CHECK(contains(sentences[0], "the discriminator of level 1 wins: for 3 ticks it is right about 99.9 % of real"));
  CHECK(contains(sentences[1], "the discriminator of level 2 has lost: for 3 ticks"));
  CHECK(watch.look(means, 0.5).empty());

  // The lowest level is told apart from them, and its ticks are counted apart from theirs.
  auto lowest = means;
  lowest["D real right"] = lowest["D fake right"] = 1;
  CHECK(watch.look(lowest, 0.5).empty());
  CHECK(watch.look(lowest, 0.5).empty());
  const auto later = watch.look(lowest, 0.5);
  REQUIRE(later.size() == 1);
  CHECK(contains(later[0], "the discriminator of level 0 wins: for 3 ticks"));
}

TEST_CASE("a number that is not finite ends the run in a sentence that names it") {
  CHECK(check_finite({{"D loss", -1e30}}, "runs/00000-x", 7));
  for (const double bad : {std::nan(""), HUGE_VAL}) {
    const auto message = check_finite({{"D loss", 1}, {"G loss", bad}}, "runs/00000-x", 7).message();
    CHECK(contains(message, "runs/00000-x: G loss is not finite at step 7"));
    CHECK(contains(message, "Try"));
  }
}
