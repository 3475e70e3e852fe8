// stats.jsonl, read back: what a run measured, a line a tick.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "shared/result.hpp"

namespace ganvas::train {

inline constexpr const char* stats_file = "stats.jsonl";

struct StatsLine {
  long long step;
  std::map<std::string, double> values;  // the line's numbers; what was not finite is missing
};

/// What a number is of: "level_2.D loss" of the level 2 of a pyramid, a name without a level of its lowest one, 0.
struct NumberName {
  int level;
  std::string prefix, rest;  // "level_2.", "D loss"
};
NumberName level_of(const std::string& name);

/// In the file's order. What is no JSON object with a step is passed over: a crash leaves half a line.
Result<std::vector<StatsLine>> read_stats(const std::filesystem::path& file);

/// Drops the lines after `step`, and what is no line: a run that goes on from there writes them again. A file that does
/// not exist stays so.
Status keep_stats_until(const std::filesystem::path& file, long long step);

}  // namespace ganvas::train
