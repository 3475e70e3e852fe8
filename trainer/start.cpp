#include "trainer/start.hpp"

#include "trainer/convert.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {
namespace {

// `wanted` is the recipe's, with its training layers.
Status check_same(const std::string& file, const std::string& name, const Network& found, const Network& wanted) {
  const Network played = without_training_layers(wanted);
  const auto differ = [&](const std::string& what, const std::string& has, const std::string& wants) {
    return fail(file, ": ", what, " of the ", name, " is ", has, ", the recipe wants ", wants,
                "; start_from takes the weights of the same networks");
  };
  for (std::size_t i = 0; i < std::max(found.layers.size(), played.layers.size()); ++i) {
    const auto layer = [i](const Network& network) {
      return i < network.layers.size() ? to_json(network.layers[i]) : std::string("missing");
    };
    if (layer(found) != layer(played)) return differ(text("layer ", i), layer(found), layer(played));
  }
  if (to_json(found) != to_json(played)) return differ("the input", to_json(found.input), to_json(played.input));
  return Done{};
}

// (ψW)·z + b was written for W·(ψz) + b.
void undo_truncation(const ModelCard& card, NetworkModule& generator) {
  torch::NoGradGuard guard;
  if (const double psi = built_in_truncation(card); psi != 1) generator.tensors().front().at("weight").div_(psi);
}

}  // namespace

Result<Start> load_start(const Recipe& recipe) {
  const std::filesystem::path path = recipe.start_from;
  GANVAS_TRY(auto model, read_model(path));
  const ModelCard& card = model.file.card;
  if (card.kind != recipe.kind)
    return fail(path.string(), ": a ", spelling(card.kind), ", the recipe trains a ", spelling(recipe.kind));
  std::vector<const Network*> wanted{&recipe.generator};
  for (const Level& level : recipe.levels) wanted.push_back(&level.generator);
  if (card.networks.size() != wanted.size())
    return fail(path.string(), ": has ", card.networks.size(), " levels, the recipe ", wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i)
    GANVAS_CHECK(check_same(path.string(), card.networks[i].name, card.networks[i].network, *wanted[i]));

  Start start{std::move(model.networks), {}, card.training, text("begins with the weights of ", path.string())};
  undo_truncation(card, start.generators.front());
  const auto beside = path.parent_path() / (path.stem().string() + ".discriminator.safetensors");
  std::error_code error;
  if (!std::filesystem::exists(beside, error)) {
    start.said += text("; its discriminator is not there (", beside.string(), "), so that player begins anew");
    return start;
  }
  GANVAS_TRY(auto other, read_model(beside));
  const NamedNetwork& network = other.file.card.networks.front();
  const Network& judge = recipe.levels.empty() ? recipe.discriminator : recipe.levels.back().discriminator;
  GANVAS_CHECK(check_same(beside.string(), network.name, network.network, judge));
  start.discriminator = std::move(other.networks.front());
  start.said += " and of its discriminator";
  return start;
}

}  // namespace ganvas::train
