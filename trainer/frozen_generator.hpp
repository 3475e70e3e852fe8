// The generator that an encoder leads back to. It learns nothing any more.
#pragma once

#include <filesystem>

#include "trainer/modules.hpp"

namespace ganvas::train {

struct FrozenGenerator {
  ModelCard card;
  NetworkModule network;
};

/// A conditional generator's weights file, checked: as many latent numbers and labels as the encoder gives.
Result<FrozenGenerator> load_frozen_generator(const std::filesystem::path& file, int latent_size,
                                              std::size_t label_count, torch::Device device);

}  // namespace ganvas::train
