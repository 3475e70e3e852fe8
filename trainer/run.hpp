// One run: its folder, its loop, its files.
#pragma once

#include <csignal>
#include <filesystem>
#include <string>

#include "trainer/data_set.hpp"
#include "trainer/recipe.hpp"

namespace ganvas::train {

struct RunOptions {
  std::filesystem::path out = "runs";   // a numbered folder is made in it
  std::filesystem::path data = "data";  // the data sets' root
  std::filesystem::path classifier;     // judges the finished generator, or a folder of judges; empty: not measured
  std::string device = "auto";          // auto, cpu, cuda
  bool quiet = false;                   // no status on the terminal (tests)
  int images = measured_images;         // drawn to measure the finished generator and to find its directions
  bool dry_run = false;                 // checks everything, makes and trains nothing
  long long stop_after = -1;            // as if interrupted after that many steps (tests)
};

/// Set by the signal handler: the run saves and ends after the current step.
extern volatile std::sig_atomic_t stop_requested;

struct RunOutcome {
  std::filesystem::path folder;
  std::filesystem::path weights;  // empty when the run was interrupted
};

/// A new run, in a new folder.
Result<RunOutcome> start_run(const Recipe& recipe, const RunOptions& options);
/// Goes on with the run in `folder`.
Result<RunOutcome> resume_run(const std::filesystem::path& folder, const RunOptions& options);
/// The resolved options that the run in `folder` was started with.
Result<Recipe> recipe_of_run(const std::filesystem::path& folder);

Result<torch::Device> choose_device(const std::string& name);

}  // namespace ganvas::train
