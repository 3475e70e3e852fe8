// What the window shows. Panels read the state and edit the request; they compute nothing.
#pragma once

#include "runtime/viewer/look.hpp"
#include "runtime/viewer/state.hpp"

namespace ganvas::viewer {

/// Where the large image was drawn: its upper left pixel, and how many pixels one of its own takes.
struct Placement {
  int x = 0, y = 0, scale = 0;
};

/// Digits choose a label; S or space shuffles.
void keyboard(State& state);

/// The whole window, `width` by `height`; `texture` holds the images of the result side by side.
Placement window(State& state, const Fonts& fonts, unsigned texture, float width, float height);

}  // namespace ganvas::viewer
