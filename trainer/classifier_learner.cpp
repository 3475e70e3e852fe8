// Learns to tell the labels of real images apart: the judge of generated ones.
#include "trainer/adam.hpp"
#include "trainer/average.hpp"
#include "trainer/learner.hpp"
#include "trainer/stabilisers.hpp"

namespace ganvas::train {
namespace {

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
    note("gradient", clip_gradient(classifier_.gradients, recipe.generator_adam.max_gradient_norm));
    adam_.step(classifier_.parameters, classifier_.gradients, step + 1, learning_rate_factor(recipe, step));
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
  Networks exported() const override { return {&average_.module()}; }

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
    // Grid coordinates run from -1 to 1 over each side, so a turn of a picture that is no square wants both sides.
    const double width = static_cast<double>(x.size(3)), height = static_cast<double>(x.size(2));
    const auto rows =
        torch::stack({size * angle.cos(), -size * angle.sin() * (height / width), draw(a.shift * (2 / width)),
                      size * angle.sin() * (width / height), size * angle.cos(), draw(a.shift * (2 / height))},
                     1);
    const auto grid = torch::affine_grid_generator(rows.view({n, 2, 3}), x.sizes(), false);
    return torch::grid_sampler(x + 1, grid, 0, 0, false) - 1;  // outside lies black, -1
  }

  NetworkModule classifier_;
  Average average_;
  Adam adam_;
};

}  // namespace

std::unique_ptr<Learner> make_classifier_learner(const Recipe& recipe, const DataSet& data, torch::Device device) {
  return std::make_unique<ClassifierLearner>(recipe, data, device);
}

}  // namespace ganvas::train
