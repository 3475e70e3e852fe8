// A PNG file's pixels, to look for planted colours.
#pragma once

#include <stb/stb_image.h>

#include <cstring>
#include <filesystem>
#include <vector>

#include "shared/files.hpp"
#include "trainer/canvas.hpp"

namespace ganvas::tests {

using train::Colour;

struct Picture {
  int width = 0, height = 0;
  std::vector<Colour> pixels;

  explicit Picture(const std::filesystem::path& path) {
    const auto file = read_file(path);
    REQUIRE_MESSAGE(file, file.message());
    int channels = 0;
    auto* bytes = stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(file->data()), static_cast<int>(file->size()),
                                        &width, &height, &channels, 3);
    REQUIRE_MESSAGE(bytes, path.string());
    pixels.resize(static_cast<std::size_t>(width * height));
    std::memcpy(pixels.data(), bytes, pixels.size() * sizeof(Colour));
    stbi_image_free(bytes);
  }
  /// The rows from `top` to `bottom` whose pixel in column x has exactly that colour: their mean, or -1.
  double row(Colour colour, int x, int top, int bottom) const {
    int count = 0, sum = 0;
    for (int y = top; y < bottom; ++y)
      if (pixels[static_cast<std::size_t>(y * width + x)] == colour) ++count, sum += y;
    return count ? static_cast<double>(sum) / count : -1;
  }
};

}  // namespace ganvas::tests
