// What surrounds the controls.
#pragma once

#include "runtime/viewer/stage.hpp"

namespace ganvas::viewer {

/// The model's name, and beside it what goes back and forth in the history.
void title_row(State& state, const Fonts& fonts, Placement& placement);

/// How long the images took, and what can be done without a control. Always in sight, below what scrolls.
void footer(State& state);

/// Without a model, or over it when something was refused: as large as its words, until Esc or a click.
void notice(State& state, const Fonts& fonts, float middle, float width, float height);

}  // namespace ganvas::viewer
