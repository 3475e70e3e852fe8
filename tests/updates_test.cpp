// The updates that a step has: how many, of whom, counted how, between which images.
#include "tests/small_gan.hpp"
#include "trainer/losses.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using namespace ganvas::tests;

// A critic without a hidden layer, of copies of one image: each update has the same gradient as long as the other
// player rests, and Adam then moves each weight by lr, if it counts the updates right.
Recipe straight_game(const Schedule& schedule) {
  Recipe recipe = small_gan();
  recipe.discriminator.layers = {Flatten{}, Linear{16, 1}};
  recipe.loss.adversarial = AdversarialLoss::wasserstein;
  recipe.schedule = schedule;
  return recipe;
}

// Whether every weight has moved by lr so many times.
bool all_moved(const torch::Tensor& before, const torch::Tensor& after, double lr, int updates) {
  return torch::allclose((after - before).abs(), torch::full_like(before, lr * updates), 1e-3, 0);
}

// Learns nothing, and shows the batches that it is dealt.
class Dealt : public Learner {
 public:
  Dealt(const Recipe& r, const DataSet& data) : Learner(r, data, torch::kCPU) {}
  void step(long long) override {}
  std::map<std::string, torch::Tensor> state() override { return {}; }
  Networks exported() const override { return {}; }
  torch::Tensor epoch(long long number) {
    const long long each = batches_an_epoch();
    std::vector<torch::Tensor> batches;
    for (long long i = 0; i < each; ++i) batches.push_back(next_batch(number * each + i));
    return torch::cat(batches);
  }
};

}  // namespace

TEST_CASE("each epoch deals every image once, in an order of its own, the same whenever it is asked for") {
  Dealt learner(small_gan(), small_images(32));
  const auto first = learner.epoch(0), second = learner.epoch(1);
  for (const auto& epoch : {first, second}) CHECK(torch::equal(std::get<0>(epoch.sort()), torch::arange(32)));
  CHECK_FALSE(torch::equal(first, second));
  CHECK(torch::equal(learner.epoch(0), first));
  CHECK(torch::equal(Dealt(small_gan(), small_images(32)).epoch(1), second));
}

TEST_CASE("epochs in turn: first only D learns, then only G") {
  Recipe recipe = small_gan();
  recipe.batch_size = 16;
  recipe.schedule = {.discriminator = 1, .generator = 2, .unit = Unit::epochs};
  const auto learner = learner_of(recipe, small_images(32));  // two steps an epoch
  for (long long step = 0; step < 12; ++step) {
    const Weights before(*learner);
    learner->step(step);
    const Weights after(*learner);
    const bool turn_of_d = step % 6 < 2;
    CAPTURE(step);
    CHECK(torch::equal(before.g, after.g) == turn_of_d);
    CHECK(torch::equal(before.d, after.d) == !turn_of_d);
  }
}

TEST_CASE("k critic steps: three steps with G at rest are the D of one step with k = 3") {
  // A generator with a constant image makes the draws of z irrelevant, so only the number of updates counts.
  Recipe recipe = small_gan();
  recipe.generator.layers = {Linear{4, 16, true}, Dropout{0.999999}, Reshape{{1, 4, 4}}};
  recipe.generator_adam.lr = 0;
  const auto data = small_images(8);  // one batch holds them all, in an order that the mean does not see
  recipe.schedule.discriminator = 3;
  const auto three = learner_of(recipe, data);
  three->step(0);
  recipe.schedule.discriminator = 1;
  const auto one = learner_of(recipe, data);
  const auto start = Weights(*one).d;
  for (long long step = 0; step < 3; ++step) one->step(step);
  const double lr = recipe.discriminator_adam.lr;
  CHECK((Weights(*one).d - start).abs().max().item<double>() > 2.5 * lr);
  CHECK((Weights(*three).d - Weights(*one).d).abs().max().item<double>() < 0.01 * lr);
}

TEST_CASE("Adam counts the updates of each player, by steps and by epochs") {
  DataSet copies = small_images(1);
  copies.images = copies.images.repeat({16, 1, 1, 1});  // two batches
  copies.labels = copies.labels.repeat({16});
  struct Case {
    Schedule schedule;
    int steps, of_d, of_g;
  };
  const Case cases[] = {{{.discriminator = 3, .generator = 2}, 4, 12, 8},
                        {{.discriminator = 1, .generator = 2, .unit = Unit::epochs}, 11, 4, 7}};
  for (const Case& c : cases) {
    Recipe recipe = straight_game(c.schedule);
    const double lr = recipe.generator_adam.lr;
    recipe.generator.layers = {Linear{4, 16, true}, Dropout{0.999999}, Reshape{{1, 4, 4}}};
    recipe.generator_adam.lr = 0;
    const auto of_d = learner_of(recipe, copies);
    recipe.generator.layers = {Linear{4, 16, true}, Reshape{{1, 4, 4}}};
    std::swap(recipe.generator_adam.lr, recipe.discriminator_adam.lr);
    const auto of_g = learner_of(recipe, copies);
    const Weights d_before(*of_d), g_before(*of_g);
    for (long long step = 0; step < c.steps; ++step) of_d->step(step), of_g->step(step);
    const auto weights = [](const torch::Tensor& d) { return d.narrow(0, 0, 16); };  // its bias has no gradient
    const auto biases = [](const torch::Tensor& g) { return g.narrow(0, 64, 16); };  // z does not move their gradient
    CAPTURE(c.steps);
    CHECK(all_moved(weights(d_before.d), weights(Weights(*of_d).d), lr, c.of_d));
    CHECK(all_moved(biases(g_before.g), biases(Weights(*of_g).g), lr, c.of_g));
  }
}

TEST_CASE("what is compared image by image is of one label, and other generated images have any") {
  const auto real = torch::arange(1000, torch::kInt64).remainder(10);
  LossOptions loss;
  const auto any = labels_to_draw(loss, real, 10);
  CHECK(any.sizes() == real.sizes());
  CHECK((any == real).to(torch::kFloat32).mean().item<double>() == doctest::Approx(0.1).epsilon(0.03));
  CHECK((torch::bincount(any, {}, 10) > 60).all().item<bool>());
  loss.relativistic = true;
  CHECK(torch::equal(labels_to_draw(loss, real, 10), real));
  loss.relativistic = false;
  loss.gradient_penalty = 10;  // between a real image and a generated one
  CHECK(torch::equal(labels_to_draw(loss, real, 10), real));
}
