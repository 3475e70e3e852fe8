#include "trainer/players.hpp"

#include "trainer/losses.hpp"
#include "trainer/precision.hpp"
#include "trainer/stabilisers.hpp"

namespace ganvas::train {
namespace {

torch::Tensor adversarial(const torch::Tensor& logits) { return logits.narrow(1, 0, 1); }
torch::Tensor auxiliary(const torch::Tensor& logits) { return logits.narrow(1, 1, logits.size(1) - 1); }

}  // namespace

Players::Players(const Recipe& recipe, const Network& generator, const Network& discriminator, torch::Device device,
                 std::string name, const Note& note)
    : recipe_(recipe),
      name_(std::move(name)),
      note_(note),
      generator_(initialised(generator, device)),
      discriminator_(initialised(discriminator, device)),
      average_(generator_, device, recipe.ema),
      generator_adam_(recipe.generator_adam, generator_.parameters),
      discriminator_adam_(recipe.discriminator_adam, discriminator_.parameters) {}

NetworkModule Players::initialised(const Network& network, torch::Device device) const {
  NetworkModule module(network, device);
  module.initialise(recipe_.initialisation);
  return module;
}

void Players::begin_with(const NetworkModule& generator, const NetworkModule* discriminator) {
  generator_.begin_with(generator);
  average_.module().begin_with(generator);
  if (discriminator) discriminator_.begin_with(*discriminator);
}

torch::Tensor Players::generate(const torch::Tensor& z, const torch::Tensor& labels, const torch::Tensor& side) const {
  const Autocast autocast(recipe_.precision, z.device());
  const auto detail = generator_.forward(z, labels, true, side).to(torch::kFloat32);
  return side.defined() ? side + detail : detail;
}

torch::Tensor Players::judge(const torch::Tensor& images, const torch::Tensor& labels, const Batch& batch) const {
  auto x = images;
  if (const double sd = instance_noise_sd(recipe_.instance_noise, batch.step, recipe_.steps); sd > 0)
    x = x + torch::randn_like(x) * sd;
  x = diff_augment(recipe_.diff_augment, x);
  return discriminator_.forward(x, labels, true, batch.side).to(torch::kFloat32);
}

torch::Tensor Players::penalty(const Batch& batch, const torch::Tensor& real_logits, const torch::Tensor& fake_logits) {
  const LossOptions& loss = recipe_.loss;
  const bool full = recipe_.precision == Precision::F32;
  torch::Tensor sum = torch::zeros({}, batch.real.options());
  const auto add = [&](const char* name, const torch::Tensor& value, double times) {
    note_(name_ + name, value);
    sum = sum + value * times;
  };
  if (batch.step % loss.r1_interval == 0) {
    const auto logits = [&](const torch::Tensor& known, const torch::Tensor& images, const torch::Tensor& labels) {
      return adversarial(full ? known : judge(images, labels, batch));
    };
    if (loss.r1_gamma > 0)
      add("R1", gradient_square(loss.r1_gamma, batch.real, logits(real_logits, batch.real, batch.real_labels)),
          loss.r1_interval);
    if (loss.r2_gamma > 0)
      add("R2", gradient_square(loss.r2_gamma, batch.fake, logits(fake_logits, batch.fake, batch.fake_labels)),
          loss.r1_interval);
  }
  if (loss.gradient_penalty > 0)
    add("gradient penalty",
        gradient_penalty(loss.gradient_penalty, batch.real, batch.fake,
                         [&](const torch::Tensor& x) { return adversarial(judge(x, batch.real_labels, batch)); }),
        1);
  return sum;
}

void Players::learn_discriminator(Batch batch, long long t, double rate) {
  const LossOptions& loss = recipe_.loss;
  batch.fake = batch.fake.detach();
  const bool penalise = batch.step % loss.r1_interval == 0;
  batch.real.set_requires_grad(penalise && loss.r1_gamma > 0);
  batch.fake.set_requires_grad(penalise && loss.r2_gamma > 0);
  discriminator_.learn(true);
  discriminator_.gradients.zero_();
  torch::Tensor real_logits, fake_logits, total;
  {
    const Autocast autocast(recipe_.precision, batch.real.device());
    real_logits = judge(batch.real, batch.real_labels, batch);
    fake_logits = judge(batch.fake, batch.fake_labels, batch);
  }
  const auto game = discriminator_loss(loss, adversarial(real_logits), adversarial(fake_logits));
  note_(name_ + "D loss", game);
  note_accuracy(adversarial(real_logits), adversarial(fake_logits));
  total = game;
  if (loss.auxiliary > 0)
    total = total + loss.auxiliary * (auxiliary_loss(auxiliary(real_logits), batch.real_labels) +
                                      auxiliary_loss(auxiliary(fake_logits), batch.fake_labels));
  if (loss.r1_gamma > 0 || loss.r2_gamma > 0 || loss.gradient_penalty > 0)
    total = total + penalty(batch, real_logits, fake_logits);
  total.backward();

  torch::NoGradGuard guard;
  note_(name_ + "D gradient", clip_gradient(discriminator_.gradients, recipe_.discriminator_adam.max_gradient_norm));
  discriminator_adam_.step(discriminator_.parameters, discriminator_.gradients, t, rate);
  if (loss.clip > 0) discriminator_.parameters.clamp_(-loss.clip, loss.clip);
}

void Players::learn_generator(const Batch& batch, long long t, double rate) {
  const LossOptions& loss = recipe_.loss;
  discriminator_.learn(false);
  generator_.gradients.zero_();
  torch::Tensor logits, real_logits;
  {
    const Autocast autocast(recipe_.precision, batch.fake.device());
    logits = judge(batch.fake, batch.fake_labels, batch);
    if (loss.relativistic) real_logits = adversarial(judge(batch.real.detach(), batch.real_labels, batch));
  }
  const auto game = generator_loss(loss, adversarial(logits), real_logits);
  note_(name_ + "G loss", game);
  auto total = loss.adversarial_weight * game;
  if (loss.auxiliary > 0) {
    const auto classes = auxiliary(logits);
    note_(name_ + "G label right", (classes.argmax(1) == batch.fake_labels).to(torch::kFloat32).mean());
    total = total + loss.auxiliary * auxiliary_loss(classes, batch.fake_labels);
  }
  if (loss.content > 0) {
    const auto content = content_loss(batch.fake, batch.real.detach());
    note_(name_ + "content", content);
    total = total + loss.content * content;
  }
  total.backward();

  torch::NoGradGuard guard;
  note_(name_ + "G gradient", clip_gradient(generator_.gradients, recipe_.generator_adam.max_gradient_norm));
  generator_adam_.step(generator_.parameters, generator_.gradients, t, rate);
  average_.follow(generator_, t - 1);
}

// A critic's output has no threshold: its two means estimate the Wasserstein distance.
void Players::note_accuracy(const torch::Tensor& real, const torch::Tensor& fake) const {
  if (recipe_.loss.adversarial == AdversarialLoss::wasserstein) {
    note_(name_ + "Wasserstein", real.mean() - fake.mean());
    return;
  }
  const Rights right = rights(recipe_.loss, real, fake);
  note_(name_ + "D real right", right.real);
  note_(name_ + "D fake right", right.fake);
}

void Players::add_state(std::map<std::string, torch::Tensor>& state) {
  const auto add = [&](const char* name, const torch::Tensor& tensor) { state.emplace(name_ + name, tensor); };
  add("generator.parameters", generator_.parameters);
  add("generator.statistics", generator_.statistics);
  add("generator.adam.mean", generator_adam_.mean);
  add("generator.adam.square", generator_adam_.square);
  add("discriminator.parameters", discriminator_.parameters);
  add("discriminator.statistics", discriminator_.statistics);
  add("discriminator.adam.mean", discriminator_adam_.mean);
  add("discriminator.adam.square", discriminator_adam_.square);
  add("average.parameters", average_.module().parameters);
  add("average.statistics", average_.module().statistics);
}

}  // namespace ganvas::train
