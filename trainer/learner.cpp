#include "trainer/learner.hpp"

#include <algorithm>
#include <cmath>

#include "shared/latent.hpp"
#include "trainer/losses.hpp"

namespace ganvas::train {
namespace {

// The purposes for which a run draws numbers: each its own stream of the recipe's seed.
enum Stream : std::uint64_t { weights_stream, order_stream, step_stream };

std::uint64_t stream_seed(const Recipe& recipe, Stream stream, long long number) {
  return random_bits(static_cast<std::uint64_t>(recipe.seed), stream, static_cast<std::uint64_t>(number));
}

// An exponential moving average of weights and statistics, with a ramp so that early noise is soon forgotten.
class Average {
 public:
  Average(const NetworkModule& source, torch::Device device, double decay)
      : module_(source.network(), device), decay_(decay) {
    module_.parameters.copy_(source.parameters);
    module_.statistics.copy_(source.statistics);
  }
  void follow(const NetworkModule& source, long long step) {
    const double t = static_cast<double>(step);
    const double toward = 1 - std::min(decay_, (1 + t) / (10 + t));
    module_.parameters.lerp_(source.parameters, toward);
    module_.statistics.lerp_(source.statistics, toward);
  }
  NetworkModule& module() { return module_; }
  const NetworkModule& module() const { return module_; }

 private:
  NetworkModule module_;
  double decay_;
};

class GanLearner : public Learner {
 public:
  GanLearner(const Recipe& r, const DataSet& data, torch::Device device)
      : Learner(r, data, device),
        generator_(initialised(r.generator)),
        discriminator_(initialised(r.discriminator)),
        average_(generator_, device, r.ema),
        generator_adam_(r.generator_adam, generator_.parameters),
        discriminator_adam_(r.discriminator_adam, discriminator_.parameters) {}

  void step(long long step) override {
    const auto indices = next_batch(step);
    torch::manual_seed(step_seed(recipe, step));
    auto real = pixels(indices);
    const bool labelled = recipe.kind == ModelKind::conditional_gan;
    const auto real_labels = labelled ? labels_.index_select(0, indices) : torch::Tensor();
    const auto n = real.size(0);
    const auto options = torch::TensorOptions().device(device_);
    const auto fake_labels = labelled ? torch::randint(10, {n}, options.dtype(torch::kInt64)) : torch::Tensor();
    const auto z = recipe.latent.distribution == LatentDistribution::normal
                       ? torch::randn({n, recipe.latent.size}, options)
                       : torch::rand({n, recipe.latent.size}, options) * 2 - 1;
    // One generated batch serves both steps: G does not change while D learns.
    const auto fake = generator_.forward(z, fake_labels, true);
    learn_discriminator(real, real_labels, fake.detach(), fake_labels, step);
    learn_generator(fake, fake_labels, step);
    average_.follow(generator_, step);
  }

  std::map<std::string, torch::Tensor> state() override {
    return {{"generator.parameters", generator_.parameters},
            {"generator.statistics", generator_.statistics},
            {"generator.adam.mean", generator_adam_.mean},
            {"generator.adam.square", generator_adam_.square},
            {"discriminator.parameters", discriminator_.parameters},
            {"discriminator.statistics", discriminator_.statistics},
            {"discriminator.adam.mean", discriminator_adam_.mean},
            {"discriminator.adam.square", discriminator_adam_.square},
            {"average.parameters", average_.module().parameters},
            {"average.statistics", average_.module().statistics}};
  }
  const NetworkModule& exported() const override { return average_.module(); }

 private:
  NetworkModule initialised(const Network& network) {
    NetworkModule module(network, device_);
    module.initialise(recipe.initialisation);
    return module;
  }

  void learn_discriminator(torch::Tensor real, const torch::Tensor& real_labels, const torch::Tensor& fake,
                           const torch::Tensor& fake_labels, long long step) {
    const bool penalise = recipe.loss.r1_gamma > 0 && step % recipe.loss.r1_interval == 0;
    real.set_requires_grad(penalise);
    discriminator_.learn(true);
    discriminator_.gradients.zero_();
    const auto real_logits = discriminator_.forward(real, real_labels, true);
    const auto fake_logits = discriminator_.forward(fake, fake_labels, true);
    auto loss = discriminator_loss(recipe.loss, real_logits, fake_logits);
    note("D loss", loss);
    note("D real right", (real_logits > 0).to(torch::kFloat32).mean());
    note("D fake right", (fake_logits < 0).to(torch::kFloat32).mean());
    if (penalise) {
      const auto penalty = r1_penalty(recipe.loss.r1_gamma, real, real_logits);
      note("R1", penalty);
      loss = loss + penalty * recipe.loss.r1_interval;
    }
    loss.backward();
    torch::NoGradGuard guard;
    discriminator_adam_.step(discriminator_.parameters, discriminator_.gradients, step + 1, rate(step));
  }

  void learn_generator(const torch::Tensor& fake, const torch::Tensor& labels, long long step) {
    discriminator_.learn(false);
    generator_.gradients.zero_();
    const auto loss = generator_loss(recipe.loss, discriminator_.forward(fake, labels, true));
    note("G loss", loss);
    loss.backward();
    torch::NoGradGuard guard;
    generator_adam_.step(generator_.parameters, generator_.gradients, step + 1, rate(step));
  }

  NetworkModule generator_, discriminator_;
  Average average_;
  Adam generator_adam_, discriminator_adam_;
};

class ClassifierLearner : public Learner {
 public:
  ClassifierLearner(const Recipe& r, const DataSet& data, torch::Device device)
      : Learner(r, data, device),
        classifier_(r.classifier, device),
        average_(start(classifier_), device, r.ema),
        adam_(r.generator_adam, classifier_.parameters) {}

  void step(long long step) override {
    const auto indices = next_batch(step);
    torch::manual_seed(step_seed(recipe, step));
    const auto labels = labels_.index_select(0, indices);
    classifier_.gradients.zero_();
    const auto logits = classifier_.forward(augmented(pixels(indices)), {}, true);
    const auto loss = torch::cross_entropy_loss(logits, labels);
    note("loss", loss);
    note("right", (logits.argmax(1) == labels).to(torch::kFloat32).mean());
    loss.backward();
    torch::NoGradGuard guard;
    adam_.step(classifier_.parameters, classifier_.gradients, step + 1, rate(step));
    average_.follow(classifier_, step);
  }

  std::map<std::string, torch::Tensor> state() override {
    return {{"classifier.parameters", classifier_.parameters},
            {"classifier.statistics", classifier_.statistics},
            {"classifier.adam.mean", adam_.mean},
            {"classifier.adam.square", adam_.square},
            {"average.parameters", average_.module().parameters},
            {"average.statistics", average_.module().statistics}};
  }
  const NetworkModule& exported() const override { return average_.module(); }

 private:
  const NetworkModule& start(NetworkModule& module) {
    module.initialise(recipe.initialisation);
    return module;
  }

  // Each image turned, scaled and shifted by its own small amounts, and mirrored as often as `flip` says.
  torch::Tensor augmented(const torch::Tensor& images) const {
    const Augmentation& a = recipe.augmentation;
    const auto n = images.size(0);
    auto x = images;
    if (a.flip > 0) {
      const auto mirrored = torch::rand({n, 1, 1, 1}, torch::TensorOptions().device(device_)) < a.flip;
      x = torch::where(mirrored, images.flip(3), images);
    }
    if (a.shift == 0 && a.degrees == 0 && a.scale == 0) return x;
    const auto draw = [&](double most) {
      return (torch::rand({n}, torch::TensorOptions().device(device_)) * 2 - 1) * most;
    };
    const auto angle = draw(a.degrees * 3.14159265358979 / 180), size = 1 + draw(a.scale);
    const double pixel = 2.0 / static_cast<double>(x.size(3));  // grid coordinates run from -1 to 1
    const auto rows = torch::stack({size * angle.cos(), -size * angle.sin(), draw(a.shift * pixel), size * angle.sin(),
                                    size * angle.cos(), draw(a.shift * pixel)},
                                   1);
    const auto grid = torch::affine_grid_generator(rows.view({n, 2, 3}), x.sizes(), false);
    return torch::grid_sampler(x + 1, grid, 0, 0, false) - 1;  // outside lies black, -1
  }

  NetworkModule classifier_;
  Average average_;
  Adam adam_;
};

}  // namespace

std::uint64_t step_seed(const Recipe& recipe, long long step) { return stream_seed(recipe, step_stream, step); }

Learner::Learner(const Recipe& r, const DataSet& data, torch::Device device)
    : recipe(r), images_(data.images.to(device)), labels_(data.labels.to(device)), device_(device) {
  torch::manual_seed(stream_seed(recipe, weights_stream, 0));
}

std::unique_ptr<Learner> Learner::make(const Recipe& recipe, const DataSet& data, torch::Device device) {
  if (recipe.kind == ModelKind::classifier) return std::make_unique<ClassifierLearner>(recipe, data, device);
  return std::make_unique<GanLearner>(recipe, data, device);
}

torch::Tensor Learner::next_batch(long long step) {
  const long long per_epoch = std::max<long long>(1, images_.size(0) / recipe.batch_size);
  if (const long long epoch = step / per_epoch; epoch != epoch_) {
    torch::manual_seed(stream_seed(recipe, order_stream, epoch));
    order_ = torch::randperm(images_.size(0), torch::kInt64).to(device_);
    epoch_ = epoch;
  }
  const long long begin = step % per_epoch * recipe.batch_size;
  return order_.narrow(0, begin, std::min<long long>(recipe.batch_size, images_.size(0)));
}

torch::Tensor Learner::pixels(const torch::Tensor& indices) const {
  return images_.index_select(0, indices).to(torch::kFloat32).div_(127.5).sub_(1);
}

void Learner::note(const char* name, const torch::Tensor& value) {
  auto& sum = sums_[name];
  sum = sum.defined() ? sum + value.detach() : value.detach().clone();
  ++counts_[name];
}

std::map<std::string, double> Learner::take_means() {
  std::map<std::string, double> means;
  for (const auto& [name, sum] : sums_) means[name] = sum.item<double>() / static_cast<double>(counts_[name]);
  sums_.clear();
  counts_.clear();
  return means;
}

double Learner::rate(long long step) const {
  const double done = static_cast<double>(step) / static_cast<double>(recipe.steps);
  return done < recipe.decay_start ? 1 : (1 - done) / (1 - recipe.decay_start);
}

}  // namespace ganvas::train
