// What the window shows. Panels read the state and edit the request; they compute nothing.
#pragma once

#include "runtime/viewer/look.hpp"
#include "runtime/viewer/state.hpp"

namespace ganvas::viewer {

/// Where things were drawn, in pixels of the window.
struct Placement {
  int x = 0, y = 0;  // the large image's upper left pixel
  float scale = 0;   // how many pixels one of its own takes
  int strip_left = 0, strip_right = 0;
  int sliders = 0;  // how high the part with the latent vector's sliders is
};

/// Digits choose a label; S or space shuffles.
void keyboard(State& state);

/// The whole window, `width` by `height`; `texture` holds the images of the result side by side.
Placement window(State& state, const Fonts& fonts, unsigned texture, float width, float height);

}  // namespace ganvas::viewer
