#include "runtime/viewer/history.hpp"

#include <utility>

namespace ganvas::viewer {

void History::settle(const Choices& now) {
  if (settled_ == now) return;
  if (settled_) {
    past_.push_back(*std::move(settled_));
    if (past_.size() > longest) past_.erase(past_.begin());
    future_.clear();
  }
  settled_ = now;
}

void History::undo(Choices& now) { move(past_, future_, now); }
void History::redo(Choices& now) { move(future_, past_, now); }

void History::move(std::vector<Choices>& from, std::vector<Choices>& to, Choices& now) {
  settle(now);
  if (from.empty()) return;
  to.push_back(*std::move(settled_));
  settled_ = now = std::move(from.back());
  from.pop_back();
}

}  // namespace ganvas::viewer
