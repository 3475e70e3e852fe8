// The window's state without the window: its dials, and the history of a hand at them.
#include "runtime/viewer/dials.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "runtime/viewer/play.hpp"
#include "shared/files.hpp"
#include "tests/random_model.hpp"
#include "tests/scratch_folder.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::testing;
using namespace ganvas::viewer;

// A window on a model with two latent numbers and two directions.
struct Opened {
  Opened() {
    auto model = random_model({{2}, {Linear{2, 16}, Tanh{}, Reshape{{1, 4, 4}}}});
    model.card.directions = {{"slant", "", "", 0, ""}, {"width", "", "", 0, ""}};
    model.tensors.put(directions_tensor, {2, 2}, {1, 0, 0, 1});
    file = folder.path() / "model.safetensors";
    REQUIRE(write_file(file, model.bytes()));
    state.largest_texture = 4096;
    open();
  }
  void open() {
    state.request.open = file;
    REQUIRE(open_requested(state));
    follow_hand(state, true);
  }
  void turn_by_keys(int which, int steps) { turn(dial(state, which), steps); }
  void rest() { follow_hand(state, true); }
  void go(int steps) {
    state.request.steps = steps;
    follow_hand(state, true);
  }

  tests::ScratchFolder folder;
  std::string file;
  State state;
};

}  // namespace

TEST_CASE("the dials are ψ, the directions and the latent numbers, and none is marked beyond them") {
  Opened window;
  State& state = window.state;
  CHECK(dial_count(state) == 1 + 2 + 2);
  CHECK(state.marked == first_direction_dial);
  CHECK(&dial(state, truncation_dial).value == &state.request.truncation);
  CHECK(&dial(state, first_direction_dial + 1).value == &state.request.walk[1]);
  CHECK(&dial(state, first_latent_dial(state) + 1).value == &state.request.z[1]);
  mark_another(state, 2);
  CHECK(state.marked == first_latent_dial(state));
  mark_another(state, 100);
  CHECK(state.marked == dial_count(state) - 1);
  mark_another(state, -100);
  CHECK(state.marked == truncation_dial);
}

TEST_CASE("an arrow key takes a dial to the next whole step, there and back, and not beyond its ends") {
  float value = 0;
  const Dial dial{value, -3, 3, 0.1f};
  for (int i = 1; i <= 30; ++i) {
    turn(dial, 1);
    CHECK(value == doctest::Approx(0.1 * i));
  }
  turn(dial, 1);
  CHECK(value == 3);
  for (int i = 0; i < 30; ++i) turn(dial, -1);
  CHECK(value == 0);
  value = 0.57f;
  turn(dial, 1);
  CHECK(value == doctest::Approx(0.6));
  value = -0.57f;
  turn(dial, 1);
  CHECK(value == doctest::Approx(-0.5));
  turn(dial, -2);
  CHECK(value == doctest::Approx(-0.7));
}

TEST_CASE("a dial that is held is one step of undo, and a seed brings back what had been dialled") {
  Opened window;
  Request& request = window.state.request;
  const Request start = request;
  for (int i = 0; i < 20; ++i) {
    window.turn_by_keys(first_direction_dial, 1);
    follow_hand(window.state, false);
  }
  window.rest();
  const Request dialled = request;
  choose_seed(request, 17);
  window.rest();
  CHECK(request.walk == start.walk);
  CHECK(request.z != start.z);
  window.go(-1);
  CHECK(request == dialled);
  window.go(-1);
  CHECK(request == start);
  window.go(2);
  CHECK(request.seed == 17);
  CHECK_FALSE(request.new_latent);
}

TEST_CASE("a seed that is chosen and taken back at once is there for redo, with its latent numbers") {
  Opened window;
  Request& request = window.state.request;
  const Request start = request;
  choose_seed(request, 17);
  window.go(-1);
  CHECK(request == start);
  window.go(1);
  CHECK(request.seed == 17);
  CHECK(request.z != start.z);
}

TEST_CASE("another model begins a history and its first mark") {
  Opened window;
  window.turn_by_keys(truncation_dial, -4);
  mark_another(window.state, 3);
  window.rest();
  CHECK(window.state.history.can_undo());
  window.open();
  CHECK_FALSE(window.state.history.can_undo());
  CHECK(window.state.marked == first_direction_dial);
}

TEST_CASE("a shuffled label is any of the model's, and none of a model without labels") {
  Opened window;
  shuffle_label(window.state);
  CHECK(window.state.request.label == 0);
  window.file = window.folder.path() / "labelled.safetensors";
  REQUIRE(write_file(window.file, random_model(small_conditional_generator()).bytes()));
  window.open();
  const int count = window.state.model->generator.label_count();
  REQUIRE(count > 1);
  std::vector<int> times(static_cast<std::size_t>(count));
  for (int i = 0; i < 100 * count; ++i) {
    shuffle_label(window.state);
    ++times.at(static_cast<std::size_t>(window.state.request.label));
  }
  CHECK(std::count(times.begin(), times.end(), 0) == 0);
}
