#include "runtime/viewer/dials.hpp"

#include <algorithm>
#include <cmath>

namespace ganvas::viewer {

int direction_dials(const State& state) {
  return static_cast<int>(std::min<std::size_t>(state.request.walk.size(), 6));
}
int first_latent_dial(const State& state) { return first_direction_dial + direction_dials(state); }
int dial_count(const State& state) { return first_latent_dial(state) + static_cast<int>(state.request.z.size()); }

Dial dial(State& state, int which) {
  Request& request = state.request;
  if (which == truncation_dial) return {request.truncation, 0, largest_truncation, 0.05f};
  const float reach = static_cast<float>(state.model->generator.card().latent.reach());
  const int latent = first_latent_dial(state);
  float& value = which < latent ? request.walk[static_cast<std::size_t>(which - first_direction_dial)]
                                : request.z[static_cast<std::size_t>(which - latent)];
  return {value, -reach, reach, reach / 30};
}

void turn(const Dial& dial, int steps) {
  const float at = dial.value / dial.step, hair = 0.01f;  // a step that was rounded counts as taken
  const float whole = steps > 0 ? std::floor(at + hair) : std::ceil(at - hair);
  dial.value = std::clamp((whole + static_cast<float>(steps)) * dial.step, dial.low, dial.high);
}

void mark_another(State& state, int further) {
  state.marked = std::clamp(state.marked + further, 0, dial_count(state) - 1);
}

}  // namespace ganvas::viewer
