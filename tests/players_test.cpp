// One update of each player, beside the same worked out in double precision from the formulas, with nothing of the
// trainer's: which images, which labels, which weights each part of a loss has.
#include "tests/torch_doctest.hpp"

#include <cmath>

#include "trainer/players.hpp"
#include "trainer/stabilisers.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;

constexpr int count = 6;

// G and D of a few numbers. D's slope depends on the image (tanh) and on the label (projection); with an auxiliary
// classifier it knows the label by its scores alone.
const Network generator{{3}, {Linear{3, 4}, Reshape{{1, 2, 2}}}};
const Network discriminator{{1, 2, 2}, {Flatten{}, Linear{4, 3}, Tanh{}, LabelProjection{3, 3}}};
const Network classifying{{1, 2, 2}, {Flatten{}, Linear{4, 3}, Tanh{}, Linear{3, 4}}};

// The same game in double precision. D's scores [N, 1 or 4] of x [N,4].
struct Game {
  torch::Tensor g, d;  // the parameters, as they lie in the players' flat tensors
  bool classifies;
  torch::Tensor z, real, real_labels, fake_labels, epsilon;

  torch::Tensor fake() const { return z.matmul(g.narrow(0, 0, 12).view({4, 3}).t()) + g.narrow(0, 12, 4); }
  torch::Tensor scores(const torch::Tensor& x, const torch::Tensor& labels) const {
    const auto h = (x.matmul(d.narrow(0, 0, 12).view({3, 4}).t()) + d.narrow(0, 12, 3)).tanh();
    if (classifies) return h.matmul(d.narrow(0, 15, 12).view({4, 3}).t()) + d.narrow(0, 27, 4);
    const auto rows = d.narrow(0, 15, 3) + d.narrow(0, 19, 9).view({3, 3}).index_select(0, labels);
    return (h * rows).sum(1, true) + d[18];
  }
  torch::Tensor score(const torch::Tensor& x, const torch::Tensor& labels) const {
    return scores(x, labels).select(1, 0);
  }
  torch::Tensor r() const { return score(real, real_labels); }
  torch::Tensor f() const { return score(fake(), fake_labels); }
  // The length of D's gradient at each image.
  torch::Tensor slope(const torch::Tensor& images, const torch::Tensor& labels) const {
    const auto x = images.detach().clone().set_requires_grad(true);
    return torch::autograd::grad({score(x, labels).sum()}, {x}, {}, true, true)[0].square().sum(1).sqrt();
  }
  // The mean of -log p of the labels among the scores after the first.
  torch::Tensor misread(const torch::Tensor& x, const torch::Tensor& labels) const {
    const auto p = scores(x, labels).narrow(1, 1, 3).softmax(1);
    return -p.gather(1, labels.unsqueeze(1)).log().mean();
  }
};

torch::Tensor log_of_sigmoid(const torch::Tensor& x) { return torch::sigmoid(x).log(); }
torch::Tensor plain(const Game& game) { return -log_of_sigmoid(game.r()).mean() - log_of_sigmoid(-game.f()).mean(); }
torch::Tensor plain_of_g(const Game& game) { return -log_of_sigmoid(game.f()).mean(); }

struct Row {
  const char* claim;
  LossOptions loss;
  torch::Tensor (*wanted)(const Game&);
  long long step = 0;
};

// The players with a batch of theirs, and the game that they are to play.
struct Table {
  Recipe recipe;
  std::map<std::string, double> notes;
  const Players::Note note = [this](const std::string& name, const torch::Tensor& value) {
    notes[name] = value.item<double>();
  };
  Players players;
  Batch batch;
  Game game;
  std::map<std::string, torch::Tensor> before;

  explicit Table(const Recipe& r, long long step = 0)
      : recipe(r),
        players(recipe, generator, recipe.loss.auxiliary > 0 ? classifying : discriminator, torch::kCPU, "", note) {
    const auto z = torch::randn({count, 3});
    batch.real = torch::rand({count, 1, 2, 2}) * 2 - 1;
    batch.real_labels = torch::tensor({0, 1, 2, 0, 1, 2});
    batch.fake_labels = torch::tensor({2, 2, 0, 1, 0, 0});
    batch.fake = players.generate(z, {}, {});
    batch.step = step;
    before = state();
    const auto exact = [&](const char* name) { return before.at(name).to(torch::kFloat64).set_requires_grad(true); };
    torch::manual_seed(7);  // the penalty's ε, before the players draw the same
    const auto epsilon = torch::rand({count, 1, 1, 1}).view({count, 1}).to(torch::kFloat64);
    torch::manual_seed(7);
    game = {exact("generator.parameters"),
            exact("discriminator.parameters"),
            recipe.loss.auxiliary > 0,
            z.to(torch::kFloat64),
            batch.real.flatten(1).to(torch::kFloat64),
            batch.real_labels,
            batch.fake_labels,
            epsilon};
  }
  std::map<std::string, torch::Tensor> state() {
    std::map<std::string, torch::Tensor> copies;
    players.add_state(copies);
    for (auto& [name, tensor] : copies) tensor = tensor.detach().clone();
    return copies;
  }
  void learn(const std::string& player, long long t = 1, double rate = 1) {
    if (player == "generator")
      players.learn_generator(batch, t, rate);
    else
      players.learn_discriminator(batch, t, rate);
  }
};

Recipe game_of(const LossOptions& loss) {
  Recipe recipe;
  recipe.loss = loss;
  recipe.generator_adam = recipe.discriminator_adam = {.lr = 0.01, .beta1 = 0};  // then Adam's mean is the gradient
  return recipe;
}

double difference(const torch::Tensor& found, const torch::Tensor& wanted) {
  return (found.to(torch::kFloat64) - wanted).abs().max().item<double>();
}

// The gradient that a player learned from, beside that of the row's formula; the other player stands still.
void check(const Row& row, const std::string& player) {
  const std::string claim = row.claim;
  CAPTURE(claim);
  Table table(game_of(row.loss), row.step);
  const std::string other = player == "generator" ? "discriminator" : "generator";
  table.learn(player);
  const auto after = table.state();
  const auto wanted =
      torch::autograd::grad({row.wanted(table.game)}, {player == "generator" ? table.game.g : table.game.d})[0];
  CHECK(wanted.abs().max().item<double>() > 0.01);
  CHECK(difference(after.at(player + ".adam.mean"), wanted) < 1e-5);
  CHECK(torch::equal(after.at(other + ".parameters"), table.before.at(other + ".parameters")));
  CHECK(torch::equal(after.at(other + ".adam.mean"), table.before.at(other + ".adam.mean")));
  // What D's weights would learn from G's turn is not even worked out.
  if (player == "generator") CHECK(table.players.discriminator().gradients.abs().max().item<double>() == 0);
}

}  // namespace

TEST_CASE("one update of D follows the gradient of its formula, whatever is added to the loss") {
  torch::manual_seed(1);
  const Row rows[] = {
      {"the plain game", {}, plain},
      {"smoothing is one-sided: the target of real images is 0.8, that of generated ones 0",
       {.real_label = 0.8},
       [](const Game& game) {
         return -(0.8 * log_of_sigmoid(game.r()) + 0.2 * log_of_sigmoid(-game.r())).mean() -
                log_of_sigmoid(-game.f()).mean();
       }},
      {"a relativistic D looks at pairs",
       {.relativistic = true},
       [](const Game& game) { return -log_of_sigmoid(game.r() - game.f()).mean(); }},
      {"G's weights are not D's", {.adversarial_weight = 0.3, .content = 2}, plain},
      {"R1 is taken at real images with their labels, weighted by the interval",
       {.r1_gamma = 0.5, .r1_interval = 3},
       [](const Game& game) {
         return plain(game) + 3 * 0.25 * game.slope(game.real, game.real_labels).square().mean();
       },
       6},
      {"R2 is taken at generated images with theirs, weighted by the interval",
       {.r2_gamma = 0.5, .r1_interval = 3},
       [](const Game& game) {
         return plain(game) + 3 * 0.25 * game.slope(game.fake(), game.fake_labels).square().mean();
       },
       6},
      {"between two intervals there is neither", {.r1_gamma = 0.5, .r2_gamma = 0.5, .r1_interval = 3}, plain, 7},
      {"without an interval both come every step",
       {.r1_gamma = 0.5, .r2_gamma = 0.2},
       [](const Game& game) {
         return plain(game) + 0.25 * game.slope(game.real, game.real_labels).square().mean() +
                0.1 * game.slope(game.fake(), game.fake_labels).square().mean();
       },
       7},
      {"WGAN-GP's penalty is taken between the two, with the real labels",
       {.adversarial = AdversarialLoss::wasserstein, .gradient_penalty = 4},
       [](const Game& game) {
         const auto between = game.epsilon * game.real + (1 - game.epsilon) * game.fake();
         return game.f().mean() - game.r().mean() + 4 * (game.slope(between, game.real_labels) - 1).square().mean();
       }},
      {"an auxiliary classifier learns from real and from generated images, by its weight",
       {.auxiliary = 0.7},
       [](const Game& game) {
         return plain(game) +
                0.7 * (game.misread(game.real, game.real_labels) + game.misread(game.fake(), game.fake_labels));
       }},
      {"penalties look at the first score alone",
       {.r1_gamma = 0.5, .auxiliary = 0.7},
       [](const Game& game) {
         return plain(game) +
                0.7 * (game.misread(game.real, game.real_labels) + game.misread(game.fake(), game.fake_labels)) +
                0.25 * game.slope(game.real, game.real_labels).square().mean();
       }},
  };
  for (const Row& row : rows) check(row, "discriminator");
}

TEST_CASE("one update of G follows the gradient of its formula, whatever is added to the loss") {
  torch::manual_seed(2);
  const Row rows[] = {
      {"the plain game", {}, plain_of_g},
      {"D's smoothing and penalties are not G's", {.real_label = 0.8, .r1_gamma = 1, .r2_gamma = 1}, plain_of_g},
      {"adversarial_weight weighs the game",
       {.adversarial_weight = 0.3},
       [](const Game& game) { return 0.3 * plain_of_g(game); }},
      {"a relativistic G looks at pairs, with the real images and their labels",
       {.relativistic = true},
       [](const Game& game) { return -log_of_sigmoid(game.f() - game.r()).mean(); }},
      {"an auxiliary classifier judges generated images by their labels, by its weight",
       {.auxiliary = 0.7},
       [](const Game& game) { return plain_of_g(game) + 0.7 * game.misread(game.fake(), game.fake_labels); }},
      {"content is the distance from the real image, by its weight, beside the weighted game",
       {.adversarial_weight = 0.3, .content = 2},
       [](const Game& game) { return 0.3 * plain_of_g(game) + 2 * (game.fake() - game.real).square().mean(); }},
  };
  for (const Row& row : rows) check(row, "generator");
}

TEST_CASE("D judges augmented images, real and generated ones, and G learns through what was done to its own") {
  for (const std::string player : {"discriminator", "generator"}) {
    torch::manual_seed(6);
    Recipe recipe = game_of({});
    recipe.diff_augment = {.translation = 0.5, .cutout = 0.5};
    Table table(recipe);
    const Game& game = table.game;
    const auto augmented = [&](const torch::Tensor& x) {
      return diff_augment(recipe.diff_augment, x.view({count, 1, 2, 2})).flatten(1);
    };
    torch::manual_seed(8);  // so that the players draw the same places
    const bool g = player == "generator";
    const auto r = g ? torch::Tensor() : game.score(augmented(game.real), game.real_labels);
    const auto f = game.score(augmented(game.fake()), game.fake_labels);
    const auto loss = g ? -log_of_sigmoid(f).mean() : -log_of_sigmoid(r).mean() - log_of_sigmoid(-f).mean();
    const auto wanted = torch::autograd::grad({loss}, {g ? game.g : game.d})[0];
    torch::manual_seed(8);
    table.learn(player);
    CHECK(difference(table.state().at(player + ".adam.mean"), wanted) < 1e-5);
    const auto plainly = torch::autograd::grad({g ? plain_of_g(game) : plain(game)}, {g ? game.g : game.d})[0];
    CHECK(difference(wanted, plainly) > 0.01);
  }
}

TEST_CASE("WGAN-GP's penalty looks through the augmentation: of what it blanks D has no slope") {
  Recipe recipe = game_of({.adversarial = AdversarialLoss::wasserstein, .gradient_penalty = 4});
  recipe.diff_augment = {.cutout = 2};  // wherever its centre is, it covers all
  Table table(recipe);
  table.learn("discriminator");
  CHECK(table.notes.at("gradient penalty") == doctest::Approx(4).epsilon(1e-4));
}

TEST_CASE("bf16 leaves the penalties in F32, at the same images with the same labels") {
  Recipe recipe = game_of({.r1_gamma = 1, .r2_gamma = 1, .gradient_penalty = 1});
  torch::manual_seed(5);
  Table full(recipe);
  recipe.precision = Precision::BF16;
  torch::manual_seed(5);
  Table half(recipe);
  half.batch.fake = full.batch.fake;  // which were drawn in bf16
  for (Table* table : {&full, &half}) {
    torch::manual_seed(6);
    table->learn("discriminator");
  }
  CHECK(full.notes.at("D loss") != half.notes.at("D loss"));
  for (const char* penalty : {"R1", "R2", "gradient penalty"}) {
    CAPTURE(penalty);
    CHECK(half.notes.at(penalty) == doctest::Approx(full.notes.at(penalty)).epsilon(1e-6));
  }
}

TEST_CASE("each player's gradient is cut to its own limit before Adam sees it, and its whole length is noted") {
  for (const std::string player : {"discriminator", "generator"}) {
    torch::manual_seed(3);
    Recipe recipe = game_of({});
    (player == "generator" ? recipe.generator_adam : recipe.discriminator_adam).max_gradient_norm = 0.01;
    Table table(recipe);
    table.learn(player);
    const bool g = player == "generator";
    const auto whole =
        torch::autograd::grad({g ? plain_of_g(table.game) : plain(table.game)}, {g ? table.game.g : table.game.d})[0];
    const double length = whole.norm().item<double>();
    REQUIRE(length > 0.1);
    CHECK(table.notes.at(g ? "G gradient" : "D gradient") == doctest::Approx(length).epsilon(1e-4));
    CHECK(difference(table.state().at(player + ".adam.mean"), whole * 0.01 / length) < 1e-6);
  }
}

TEST_CASE("a step is Adam's of the count and rate that it is told, its weight decay apart from the gradient") {
  for (const std::string player : {"discriminator", "generator"}) {
    torch::manual_seed(4);
    Recipe recipe = game_of({});
    const AdamOptions options{.lr = 0.02, .beta1 = 0.5, .beta2 = 0.999, .weight_decay = 0.5};
    (player == "generator" ? recipe.generator_adam : recipe.discriminator_adam) = options;
    Table table(recipe);
    table.learn(player, 3, 0.5);
    const bool g = player == "generator";
    const auto& start = g ? table.game.g : table.game.d;
    const auto gradient = torch::autograd::grad({g ? plain_of_g(table.game) : plain(table.game)}, {start})[0];
    const auto mean = 0.5 * gradient / (1 - std::pow(0.5, 3));
    const auto square = 0.001 * gradient.square() / (1 - std::pow(0.999, 3));
    const auto wanted = start.detach() * (1 - 0.01 * 0.5) - 0.01 * mean / (square.sqrt() + 1e-8);
    const auto after = table.state();
    CHECK(difference(after.at(player + ".adam.mean"), 0.5 * gradient) < 1e-6);
    CHECK(difference(after.at(player + ".parameters"), wanted) < 1e-5);
  }
}

TEST_CASE("the average follows G from its first update: a tenth of what it was stays") {
  torch::manual_seed(5);
  Table table(game_of({}));
  table.learn("discriminator");
  CHECK(torch::equal(table.state().at("average.parameters"), table.before.at("average.parameters")));
  table.learn("generator", 1);
  const auto after = table.state();
  const auto wanted = 0.1 * table.before.at("generator.parameters") + 0.9 * after.at("generator.parameters");
  CHECK(difference(after.at("average.parameters"), wanted) < 1e-6);
}
