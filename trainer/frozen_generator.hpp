// The generator that an encoder leads back to. It learns nothing any more.
#pragma once

#include <filesystem>

#include "trainer/modules.hpp"

namespace ganvas::train {

struct FrozenGenerator {
  ModelCard card;
  NetworkModule network;
};

/// A conditional generator's weights file, checked: it draws from as many latent numbers, of the same distribution, and
/// labels as the encoder gives, and what it draws has the shape `image` that the encoder reads.
Result<FrozenGenerator> load_frozen_generator(const std::filesystem::path& file, const Latent& latent,
                                              std::size_t label_count, const Shape& image, torch::Device device);

}  // namespace ganvas::train
