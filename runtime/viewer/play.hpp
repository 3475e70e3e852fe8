// Request -> images. The only place where the viewer computes.
#pragma once

#include "runtime/viewer/state.hpp"

namespace ganvas::viewer {

inline constexpr int largest_strip = 32;

/// Loads the file that the request names, if any; a refusal goes to `fault` and the model stays what it was. Whether
/// there is another model now.
bool open_requested(State& state);

/// Draws the latent if that is asked for, keeps what is chosen as a step of the history if the hand rests, and goes the
/// steps that are asked for.
void follow_hand(State& state, bool rests);

/// Draws the images. Call it when the request has changed, or the model.
void play(State& state);

/// The image that is shown large as a PNG in the working directory, by a name that nothing there has. Says where in
/// `saved` and on standard output.
void save_picture(State& state);

/// The seed's own latent again, walked nowhere.
void draw_anew(Request& request);
/// A new seed, and the latent that belongs to it.
void shuffle(Request& request);
/// Any label, where the model has some.
void shuffle_label(State& state);
void choose_seed(Request& request, long long seed);

inline constexpr long long largest_seed = (1LL << 53) - 1;  // a seed in a link is a JavaScript number

}  // namespace ganvas::viewer
