// Samples as files: a PNG grid, IDX as MNIST's, or NumPy's array.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "shared/model_card.hpp"

namespace ganvas::runtime {

/// Samples [n,C,H,W] with their labels [n] (empty for an unconditional model).
struct Samples {
  ImageFormat format;
  int count = 0;
  std::vector<float> images;
  std::vector<int> labels;

  std::span<const float> image(int i) const;
};

/// Bytes [height, width, channels], 1 or 3 channels, as a PNG file.
std::vector<std::byte> to_png(std::span<const std::uint8_t> bytes, int width, int height, int channels);

/// A grid of `columns` images a row, side by side without a gap.
Status write_png(const Samples& samples, int columns, const std::filesystem::path& file);
/// Whether `write_idx` can write these samples there, even before they are drawn. Makes the folder.
Status check_idx(const Samples& samples, const std::filesystem::path& folder);
/// images-idx3-ubyte [n,H,W] and, with labels, labels-idx1-ubyte [n]; single-channel images only.
Status write_idx(const Samples& samples, const std::filesystem::path& folder);
/// float32 [n,C,H,W], the card's own range.
Status write_npy(const Samples& samples, const std::filesystem::path& file);

}  // namespace ganvas::runtime
