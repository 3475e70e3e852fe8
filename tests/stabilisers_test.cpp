// Each stabiliser does what its name says.
#include <cmath>

#include "tests/small_gan.hpp"
#include "trainer/average.hpp"
#include "trainer/players.hpp"
#include "trainer/stabilisers.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using namespace ganvas::tests;

double largest_singular_value(const torch::Tensor& weight) {
  return torch::linalg_svdvals(weight.detach().reshape({weight.size(0), -1})).max().item<double>();
}

}  // namespace

TEST_CASE("instance noise falls linearly to nothing") {
  const InstanceNoise noise{.sd = 0.1, .until = 0.5};
  CHECK(instance_noise_sd(noise, 0, 100) == doctest::Approx(0.1));
  CHECK(instance_noise_sd(noise, 25, 100) == doctest::Approx(0.05));
  CHECK(instance_noise_sd(noise, 50, 100) == 0);
  CHECK(instance_noise_sd(noise, 99, 100) == 0);
  CHECK(instance_noise_sd({}, 0, 100) == 0);
}

TEST_CASE("instance noise changes what D sees, and only while it lasts") {
  Recipe recipe = small_gan();
  const auto data = small_images(32);
  const auto d_after = [&](double sd, long long step) {
    recipe.instance_noise = {.sd = sd, .until = 0.5};
    const auto learner = learner_of(recipe, data);
    learner->step(step);
    return Weights(*learner).d;
  };
  CHECK_FALSE(torch::equal(d_after(0.5, 3), d_after(0, 3)));
  CHECK(torch::equal(d_after(0.5, 60), d_after(0, 60)));
}

TEST_CASE("a gradient longer than the limit is scaled to it, a shorter one is left alone") {
  auto gradient = torch::tensor({3.0f, 4.0f});
  CHECK(clip_gradient(gradient, 0).item<double>() == doctest::Approx(5));
  CHECK(clip_gradient(gradient, 10).item<double>() == doctest::Approx(5));
  CHECK(torch::allclose(gradient, torch::tensor({3.0f, 4.0f})));
  CHECK(clip_gradient(gradient, 1).item<double>() == doctest::Approx(5));
  CHECK(torch::allclose(gradient, torch::tensor({0.6f, 0.8f})));
}

TEST_CASE("the learning rate falls in a line or in half a cosine, from where it is told to") {
  Recipe recipe;
  recipe.steps = 100;
  CHECK(learning_rate_factor(recipe, 99) == 1);
  recipe.decay_start = 0.5;
  CHECK(learning_rate_factor(recipe, 49) == 1);
  CHECK(learning_rate_factor(recipe, 75) == doctest::Approx(0.5));
  CHECK(learning_rate_factor(recipe, 90) == doctest::Approx(0.2));
  recipe.decay = Decay::cosine;
  CHECK(learning_rate_factor(recipe, 50) == doctest::Approx(1));
  CHECK(learning_rate_factor(recipe, 75) == doctest::Approx(0.5));
  CHECK(learning_rate_factor(recipe, 90) == doctest::Approx(0.5 - 0.5 * std::cos(0.2 * 3.14159265358979)));
}

TEST_CASE("each player has its own learning rate: at rate 0 it stands still") {
  const auto data = small_images(32);
  for (const bool generator_stands : {false, true}) {
    Recipe recipe = small_gan();
    (generator_stands ? recipe.generator_adam : recipe.discriminator_adam).lr = 0;
    const auto learner = learner_of(recipe, data);
    const Weights before(*learner);
    learner->step(0);
    const Weights after(*learner);
    CHECK(torch::equal(before.g, after.g) == generator_stands);
    CHECK(torch::equal(before.d, after.d) == !generator_stands);
  }
}

TEST_CASE("weight clipping keeps D's weights within the limit, and leaves G's alone") {
  Recipe recipe = small_gan();
  recipe.loss = {.adversarial = AdversarialLoss::wasserstein, .clip = 0.01};
  const auto learner = learner_of(recipe, small_images(32));
  CHECK(Weights(*learner).d.abs().max().item<double>() > 0.1);
  learner->step(0);
  CHECK(Weights(*learner).d.abs().max().item<double>() <= 0.01 + 1e-7);
  CHECK(Weights(*learner).g.abs().max().item<double>() > 0.1);
}

TEST_CASE("the average follows with a ramp: a tenth of the old stays after the first update") {
  NetworkModule network(small_gan().generator, torch::kCPU);
  torch::NoGradGuard guard;
  network.parameters.fill_(1);
  Average average(network, torch::kCPU, 0.999);
  network.parameters.fill_(2);
  average.follow(network, 0);  // min(0.999, 1/10)
  CHECK(torch::allclose(average.module().parameters, torch::full_like(network.parameters, 0.1 * 1 + 0.9 * 2)));
  average.follow(network, 8);  // min(0.999, 9/18): half of the way
  CHECK(torch::allclose(average.module().parameters, torch::full_like(network.parameters, 1.95)));
  Average slow(network, torch::kCPU, 0.9);
  network.parameters.fill_(3);
  slow.follow(network, 1000000);  // the decay itself
  CHECK(torch::allclose(slow.module().parameters, torch::full_like(network.parameters, 0.9 * 2 + 0.1 * 3)));
}

TEST_CASE("under spectral norm the played weight's largest singular value becomes 1") {
  torch::manual_seed(4);
  const Network network{
      {3, 8, 8}, {SpectralNorm{{Conv2d{3, 6, 3, 1, 1}}}, LeakyRelu{0.2}, Flatten{}, SpectralNorm{{Linear{384, 5}}}}};
  NetworkModule module(network, torch::kCPU);
  module.initialise(Initialisation::torch);
  torch::NoGradGuard guard;
  module.parameters.mul_(20);
  for (int i = 0; i < 200; ++i) module.forward(torch::randn({2, 3, 8, 8}), {}, true);
  const auto played = module.played();
  CHECK(largest_singular_value(played.tensors()[0].at("weight")) == doctest::Approx(1).epsilon(1e-3));
  CHECK(largest_singular_value(played.tensors()[3].at("weight")) == doctest::Approx(1).epsilon(1e-3));
  const auto x = torch::randn({2, 3, 8, 8});
  CHECK(torch::allclose(played.forward(x, {}, false), module.forward(x, {}, false), 1e-4, 1e-5));
}

TEST_CASE(
    "spectral norm takes a transposed convolution's outputs for rows, as torch.nn.utils does, and so exports it") {
  torch::manual_seed(5);
  NetworkModule module({{2, 3, 3}, {SpectralNorm{{ConvTranspose2d{2, 5, 4, 2, 1}}}}}, torch::kCPU);
  module.initialise(Initialisation::torch);
  torch::NoGradGuard guard;
  module.parameters.mul_(20);
  CHECK(module.tensors()[0].at("weight_u").sizes() == torch::IntArrayRef{5});
  for (int i = 0; i < 200; ++i) module.forward(torch::randn({2, 2, 3, 3}), {}, true);
  const auto played = module.played();
  CHECK(largest_singular_value(played.tensors()[0].at("weight").transpose(0, 1)) == doctest::Approx(1).epsilon(1e-3));
  const auto x = torch::randn({2, 2, 3, 3});
  CHECK(torch::allclose(played.forward(x, {}, false), module.forward(x, {}, false), 1e-4, 1e-5));
}

TEST_CASE("minibatch discrimination tells a batch of copies from a varied one, by hand") {
  NetworkModule module({{2}, {MinibatchDiscrimination{2, 1, 1}}}, torch::kCPU);
  torch::NoGradGuard guard;
  module.parameters.copy_(torch::tensor({1.0f, 0.0f}));  // M = x0
  const auto x = torch::tensor({{0.0f, 9.0f}, {1.0f, 9.0f}, {3.0f, 9.0f}});
  const auto y = module.forward(x, {}, true);
  const auto e = [](double d) { return std::exp(-d); };
  const auto wanted = torch::tensor({e(1) + e(3), e(1) + e(2), e(3) + e(2)});
  CHECK(torch::allclose(y.select(1, 2), wanted.to(torch::kFloat32), 1e-5, 1e-6));
  CHECK(torch::equal(y.narrow(1, 0, 2), x));
  // Copies: as close as can be to both others.
  CHECK(module.forward(torch::ones({3, 2}), {}, true)[0][2].item<double>() == doctest::Approx(2));
  // Played, an image has no batch: the mean of training stands in, whatever the others are.
  CHECK(torch::allclose(module.forward(x, {}, false).select(1, 2), module.statistics.expand({3})));
  CHECK(module.statistics.item<double>() > 0);
}

TEST_CASE("minibatch standard deviation appends how much the images of a group differ, by hand") {
  NetworkModule module({{1, 1, 2}, {MinibatchStddev{2}}}, torch::kCPU);
  torch::NoGradGuard guard;
  // Groups are images 0 and 2, and 1 and 3. Deviations of the first: 1 and 2, of the second: 0 and 0.
  const auto x = torch::tensor({0.0f, 0.0f, 5.0f, 5.0f, 2.0f, 4.0f, 5.0f, 5.0f}).view({4, 1, 1, 2});
  const auto y = module.forward(x, {}, true);
  for (int i = 0; i < 4; ++i) CHECK(y[i][1][0][1].item<double>() == doctest::Approx(i % 2 ? 0 : 1.5).epsilon(1e-3));
  CHECK(module.forward(x, {}, false)[0][1][0][0].item<double>() == doctest::Approx(0.01 * 0.75));
}

TEST_CASE("differentiable augmentation: nothing where it is off, and gradients where it is on") {
  torch::manual_seed(6);
  const auto x = torch::rand({16, 3, 12, 12}) * 2 - 1;
  CHECK(torch::equal(diff_augment({}, x), x));
  for (const DiffAugment& options :
       {DiffAugment{.color = 1}, DiffAugment{.translation = 0.25}, DiffAugment{.cutout = 0.5}}) {
    const auto input = x.clone().set_requires_grad(true);
    const auto changed = diff_augment(options, input);
    CHECK(changed.sizes() == x.sizes());
    CHECK_FALSE(torch::allclose(changed.detach(), x));
    changed.sum().backward();
    CHECK(input.grad().abs().sum().item<double>() > 0);
  }
}

TEST_CASE("translation moves by whole pixels, at most as far as told; what comes in is black") {
  torch::manual_seed(7);
  auto x = torch::full({200, 1, 8, 8}, -1.0f);
  x.index_put_({torch::indexing::Slice(), 0, 4, 4}, 1.0f);
  const auto moved = diff_augment({.translation = 0.25}, x);  // two pixels
  const auto places = (moved > 0).nonzero();
  REQUIRE(places.size(0) == 200);  // the pixel is still in each image
  for (const int axis : {2, 3}) {
    CHECK(places.select(1, axis).min().item<int>() == 2);
    CHECK(places.select(1, axis).max().item<int>() == 6);
  }
  CHECK(((moved == 1).sum() + (moved == -1).sum()).item<std::int64_t>() == moved.numel());
}

TEST_CASE("cutout blanks a rectangle of the told share, or what of it lies in the image") {
  torch::manual_seed(8);
  const auto cut = diff_augment({.cutout = 0.5}, torch::ones({100, 1, 8, 8}));
  const auto blank = (cut == 0).sum({1, 2, 3});
  CHECK(blank.max().item<int>() == 16);
  CHECK(blank.min().item<int>() >= 4);  // a corner: half of each side is left
}

TEST_CASE("cutout's centre lies anywhere, at one edge as often as at the other") {
  torch::manual_seed(8);
  const auto cut = diff_augment({.cutout = 0.5}, torch::ones({20000, 1, 4, 4}));
  const auto blank = [&](int axis, int at) {
    return (cut.select(axis, at) == 0).flatten(1).any(1).to(torch::kFloat32).mean().item<double>();
  };
  for (int axis : {2, 3})  // two of five places of a hole of two pixels cover either edge
    for (int edge : {0, 3}) CHECK(blank(axis, edge) == doctest::Approx(0.4).epsilon(0.02));
}

TEST_CASE("colour changes keep each image's pixels in their order of brightness") {
  torch::manual_seed(9);
  const auto x = torch::linspace(-1, 1, 64).view({1, 1, 8, 8}).repeat({32, 1, 1, 1});
  const auto y = diff_augment({.color = 1}, x).flatten(1);
  CHECK((y.narrow(1, 1, 63) > y.narrow(1, 0, 63)).all().item<bool>());
  CHECK(y.mean(1).std().item<double>() > 0.1);  // brightness differs from image to image
}

TEST_CASE("colour changes brightness by up to 0.5, contrast by up to a half, saturation from none to twice") {
  torch::manual_seed(9);
  // Two pixels, 0.1 and 0.3 on average: their greys tell brightness and contrast, the channels of one its saturation.
  const auto one = torch::tensor({0.0f, 0.2f, 0.1f, 0.3f, 0.2f, 0.4f}).view({1, 3, 1, 2});
  const auto x = diff_augment({.color = 1}, one.repeat({4000, 1, 1, 1}));
  const auto grey = x.mean(1).flatten(1);
  const auto spans = [](const torch::Tensor& values, double low, double high) {
    const double least = values.min().item<double>(), most = values.max().item<double>(), hair = 0.01 * (high - low);
    return std::abs(least - low) < hair && std::abs(most - high) < hair;
  };
  const auto contrast = (grey.select(1, 1) - grey.select(1, 0)) / 0.2;
  const auto saturation = (x.select(1, 2) - x.select(1, 0)).select(2, 0).flatten() / 0.2 / contrast;
  CHECK(spans(grey.mean(1) - 0.2, -0.5, 0.5));
  CHECK(spans(contrast, 0.5, 1.5));
  CHECK(spans(saturation, 0, 2));
}

TEST_CASE("bf16 computes nearly the same step, and the weights stay in F32") {
  Recipe recipe = small_gan();
  recipe.loss.r1_gamma = 1;
  recipe.loss.gradient_penalty = 1;
  const auto data = small_images(32);
  const auto full = learner_of(recipe, data);
  recipe.precision = Precision::BF16;
  const auto half = learner_of(recipe, data);
  for (long long step = 0; step < 3; ++step) {
    full->step(step);
    half->step(step);
  }
  const Weights a(*full), b(*half);
  CHECK((b.d.scalar_type() == torch::kFloat32));
  CHECK_FALSE(torch::equal(a.d, b.d));
  CHECK(torch::allclose(a.d, b.d, 0, 2e-3));
  const auto exact = full->take_means(), rounded = half->take_means();
  for (const char* penalty : {"R1", "gradient penalty"})
    CHECK(exact.at(penalty) / rounded.at(penalty) == doctest::Approx(1).epsilon(0.05));
}
