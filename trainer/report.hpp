// What a run says: status lines on the terminal and in log.txt, numbers in stats.jsonl, pictures.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "shared/result.hpp"

namespace ganvas::train {

/// A grid of images [N,C,H,W], C being 1 (grey) or 3, in -1 … 1 as PNG, `columns` wide, written atomically.
Status write_grid(const std::filesystem::path& path, const torch::Tensor& images, int columns);

class Report {
 public:
  Report(const std::filesystem::path& folder, bool quiet);

  /// A line for the terminal and log.txt.
  void say(const std::string& line);
  /// After each tick: means, speed and time left, to log.txt and stats.jsonl.
  void tick(long long step, long long steps, double seconds, double images_per_second,
            const std::map<std::string, double>& means);
  /// A bar with speed and time left, if the terminal is one; called each step, drawn a few times a second.
  void progress(long long step, long long steps, double steps_per_second);

 private:
  std::ofstream log_, stats_;
  bool quiet_, terminal_;
  double last_drawn_ = 0;
};

/// "1 h 02 min", "4 min 10 s", "9 s"
std::string duration(double seconds);
double now_seconds();

}  // namespace ganvas::train
