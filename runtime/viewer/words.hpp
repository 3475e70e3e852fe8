// Words that a file brings, as the window can show them.
#pragma once

#include <string>

#include "runtime/viewer/state.hpp"

namespace ganvas::viewer {

/// Whether the font has all of its letters.
bool can_show(const std::string& text);

/// With its number before it where the font lacks one of its letters.
std::string label_name(const Model& model, int label);

/// As much of the text as is at most so wide, and "…" for the rest.
std::string cut(const std::string& text, float width);

}  // namespace ganvas::viewer
