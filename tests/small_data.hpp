// A little real data for a test, and a run that says nothing.
#pragma once

#include <stb/stb_image_write.h>

#include <filesystem>
#include <string>

#include "shared/files.hpp"
#include "tests/idx_bytes.hpp"
#include "tests/plain_files.hpp"
#include "tests/scratch_folder.hpp"
#include "trainer/data_set.hpp"
#include "trainer/run.hpp"

namespace ganvas::tests {

/// The first `count` images of Fashion-MNIST (Debian's package) as a data set of its own below `root`.
inline void small_fashion(const std::filesystem::path& root, int count) {
  auto data = train::load_data_set({"fashion", "", {}, 0}, root / "none", train::Split::train);
  REQUIRE_MESSAGE(data, data.message());
  std::filesystem::create_directories(root / "fashion");
  REQUIRE(write_file(root / "fashion/train-images-idx3-ubyte", idx_bytes(data->images.narrow(0, 0, count).squeeze(1))));
  REQUIRE(write_file(root / "fashion/train-labels-idx1-ubyte",
                     idx_bytes(data->labels.narrow(0, 0, count).to(torch::kUInt8))));
}

/// Ten labels of three colour pictures each: discs of a colour of their own, of several sizes.
inline void write_pictures(const std::filesystem::path& folder) {
  constexpr int side = 40;
  for (int label = 0; label < 10; ++label)
    for (int i = 0; i < 3; ++i) {
      std::vector<std::uint8_t> pixels;
      for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
          const int dx = x - side / 2, dy = y - side / 2;
          const bool inside = dx * dx + dy * dy < (6 + 4 * i) * (6 + 4 * i);
          for (int c = 0; c < 3; ++c)
            pixels.push_back(static_cast<std::uint8_t>(inside ? (label * 25 + c * 80) % 256 : 30));
        }
      const auto path = folder / text("label ", label) / text(i, ".png");
      std::filesystem::create_directories(path.parent_path());
      REQUIRE(stbi_write_png(path.c_str(), side, side, 3, pixels.data(), side * 3));
    }
}

inline train::RunOptions quiet_options(const std::filesystem::path& folder) {
  train::RunOptions options;
  options.out = folder / "runs";
  options.data = folder;
  options.device = "cpu";
  options.quiet = true;
  options.images = 200;
  return options;
}

/// A new run, to its end or to where the options stop it.
inline train::RunOutcome finished(const train::Recipe& recipe, const train::RunOptions& options) {
  auto run = train::start_run(recipe, options);
  REQUIRE_MESSAGE(run, run.message());
  return *std::move(run);
}

}  // namespace ganvas::tests
