#include "trainer/frozen_generator.hpp"

#include "shared/shapes.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {

Result<FrozenGenerator> load_frozen_generator(const std::filesystem::path& file, const Latent& latent,
                                              std::size_t label_count, const Shape& image, torch::Device device) {
  GANVAS_TRY(const auto model, read_model(file));
  const ModelCard& card = model.file.card;
  if (card.kind != ModelKind::conditional_gan || card.latent.size != latent.size || card.labels.size() != label_count)
    return fail(file.string(), ": of kind ", spelling(card.kind), " with ", card.latent.size, " latent numbers and ",
                card.labels.size(), " labels, the recipe wants a conditional_gan with ", latent.size, " and ",
                label_count);
  if (card.latent.distribution != latent.distribution)
    return fail(file.string(), ": its latent numbers are ", spelling(card.latent.distribution),
                ", the recipe's latent.distribution is ", spelling(latent.distribution), "; an encoder wants the same");
  if (card.image.shape != image)
    return fail(file.string(), ": draws images ", to_text(card.image.shape), ", the encoder reads ", to_text(image),
                "; generator_file wants a generator of the encoder's images");
  FrozenGenerator generator{card, NetworkModule(card.networks.front().network, device)};
  generator.network.load(model.file, card.networks.front().name);
  generator.network.learn(false);
  return generator;
}

}  // namespace ganvas::train
