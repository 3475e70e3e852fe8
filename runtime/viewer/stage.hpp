// The left part of the window: one image large, the others in a strip below it.
#pragma once

#include "runtime/viewer/look.hpp"
#include "runtime/viewer/state.hpp"

namespace ganvas::viewer {

inline float margin() { return px(20); }

/// Where things were drawn, in pixels of the window.
struct Placement {
  int x = 0, y = 0;  // the large image's upper left pixel
  float scale = 0;   // how many pixels one of its own takes
  int strip_left = 0, strip_right = 0, strip_top = 0;
  int marked_left = 0, marked_right = 0, marked_y = 0;  // the slider that the arrow keys turn: its ends, its middle
  int undo = 0, redo = 0, history_y = 0;                // the middles of the two buttons
  int sliders = 0;                                      // how high the part with the latent vector's sliders is
};

/// The large image at the largest whole scale that fits, or, larger than the room, as small as it must be; the strip
/// below it.
Placement stage(State& state, unsigned texture, float width, float height);

}  // namespace ganvas::viewer
