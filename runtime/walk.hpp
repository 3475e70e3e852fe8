// Walking along the directions that a weights file brings, as the page's dials do.
#pragma once

#include <string>
#include <vector>

#include "runtime/generator.hpp"

namespace ganvas::runtime {

/// Adds to a latent vector [latent_size] `amounts` [directions] times the model's directions. Numbers of a uniform one
/// stay within -1 … 1, where the network was trained. Before ψ.
void walk(const Generator& generator, std::span<const float> amounts, std::span<float> latent);

/// A direction's name as links and options have it: "Weight above" is weight-above.
std::string direction_key(const std::string& name);

/// Options of the form NAME=AMOUNT -> amounts [directions], 0 where none is given. `file` says whose directions they
/// are.
Result<std::vector<float>> parse_walk(const std::vector<std::string>& options, const ModelCard& card,
                                      const std::string& file);

}  // namespace ganvas::runtime
