#include "runtime/viewer/history.hpp"

#include <doctest/doctest.h>

using ganvas::viewer::Choices;
using ganvas::viewer::History;

namespace {

Choices with_seed(long long seed) { return {.seed = seed, .label = 3, .z = {0.5f, -1}, .walk = {0}}; }

// A history of a hand that rested at each of these seeds, and where it is now.
struct Rested {
  explicit Rested(long long seeds) {
    for (long long seed = 0; seed < seeds; ++seed) history.settle(now = with_seed(seed));
  }
  History history;
  Choices now;
};

}  // namespace

TEST_CASE("a drag of hundreds of positions is one step of undo") {
  Rested rested(1);
  for (int i = 0; i < 300; ++i) rested.now.walk[0] = static_cast<float>(i) / 100;  // the hand rests nowhere on its way
  const Choices dragged = rested.now;
  rested.history.settle(rested.now);
  rested.history.undo(rested.now);
  CHECK(rested.now == with_seed(0));
  CHECK_FALSE(rested.history.can_undo());
  rested.history.redo(rested.now);
  CHECK(rested.now == dragged);
}

TEST_CASE("undo brings back seed, label, psi, the latent numbers and the walk") {
  Rested rested(1);
  rested.history.settle(rested.now = {.seed = 7, .label = 4, .truncation = 0.5f, .z = {1, 2}, .walk = {3}});
  rested.history.undo(rested.now);
  CHECK(rested.now == with_seed(0));
}

TEST_CASE("a new change cuts off what was undone") {
  Rested rested(3);
  rested.history.undo(rested.now);
  rested.history.settle(rested.now = with_seed(9));
  CHECK_FALSE(rested.history.can_redo());
  rested.history.redo(rested.now);
  CHECK(rested.now == with_seed(9));
  rested.history.undo(rested.now);
  CHECK(rested.now == with_seed(1));
}

TEST_CASE("undo in the middle of a change goes back to before it, and redo to its middle") {
  Rested rested(2);
  rested.now = with_seed(9);
  rested.history.undo(rested.now);
  CHECK(rested.now == with_seed(1));
  rested.history.redo(rested.now);
  CHECK(rested.now == with_seed(9));
}

TEST_CASE("a hand that rests where it was makes no step, and cuts off nothing") {
  Rested rested(2);
  rested.history.undo(rested.now);
  rested.history.settle(rested.now);
  CHECK(rested.history.can_redo());
  CHECK_FALSE(rested.history.can_undo());
}

TEST_CASE("a history forgets its oldest steps, not its newest") {
  const auto most = static_cast<long long>(History::longest);
  Rested rested(most + 50);
  int steps = 0;
  for (; rested.history.can_undo(); ++steps) rested.history.undo(rested.now);
  CHECK(steps == most);
  CHECK(rested.now == with_seed(49));
  while (rested.history.can_redo()) rested.history.redo(rested.now);
  CHECK(rested.now == with_seed(most + 49));
}

TEST_CASE("nothing leads back to before a history was cleared") {
  Rested rested(3);
  rested.history.undo(rested.now);
  rested.history.clear();
  rested.history.settle(rested.now = with_seed(9));
  CHECK_FALSE(rested.history.can_undo());
  CHECK_FALSE(rested.history.can_redo());
  rested.history.undo(rested.now);
  CHECK(rested.now == with_seed(9));
}
