// The way back: from an image to the latent vector and the label from which a frozen generator draws it. Learns on
// generated images, whose latent vectors are known, and on real ones, by how the generator redraws them.
#include "trainer/adam.hpp"
#include "trainer/average.hpp"
#include "trainer/frozen_generator.hpp"
#include "trainer/learner.hpp"
#include "trainer/stabilisers.hpp"

namespace ganvas::train {
namespace {

class EncoderLearner : public Learner {
 public:
  EncoderLearner(const Recipe& r, const DataSet& data, torch::Device device, NetworkModule generator)
      : Learner(r, data, device),
        generator_(std::move(generator)),
        encoder_(r.encoder, device),
        average_(start(), device, r.ema),
        adam_(r.generator_adam, encoder_.parameters) {}

  void step(long long step) override {
    const auto indices = next_batch(step);
    torch::manual_seed(step_seed(recipe, step));
    const auto options = torch::TensorOptions().device(device_);
    // As the generator was trained to take them: load_frozen_generator has compared its distribution with the recipe's.
    const auto z = random_latents(recipe.latent.distribution, indices.size(0), recipe.latent.size, options);
    const auto labels = torch::randint(label_count_, {indices.size(0)}, options.dtype(torch::kInt64));
    torch::Tensor drawn;
    {
      torch::NoGradGuard guard;
      drawn = generator_.forward(z, labels, false);
    }
    encoder_.gradients.zero_();
    // The latent vector of a generated image is known: E‖E(G(z,y)) - z‖² + cross-entropy of y.
    const auto [found_z, found_labels] = split(encoder_.forward(drawn, {}, true));
    const auto latent = torch::mse_loss(found_z, z);
    // A real image has none: redrawn with its own label it must come back, E‖G(E(x),y) - x‖².
    const auto real = pixels(indices), real_labels = labels_.index_select(0, indices);
    const auto [real_z, real_found] = split(encoder_.forward(real, {}, true));
    const auto redrawn = torch::mse_loss(generator_.forward(real_z, real_labels, false), real);
    const auto label =
        torch::cross_entropy_loss(found_labels, labels) + torch::cross_entropy_loss(real_found, real_labels);
    note("latent", latent);
    note("redrawn", redrawn);
    note("right", (real_found.argmax(1) == real_labels).to(torch::kFloat32).mean());
    (latent + recipe.loss.content * redrawn + label).backward();
    torch::NoGradGuard guard;
    note("gradient", clip_gradient(encoder_.gradients, recipe.generator_adam.max_gradient_norm));
    adam_.step(encoder_.parameters, encoder_.gradients, step + 1, learning_rate_factor(recipe, step));
    average_.follow(encoder_, step);
  }

  std::map<std::string, torch::Tensor> state() override {
    return {{"encoder.parameters", encoder_.parameters},
            {"encoder.statistics", encoder_.statistics},
            {"encoder.adam.mean", adam_.mean},
            {"encoder.adam.square", adam_.square},
            {"average.parameters", average_.module().parameters},
            {"average.statistics", average_.module().statistics}};
  }
  Networks exported() const override { return {&average_.module()}; }

  // Pairs: the real image, and what the generator makes of its latent vector and label.
  torch::Tensor pictures(const ModelCard&, int count) const override {
    torch::NoGradGuard guard;
    const auto real = pixels(torch::arange(std::min<std::int64_t>(count / 2, images_.size(0)),
                                           torch::TensorOptions().dtype(torch::kInt64).device(device_)));
    const auto [z, labels] = split(average_.module().forward(real, {}, false));
    const auto redrawn = generator_.forward(z, labels.argmax(1), false);
    return torch::stack({real, redrawn}, 1).flatten(0, 1).to(torch::kCPU);
  }

 private:
  const NetworkModule& start() {
    encoder_.initialise(recipe.initialisation);
    return encoder_;
  }
  std::pair<torch::Tensor, torch::Tensor> split(const torch::Tensor& x) const {
    return {x.narrow(1, 0, recipe.latent.size), x.narrow(1, recipe.latent.size, label_count_)};
  }

  NetworkModule generator_, encoder_;
  Average average_;
  Adam adam_;
};

}  // namespace

Result<std::unique_ptr<Learner>> make_encoder_learner(const Recipe& recipe, const DataSet& data, torch::Device device) {
  GANVAS_TRY(auto generator, load_frozen_generator(recipe.generator_file, recipe.latent, data.label_names.size(),
                                                   recipe.encoder.input, device));
  return std::unique_ptr<Learner>(std::make_unique<EncoderLearner>(recipe, data, device, std::move(generator.network)));
}

}  // namespace ganvas::train
