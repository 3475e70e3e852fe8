#include "trainer/test_watch.hpp"

#include "trainer/stacked_mnist.hpp"

namespace ganvas::train {

TestWatch::TestWatch(const Recipe& recipe, const RunOptions& options, const DataSet& train, const ModelCard& card,
                     torch::Device device, const std::function<void(const std::string&)>& say)
    : device_(device) {
  // The levels of a pyramid judge images beside others, which no test image comes with.
  const bool holds_out = recipe.kind == ModelKind::gan || recipe.kind == ModelKind::conditional_gan;
  const bool watches = is_generative(recipe.kind) && train.title != stacked_title && recipe.metric_ticks > 0 &&
                       recipe.metric_ticks * recipe.tick < recipe.steps && !options.classifier.empty();
  if (!holds_out && !watches) return;
  const auto test = load_data_set(data_choice(recipe), options.data, Split::test);
  if (!test) {
    say(text("nothing is compared with test images while the run lasts: ", test.message()));
    return;
  }
  if (holds_out) held_out_.emplace(train, *test, device);
  if (!watches) return;
  if (auto judge = judge_for(card, options.classifier))
    frechet_.emplace(*std::move(judge), *test, options.images);
  else
    say(text("no Fréchet distance while the run lasts: ", judge.message()));
}

void TestWatch::look(const Learner& learner, const ModelCard& card, long long step,
                     std::map<std::string, double>& means) const {
  const Recipe& recipe = learner.recipe;
  const auto seed = static_cast<std::uint64_t>(recipe.seed);
  if (held_out_)
    if (const auto r = held_out_->look(*learner.discriminator(), learner.exported(), card, seed))
      means["D overfitting"] = *r;
  if (frechet_ && step / recipe.tick % recipe.metric_ticks == 0 && step < recipe.steps)
    means["frechet_distance"] = frechet_->look(learner.exported(), card, device_);
}

}  // namespace ganvas::train
