// What the window shows. Panels read the state and edit the request; they compute nothing.
#pragma once

#include "runtime/viewer/stage.hpp"

namespace ganvas::viewer {

/// The whole window, `width` by `height`; `texture` holds the images of the result side by side.
Placement window(State& state, const Fonts& fonts, unsigned texture, float width, float height);

}  // namespace ganvas::viewer
