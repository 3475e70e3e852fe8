// What a run says: status lines on the terminal and in log.txt, numbers in stats.jsonl and for TensorBoard, pictures.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/result.hpp"
#include "trainer/tensorboard.hpp"

namespace ganvas::train {

/// A grid of images [N,C,H,W], C being 1 (grey) or 3, in -1 … 1 as PNG, `columns` wide, written atomically.
Status write_grid(const std::filesystem::path& path, const torch::Tensor& images, int columns);

class Report {
 public:
  Report(const std::filesystem::path& folder, bool quiet);

  /// Before the first tick, with the step that the run stands at: what stats.jsonl and TensorBoard have after it, from
  /// before an interruption, is dropped.
  Status begin(long long step);
  /// A line for the terminal and log.txt.
  void say(const std::string& line);
  /// After each tick: means, speed, memory and warnings, to stats.jsonl and TensorBoard; the losses, the accuracies and
  /// the warnings also to log.txt.
  Status tick(long long step, long long steps, double seconds, double images_per_second,
              std::map<std::string, double> means, const std::vector<std::string>& warnings);
  /// A PNG of the run's, for TensorBoard.
  Status picture(long long step, std::string_view name, const std::filesystem::path& png);
  /// A bar with speed and time left, if the terminal is one; called each step, drawn a few times a second.
  void progress(long long step, long long steps, double steps_per_second);

 private:
  std::filesystem::path folder_;
  std::ofstream log_, stats_;
  std::optional<EventFile> events_;
  bool quiet_, terminal_;
  double last_drawn_ = 0;
};

/// "1 h 02 min", "4 min 10 s", "9 s"
std::string duration(double seconds);
/// Four digits: "0.5407"
std::string brief(double value);
double now_seconds();

}  // namespace ganvas::train
