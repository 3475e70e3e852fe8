#include "trainer/progress_bar.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "trainer/report.hpp"

namespace ganvas::train {

ProgressBar::ProgressBar(std::string what, std::int64_t total, bool quiet)
    : what_(std::move(what)),
      total_(std::max<std::int64_t>(total, 1)),
      quiet_(quiet),
      terminal_(!quiet && isatty(STDERR_FILENO)),
      started_(now_seconds()),
      last_drawn_(started_) {
  if (!quiet_) std::fprintf(stderr, "%s …%s", what_.c_str(), terminal_ ? "" : "\n");
}

ProgressBar::~ProgressBar() {
  if (!quiet_)
    std::fprintf(stderr, "%s%s: %s\n", terminal_ ? "\r\033[K" : "", what_.c_str(),
                 duration(now_seconds() - started_).c_str());
}

void ProgressBar::at(std::int64_t done) {
  const double now = now_seconds();
  if (!terminal_ || done <= 0 || now - last_drawn_ < 0.2) return;
  last_drawn_ = now;
  const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
  const auto filled = static_cast<std::size_t>(30 * share);
  std::fprintf(stderr, "\r\033[K%s [%s%s] %s left", what_.c_str(), std::string(filled, '#').c_str(),
               std::string(30 - filled, '.').c_str(), duration((now - started_) * (1 - share) / share).c_str());
}

}  // namespace ganvas::train
