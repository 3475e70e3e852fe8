// compare_digit CAPTURE.png IMAGE.png X Y SCALE [smooth]: at X Y of the capture is the image, SCALE times as large,
// each pixel a square or, smooth, bilinear from the middle of its first pixel to that of its last.
#define STB_IMAGE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace {

struct Image {
  int width = 0, height = 0;
  const unsigned char* rgb = nullptr;
  double at(int x, int y, int c) const { return rgb[(y * width + x) * 3 + c]; }
};

double square(const Image& image, int x, int y, int c, int across, int down) {
  return image.at((2 * x + 1) * image.width / (2 * across), (2 * y + 1) * image.height / (2 * down), c);
}

double bilinear(const Image& image, int x, int y, int c, int across, int down) {
  const double u = (x + 0.5) / across * (image.width - 1), v = (y + 0.5) / down * (image.height - 1);
  const int i = static_cast<int>(u), j = static_cast<int>(v);
  const auto along = [&](int row) { return image.at(i, row, c) * (1 - u + i) + image.at(i + 1, row, c) * (u - i); };
  return along(j) * (1 - v + j) + along(j + 1) * (v - j);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6 && argc != 7) return 2;
  const bool smooth = argc == 7;
  const double allowed = smooth ? 2 : 0;  // OpenGL weighs in steps
  int width = 0, height = 0, wide = 0, high = 0, channels = 0;
  const unsigned char* capture = stbi_load(argv[1], &wide, &high, &channels, 3);
  const unsigned char* image = stbi_load(argv[2], &width, &height, &channels, 3);
  const int left = std::atoi(argv[3]), top = std::atoi(argv[4]);
  const double scale = std::atof(argv[5]);
  const int across = static_cast<int>(std::lround(width * scale)), down = static_cast<int>(std::lround(height * scale));
  if (!capture || !image || across < 1 || down < 1 || left < 0 || top < 0 || left + across > wide ||
      top + down > high) {
    std::fprintf(stderr, "cannot compare: a picture is missing, or the digit lies outside the window\n");
    return 2;
  }
  const Image drawn{width, height, image};
  int wrong = 0, darkest = 255, brightest = 0;
  for (int y = 0; y < down; ++y)
    for (int x = 0; x < across; ++x)
      for (int c = 0; c < 3; ++c) {
        const int found = capture[((top + y) * wide + left + x) * 3 + c];
        const double wanted = (smooth ? bilinear : square)(drawn, x, y, c, across, down);
        darkest = std::min(darkest, static_cast<int>(wanted));
        brightest = std::max(brightest, static_cast<int>(wanted));
        wrong += std::abs(found - wanted) > allowed;
      }
  std::printf("%d of %d values differ; the image runs from %d to %d\n", wrong, across * down * 3, darkest, brightest);
  return wrong == 0 && brightest > darkest ? 0 : 1;
}
