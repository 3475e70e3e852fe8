#include "trainer/test_watch.hpp"

#include "trainer/manifold.hpp"

namespace ganvas::train {
namespace {

// The last weights are measured in full anyway, unless they have yet to be compared with the ones before.
bool is_measured(const Recipe& recipe, long long step) {
  if (step == recipe.steps) return recipe.deliver == Delivered::best;
  return step / recipe.tick % recipe.metric_ticks == 0;
}

}  // namespace

TestWatch::TestWatch(const Recipe& recipe, const RunOptions& options, const DataSet& train, const ModelCard& card,
                     torch::Device device, const std::function<void(const std::string&)>& say)
    : device_(device) {
  // The levels of a pyramid judge images beside others, which no test image comes with.
  const bool holds_out = recipe.kind == ModelKind::gan || recipe.kind == ModelKind::conditional_gan;
  const bool watches =
      measures_frechet(recipe) && 1LL * recipe.metric_ticks * recipe.tick < recipe.steps && !options.classifier.empty();
  if (!holds_out && !watches) return;
  const auto test = load_data_set(data_choice(recipe), options.data, Split::test);
  if (!test) {
    say(text("nothing is compared with test images while the run lasts: ", test.message()));
    return;
  }
  if (holds_out) held_out_.emplace(train, *test, device);
  if (!watches) return;
  if (const auto fewest = std::min<std::int64_t>(test->images.size(0), options.images); fewest <= nearest_k) {
    say(text("no Fréchet distance while the run lasts: fewer than ", nearest_k + 1, " images to compare"));
    return;
  }
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
  if (frechet_ && is_measured(recipe, step))
    means["frechet_distance"] = frechet_->look(learner.exported(), card, device_);
}

}  // namespace ganvas::train
