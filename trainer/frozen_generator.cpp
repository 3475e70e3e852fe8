#include "trainer/frozen_generator.hpp"

#include "shared/files.hpp"

namespace ganvas::train {

Result<FrozenGenerator> load_frozen_generator(const std::filesystem::path& file, int latent_size,
                                              std::size_t label_count, torch::Device device) {
  GANVAS_TRY(const auto bytes, read_file(file));
  GANVAS_TRY(const auto model, parse_model(bytes, file.string()));
  const ModelCard& card = model.card;
  if (card.kind != ModelKind::conditional_gan || card.latent.size != latent_size || card.labels.size() != label_count)
    return fail(file.string(), ": a ", spelling(card.kind), " with ", card.latent.size, " latent numbers and ",
                card.labels.size(), " labels, the recipe wants a conditional_gan with ", latent_size, " and ",
                label_count);
  FrozenGenerator generator{card, NetworkModule(card.networks.front().network, device)};
  generator.network.load(model, card.networks.front().name);
  generator.network.learn(false);
  return generator;
}

}  // namespace ganvas::train
