// Generator against discriminator: of whole images, of each level of a pyramid, or of what super-resolution adds.
#include <deque>

#include "shared/shapes.hpp"
#include "trainer/learner.hpp"
#include "trainer/losses.hpp"
#include "trainer/players.hpp"
#include "trainer/stabilisers.hpp"
#include "trainer/start.hpp"

namespace ganvas::train {
namespace {

// How many updates each player has in a step, and how many it had before.
struct Turns {
  long long discriminator = 0, generator = 0, discriminator_before = 0, generator_before = 0;
};

Turns turns_of(const Schedule& schedule, long long step, long long per_epoch) {
  const long long k = schedule.discriminator, j = schedule.generator;
  if (schedule.unit == Unit::steps) return {k, j, step * k, step * j};
  // k epochs of D, then j epochs of G, one batch a step.
  const long long cycle = (k + j) * per_epoch, done = step / cycle, within = step % cycle, of_d = k * per_epoch;
  const bool turn_of_d = within < of_d;
  return {turn_of_d, !turn_of_d, done * of_d + std::min(within, of_d),
          done * j * per_epoch + std::max(0LL, within - of_d)};
}

class GanLearner : public Learner {
 public:
  GanLearner(const Recipe& r, const DataSet& data, torch::Device device) : Learner(r, data, device) {
    add_level(recipe.generator, recipe.discriminator);
    for (const Level& level : recipe.levels) add_level(level.generator, level.discriminator);
  }

  Result<Beginning> begin() override {
    if (recipe.start_from.empty()) return Beginning();
    GANVAS_TRY(const auto start, load_start(recipe));
    for (std::size_t level = 0; level < levels_.size(); ++level) {
      const bool last = level + 1 == levels_.size();
      levels_[level].begin_with(start.generators[level], last && start.discriminator ? &*start.discriminator : nullptr);
    }
    return Beginning{start.said, start.before};
  }

  void step(long long step) override {
    const Turns turns = turns_of(recipe.schedule, step, batches_an_epoch());
    const long long batches = std::max(turns.discriminator, turns.generator);
    std::vector<torch::Tensor> indices;
    for (long long i = 0; i < batches; ++i) indices.push_back(next_batch(step * batches + i));
    torch::manual_seed(step_seed(recipe, step));
    for (std::size_t level = 0; level < levels_.size(); ++level) play_level(level, indices, turns, step);
  }

  std::map<std::string, torch::Tensor> state() override {
    std::map<std::string, torch::Tensor> state;
    for (Players& players : levels_) players.add_state(state);
    return state;
  }
  Networks exported() const override {
    Networks networks;
    for (const Players& players : levels_) networks.push_back(&players.average());
    return networks;
  }
  const NetworkModule* discriminator() const override { return &levels_.back().discriminator(); }

  // Super-resolution shows triples: what it was given (in large pixels), what it made of it, the real image.
  torch::Tensor pictures(const ModelCard& card, int count) const override {
    if (recipe.kind != ModelKind::super_resolution) return Learner::pictures(card, count);
    torch::NoGradGuard guard;
    const auto real = pixels(torch::arange(std::min<std::int64_t>((count + 2) / 3, images_.size(0)),
                                           torch::TensorOptions().dtype(torch::kInt64).device(device_)));
    const auto low = shrunk(real);
    const auto factor = real.size(3) / low.size(3);
    const auto enlarged = low.repeat_interleave(factor, 2).repeat_interleave(factor, 3);
    const auto made = exported().front()->forward(low, {}, false);
    return torch::stack({enlarged, made, real}, 1).flatten(0, 1).to(torch::kCPU);
  }

 private:
  void add_level(const Network& generator, const Network& discriminator) {
    const std::string name = levels_.empty() ? "" : text("level_", levels_.size(), ".");
    levels_.emplace_back(recipe, generator, discriminator, device_, name, note_);
  }

  void play_level(std::size_t level, const std::vector<torch::Tensor>& indices, const Turns& turns, long long step) {
    Players& players = levels_[level];
    const double rate = learning_rate_factor(recipe, step);
    Batch batch;
    for (long long i = 0; i < turns.discriminator; ++i) {
      // The last generated batch serves both players: G does not change while D learns. The others need no graph.
      const bool shared = i + 1 == turns.discriminator && turns.generator > 0;
      const torch::AutoGradMode graph(shared);
      batch = deal(level, indices[static_cast<std::size_t>(i)], step);
      const torch::AutoGradMode on(true);
      players.learn_discriminator(batch, turns.discriminator_before + i + 1, rate);
    }
    for (long long i = 0; i < turns.generator; ++i) {
      if (i > 0 || turns.discriminator == 0) batch = deal(level, indices[static_cast<std::size_t>(i)], step);
      players.learn_generator(batch, turns.generator_before + i + 1, rate);
    }
  }

  // Real images and generated ones beside them.
  Batch deal(std::size_t level, const torch::Tensor& indices, long long step) const {
    Batch batch;
    batch.step = step;
    batch.real = pixels(indices);
    const bool labelled = recipe.kind == ModelKind::conditional_gan || recipe.kind == ModelKind::pyramid;
    if (labelled && label_count_ > 0) batch.real_labels = labels_.index_select(0, indices);
    if (recipe.kind == ModelKind::super_resolution) {
      batch.fake = levels_[level].generate(shrunk(batch.real), {}, {});
      return batch;
    }
    for (std::size_t i = level + 1; i < levels_.size(); ++i) batch.real = torch::avg_pool2d(batch.real, 2);
    const auto n = batch.real.size(0);
    const auto options = torch::TensorOptions().device(device_);
    if (level > 0) {  // detail is added to a given image, so its label is given too
      batch.side = enlarged(torch::avg_pool2d(batch.real, 2));
      batch.fake_labels = batch.real_labels;
    } else if (batch.real_labels.defined()) {
      batch.fake_labels = labels_to_draw(recipe.loss, batch.real_labels, label_count_);
    }
    const auto size = (level ? recipe.levels[level - 1].generator : recipe.generator).input[0];
    const auto z = random_latents(recipe.latent.distribution, n, size, options);
    batch.fake = levels_[level].generate(z, batch.fake_labels, batch.side);
    return batch;
  }

  // What super-resolution starts from: the mean over each block of pixels.
  torch::Tensor shrunk(const torch::Tensor& images) const {
    return torch::avg_pool2d(images, images.size(3) / recipe.generator.input[2]);
  }

  const Players::Note note_ = [this](const std::string& name, const torch::Tensor& value) { note(name, value); };
  std::deque<Players> levels_;  // Players do not move
};

}  // namespace

std::unique_ptr<Learner> make_gan_learner(const Recipe& recipe, const DataSet& data, torch::Device device) {
  return std::make_unique<GanLearner>(recipe, data, device);
}

}  // namespace ganvas::train
