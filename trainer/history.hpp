// How a generator learned: copies of it over the run, each a weights file like any other (I8), and the curves beside
// them.
#pragma once

#include <filesystem>

#include "trainer/weights.hpp"

namespace ganvas::train {

/// Keeps G, if the step just done passed one of the recipe's `snapshots`: FOLDER/history/IMAGES.safetensors.
Status keep_snapshot(const std::filesystem::path& folder, const Recipe& recipe, ModelCard card,
                     const Networks& networks, long long step);

/// FOLDER/history/history.json: {"snapshots": [{"file": …, "images": …}], "curves": {"images": […], "G loss": […], …}},
/// from the files there and from stats.jsonl, thinned to at most 200 points, each the mean of what it stands for.
Status write_history(const std::filesystem::path& folder, const Recipe& recipe);

}  // namespace ganvas::train
