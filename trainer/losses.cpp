#include "trainer/losses.hpp"

namespace ganvas::train {
namespace {

// The half of D's loss that wants `logits` to say "real", towards the label `target`.
torch::Tensor says_real(AdversarialLoss loss, const torch::Tensor& logits, double target) {
  switch (loss) {
    case AdversarialLoss::least_squares:
      return 0.5 * (logits - target).square().mean();
    case AdversarialLoss::hinge:
      return torch::relu(1 - logits).mean();
    case AdversarialLoss::wasserstein:
      return -logits.mean();
    case AdversarialLoss::minimax:
    case AdversarialLoss::non_saturating:
      break;
  }
  // -t·log σ(r) - (1-t)·log(1-σ(r)) = softplus(-r) + (1-t)·r
  const auto loss_of_one = torch::softplus(-logits).mean();
  return target == 1 ? loss_of_one : loss_of_one + (1 - target) * logits.mean();
}

torch::Tensor says_generated(AdversarialLoss loss, const torch::Tensor& logits) {
  switch (loss) {
    case AdversarialLoss::least_squares:
      return 0.5 * logits.square().mean();
    case AdversarialLoss::hinge:
      return torch::relu(1 + logits).mean();
    case AdversarialLoss::wasserstein:
      return logits.mean();
    case AdversarialLoss::minimax:
    case AdversarialLoss::non_saturating:
      break;
  }
  return torch::softplus(logits).mean();
}

torch::Tensor gradient_of(const torch::Tensor& logits, const torch::Tensor& images) {
  return torch::autograd::grad({logits.sum()}, {images}, {}, true, true)[0].flatten(1);
}

}  // namespace

torch::Tensor discriminator_loss(const LossOptions& options, const torch::Tensor& real, const torch::Tensor& fake) {
  if (options.relativistic) return says_real(options.adversarial, real - fake, options.real_label);
  return says_real(options.adversarial, real, options.real_label) + says_generated(options.adversarial, fake);
}

torch::Tensor generator_loss(const LossOptions& options, const torch::Tensor& fake, const torch::Tensor& real) {
  if (options.relativistic) return says_real(options.adversarial, fake - real, 1);
  switch (options.adversarial) {
    case AdversarialLoss::minimax:
      return -torch::softplus(fake).mean();  // log(1-σ(f)) = -softplus(f)
    case AdversarialLoss::hinge:
      return -fake.mean();
    default:
      return says_real(options.adversarial, fake, 1);
  }
}

Rights rights(const LossOptions& options, const torch::Tensor& real, const torch::Tensor& fake) {
  const auto share = [](const torch::Tensor& right) { return right.to(torch::kFloat32).mean(); };
  if (options.relativistic) return {share(real > fake), share(real > fake)};
  const double threshold = options.adversarial == AdversarialLoss::least_squares ? 0.5 : 0;
  return {share(real > threshold), share(fake < threshold)};
}

torch::Tensor gradient_square(double gamma, const torch::Tensor& images, const torch::Tensor& logits) {
  return 0.5 * gamma * gradient_of(logits, images).square().sum(1).mean();
}

torch::Tensor gradient_penalty(double lambda, const torch::Tensor& real, const torch::Tensor& fake,
                               const std::function<torch::Tensor(const torch::Tensor&)>& discriminator) {
  std::vector<std::int64_t> one_an_image(static_cast<std::size_t>(real.dim()), 1);
  one_an_image[0] = real.size(0);
  const auto between = torch::lerp(fake.detach(), real.detach(), torch::rand(one_an_image, real.options()));
  between.set_requires_grad(true);
  const auto norm = (gradient_of(discriminator(between), between).square().sum(1) + 1e-12).sqrt();
  return lambda * (norm - 1).square().mean();
}

torch::Tensor labels_to_draw(const LossOptions& options, const torch::Tensor& real_labels, std::int64_t labels) {
  const bool in_pairs = options.relativistic || options.gradient_penalty > 0;
  return in_pairs ? real_labels : torch::randint(labels, real_labels.sizes(), real_labels.options());
}

torch::Tensor auxiliary_loss(const torch::Tensor& logits, const torch::Tensor& labels) {
  return torch::cross_entropy_loss(logits, labels);
}

torch::Tensor content_loss(const torch::Tensor& image, const torch::Tensor& wanted) {
  return torch::mse_loss(image, wanted);
}

}  // namespace ganvas::train
