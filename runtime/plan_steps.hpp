// From a list of layers and their tensors to the list of steps.
#pragma once

#include <string>
#include <vector>

#include "runtime/steps.hpp"
#include "shared/safetensors.hpp"

namespace ganvas::runtime {

/// `shapes`: what shapes_after gave for the network. Refuses tensors that are missing or of another shape.
Result<std::vector<Step>> plan_steps(const Network& network, const std::vector<Shape>& shapes, const std::string& name,
                                     const TensorFile& file);

}  // namespace ganvas::runtime
