// Undo and redo.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace ganvas::viewer {

/// All that a picture of one model follows from: what undo brings back.
struct Choices {
  long long seed = 0;
  int label = 0;
  float truncation = 1;     // ψ: z is multiplied by it
  std::vector<float> z;     // as the sliders show it, before the walk and ψ
  std::vector<float> walk;  // how far along each of the model's directions

  bool operator==(const Choices&) const = default;
};

/// Where the hand rested, in order. What lies between two rests, as in a drag, is one step.
class History {
 public:
  static constexpr std::size_t longest = 200;  // as in the page

  /// The hand rests here: a step from where it last did, if anything differs; what was undone can't be redone then.
  void settle(const Choices& now);
  /// Each goes one step from `now`, wherever the hand had got to; without a step to go, it stays.
  void undo(Choices& now);
  void redo(Choices& now);
  bool can_undo() const { return !past_.empty(); }
  bool can_redo() const { return !future_.empty(); }
  /// For another model, to which none of this applies.
  void clear() { *this = {}; }

 private:
  void move(std::vector<Choices>& from, std::vector<Choices>& to, Choices& now);

  std::vector<Choices> past_, future_;  // the next step of each is its last
  std::optional<Choices> settled_;      // none yet: where the hand rests first is no step
};

}  // namespace ganvas::viewer
