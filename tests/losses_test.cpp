// Each loss against hand arithmetic and against numerical gradients in double precision.
#include "tests/torch_doctest.hpp"

#include <cmath>

#include "trainer/losses.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;

constexpr AdversarialLoss every_loss[] = {AdversarialLoss::minimax, AdversarialLoss::non_saturating,
                                          AdversarialLoss::least_squares, AdversarialLoss::hinge,
                                          AdversarialLoss::wasserstein};

// Compares the gradient of a scalar function of x with central differences.
void check_gradient(torch::Tensor x, const std::function<torch::Tensor(const torch::Tensor&)>& f) {
  x = x.detach().clone().set_requires_grad(true);
  f(x).backward();
  const auto found = x.grad().flatten();
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    const auto moved = [&](double by) {
      auto y = x.detach().clone();
      y.view({-1})[i] += by;
      return f(y).item<double>();
    };
    CAPTURE(i);
    CHECK(found[i].item<double>() == doctest::Approx((moved(1e-6) - moved(-1e-6)) / 2e-6).epsilon(1e-5));
  }
}

}  // namespace

TEST_CASE("the losses give the values worked out by hand") {
  const auto real = torch::tensor({{0.0f}, {2.0f}}), fake = torch::tensor({{-1.0f}, {0.0f}});
  const double ln2 = std::log(2.0);
  const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
  LossOptions options;
  CHECK(discriminator_loss(options, real, fake).item<double>() ==
        doctest::Approx((ln2 + softplus(-2)) / 2 + (softplus(-1) + ln2) / 2));
  CHECK(generator_loss(options, fake).item<double>() == doctest::Approx((softplus(1) + ln2) / 2));
  options.real_label = 0.9;  // adds 0.1·mean(r) = 0.1
  CHECK(discriminator_loss(options, real, fake).item<double>() ==
        doctest::Approx((ln2 + softplus(-2)) / 2 + 0.1 + (softplus(-1) + ln2) / 2));
  options = {.adversarial = AdversarialLoss::least_squares};
  CHECK(discriminator_loss(options, real, fake).item<double>() == doctest::Approx(0.5 * (1 + 1) / 2 + 0.5 * 1 / 2));
  CHECK(generator_loss(options, fake).item<double>() == doctest::Approx(0.5 * (4 + 1) / 2));
  options = {.adversarial = AdversarialLoss::hinge};
  CHECK(discriminator_loss(options, real, fake).item<double>() == doctest::Approx((1 + 0) / 2.0 + (0 + 1) / 2.0));
  CHECK(generator_loss(options, fake).item<double>() == doctest::Approx(0.5));
  options = {.adversarial = AdversarialLoss::minimax};  // log(1-σ(f)) = -softplus(f)
  CHECK(generator_loss(options, fake).item<double>() == doctest::Approx(-(softplus(-1) + ln2) / 2));
  options = {.adversarial = AdversarialLoss::wasserstein};
  CHECK(discriminator_loss(options, real, fake).item<double>() == doctest::Approx(-0.5 - 1));
  CHECK(generator_loss(options, fake).item<double>() == doctest::Approx(0.5));
}

TEST_CASE("relativistic losses look at pairs: r - f is 1 and 2") {
  const auto real = torch::tensor({{0.0f}, {2.0f}}), fake = torch::tensor({{-1.0f}, {0.0f}});
  const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
  LossOptions options{.relativistic = true};
  CHECK(discriminator_loss(options, real, fake).item<double>() == doctest::Approx((softplus(-1) + softplus(-2)) / 2));
  CHECK(generator_loss(options, fake, real).item<double>() == doctest::Approx((softplus(1) + softplus(2)) / 2));
  options.adversarial = AdversarialLoss::hinge;
  CHECK(discriminator_loss(options, real, fake).item<double>() == doctest::Approx(0));
  CHECK(generator_loss(options, fake, real).item<double>() == doctest::Approx((2 + 3) / 2.0));
  options.adversarial = AdversarialLoss::least_squares;
  CHECK(discriminator_loss(options, real, fake).item<double>() == doctest::Approx(0.5 * (0 + 1) / 2));
  CHECK(generator_loss(options, fake, real).item<double>() == doctest::Approx(0.5 * (4 + 9) / 2));
  options.adversarial = AdversarialLoss::wasserstein;
  CHECK(discriminator_loss(options, real, fake).item<double>() == doctest::Approx(-1.5));
  CHECK(generator_loss(options, fake, real).item<double>() == doctest::Approx(1.5));
  options.adversarial = AdversarialLoss::minimax;  // nothing to saturate: it is the non-saturating one of the pair
  CHECK(discriminator_loss(options, real, fake).item<double>() == doctest::Approx((softplus(-1) + softplus(-2)) / 2));
  CHECK(generator_loss(options, fake, real).item<double>() == doctest::Approx((softplus(1) + softplus(2)) / 2));
}

TEST_CASE("D is right above its threshold; in a relativistic game where the real one of a pair scores higher") {
  const auto real = torch::tensor({{0.2f}, {0.7f}, {-1.0f}, {3.0f}}),
             fake = torch::tensor({{0.1f}, {-1.0f}, {0.0f}, {2.0f}});
  const auto shares = [&](const LossOptions& options) {
    const Rights right = rights(options, real, fake);
    return std::pair(right.real.item<double>(), right.fake.item<double>());
  };
  CHECK(shares({}) == std::pair(0.75, 0.25));
  CHECK(shares({.adversarial = AdversarialLoss::least_squares}) == std::pair(0.5, 0.75));
  CHECK(shares({.relativistic = true}) == std::pair(0.75, 0.75));
  // Scores that drift together change nothing there.
  const Rights drifted = rights({.relativistic = true}, real + 9, fake + 9);
  CHECK(drifted.real.item<double>() == 0.75);
  CHECK(drifted.fake.item<double>() == 0.75);
}

TEST_CASE("the auxiliary and the content loss, by hand") {
  const auto logits = torch::tensor({{0.0f, 0.0f}, {0.0f, std::log(3.0f)}});
  const auto labels = torch::tensor({0, 1}, torch::kInt64);  // probabilities 1/2 and 3/4
  CHECK(auxiliary_loss(logits, labels).item<double>() == doctest::Approx(-(std::log(0.5) + std::log(0.75)) / 2));
  CHECK(content_loss(torch::tensor({1.0f, 2.0f}), torch::tensor({0.0f, 4.0f})).item<double>() == doctest::Approx(2.5));
}

TEST_CASE("the gradient penalty of D(x) = 3 x0 + 4 x1, whose gradient has length 5 everywhere, is λ·16") {
  const auto real = torch::randn({7, 2}), fake = torch::randn({7, 2});
  const auto linear = [](const torch::Tensor& x) { return 3 * x.select(1, 0) + 4 * x.select(1, 1); };
  CHECK(gradient_penalty(10, real, fake, linear).item<double>() == doctest::Approx(160));
  // Of |x|² at x̂ between 1 and 3 the gradient is 2x̂: its length minus 1 lies between 1 and 5.
  const auto square = [](const torch::Tensor& x) { return x.square().sum(1); };
  const double value =
      gradient_penalty(1, torch::full({50, 1}, 3.0f), torch::full({50, 1}, 1.0f), square).item<double>();
  CHECK(value > 1);
  CHECK(value < 25);
}

TEST_CASE("R1 is half gamma times the squared gradient, by hand for D(x) = x0² + 3 x1") {
  const auto x = torch::tensor({{1.0, 5.0}, {2.0, -1.0}}).set_requires_grad(true);
  const auto logits = x.select(1, 0).square() + 3 * x.select(1, 1);
  // Gradients (2 x0, 3): squared norms 4 + 9 and 16 + 9, mean 19.
  CHECK(gradient_square(0.2, x, logits).item<double>() == doctest::Approx(0.5 * 0.2 * 19));
}

TEST_CASE("the losses' gradients agree with numerical ones in double precision") {
  torch::manual_seed(1);
  const auto real = torch::randn({6, 1}, torch::kFloat64), fake = torch::randn({6, 1}, torch::kFloat64);
  for (const auto loss : every_loss)
    for (const bool relativistic : {false, true}) {
      const LossOptions options{.adversarial = loss, .relativistic = relativistic, .real_label = 0.9};
      CAPTURE(spelling(loss));
      CAPTURE(relativistic);
      check_gradient(fake, [&](const torch::Tensor& f) {
        return discriminator_loss(options, real, f) + 3 * generator_loss(options, f, real);
      });
      check_gradient(real, [&](const torch::Tensor& r) { return discriminator_loss(options, r, fake); });
    }
}

TEST_CASE("the penalties' gradients for D's weights agree with numerical ones: they are differentiated twice") {
  torch::manual_seed(2);
  const auto x = torch::randn({4, 3}, torch::kFloat64), other = torch::randn({4, 3}, torch::kFloat64);
  const auto discriminator = [](const torch::Tensor& w, const torch::Tensor& images) {
    return torch::tanh(torch::matmul(images, w.view({3, 2}))).sum(1, true);
  };
  const auto weights = torch::randn({6}, torch::kFloat64);
  check_gradient(weights, [&](const torch::Tensor& w) {
    const auto images = x.clone().set_requires_grad(true);
    return gradient_square(0.7, images, discriminator(w, images));
  });
  check_gradient(weights, [&](const torch::Tensor& w) {
    torch::manual_seed(3);  // the same points between real and generated each time
    return gradient_penalty(10, x, other, [&](const torch::Tensor& images) { return discriminator(w, images); });
  });
  const auto labels = torch::tensor({0, 2, 1, 1}, torch::kInt64);
  check_gradient(torch::randn({4, 3}, torch::kFloat64),
                 [&](const torch::Tensor& logits) { return auxiliary_loss(logits, labels); });
  check_gradient(x, [&](const torch::Tensor& images) { return content_loss(images, other); });
}
