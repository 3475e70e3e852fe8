// What a long measurement says while it lasts: its name at once, a bar with the time left if somebody watches, and how
// long it took. On the error output, so that the table of results can be kept alone.
#pragma once

#include <cstdint>
#include <string>

namespace ganvas::train {

class ProgressBar {
 public:
  ProgressBar(std::string what, std::int64_t total, bool quiet = false);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void at(std::int64_t done);

 private:
  const std::string what_;
  const std::int64_t total_;
  const bool quiet_, terminal_;
  const double started_;
  double last_drawn_;
};

}  // namespace ganvas::train
