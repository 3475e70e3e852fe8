// losses.png: a run's curves, drawn from its stats.jsonl.
#pragma once

#include <filesystem>
#include <string>

#include "shared/result.hpp"
#include "trainer/canvas.hpp"

namespace ganvas::train {

// Of the page's palette: who learns has the same colour wherever it is shown.
inline constexpr Colour generator_colour{0x0a, 0x7a, 0x6c}, discriminator_colour{0xc2, 0x5a, 0x1c};

/// Reads `folder`/stats.jsonl and writes `folder`/losses.png, 1200×800: the losses (every number whose name ends in
/// "loss"), and below them the accuracies ("right"), without which it is 1200×460. A run without a line yet gets no
/// picture.
Status draw_losses(const std::filesystem::path& folder, const std::string& title);

}  // namespace ganvas::train
