// What the keys do.
#pragma once

#include <span>
#include <string>

#include "runtime/viewer/state.hpp"

namespace ganvas::viewer {

struct Key {
  const char *name, *does;
};

/// All of them, for whoever asks.
std::span<const Key> keys();
/// One a line: name, what it does.
std::string keys_in_lines();

/// Does what the keys that were pressed since the last frame ask for.
void keyboard(State& state);
/// Nothing is held that is changing a number: no slider, no field that is being typed in, no arrow key.
bool hand_rests();

}  // namespace ganvas::viewer
