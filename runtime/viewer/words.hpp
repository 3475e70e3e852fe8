// Words that a file brings, as the window can show them.
#pragma once

#include <string>

#include "runtime/viewer/state.hpp"

namespace ganvas::viewer {

const std::string& label_name(const Model& model, int label);

}  // namespace ganvas::viewer
