// The numbers that a slider shows and the arrow keys move.
#pragma once

#include "runtime/viewer/state.hpp"

namespace ganvas::viewer {

inline constexpr float largest_truncation = 1.5f;

struct Dial {
  float& value;
  float low, high, step;  // step: of one press of an arrow key
};

/// From the top of the panel down: ψ, the directions that it has room for, the latent vector.
inline constexpr int truncation_dial = 0, first_direction_dial = first_dial;
int direction_dials(const State& state);
int first_latent_dial(const State& state);
int dial_count(const State& state);
/// With a model, and `which` below its count.
Dial dial(State& state, int which);

/// The next step of the dial's scale, as many times as `steps` says, and not beyond its ends: whole steps from 0, so
/// that what keys found can be written down.
void turn(const Dial& dial, int steps);
/// Marks the dial that is so many further down, or up, and no other beyond the ends.
void mark_another(State& state, int further);

}  // namespace ganvas::viewer
