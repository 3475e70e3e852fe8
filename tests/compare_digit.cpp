// compare_digit CAPTURE.png IMAGE.png X Y SCALE: at X Y of the capture is the image, SCALE times as large.
#define STB_IMAGE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

#include <cmath>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  if (argc != 6) return 2;
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
  int wrong = 0, darkest = 255, brightest = 0;
  for (int y = 0; y < down; ++y)
    for (int x = 0; x < across; ++x)
      for (int c = 0; c < 3; ++c) {
        const int found = capture[((top + y) * wide + left + x) * 3 + c];
        const int wanted =
            image[((2 * y + 1) * height / (2 * down) * width + (2 * x + 1) * width / (2 * across)) * 3 + c];
        darkest = wanted < darkest ? wanted : darkest;
        brightest = wanted > brightest ? wanted : brightest;
        wrong += found != wanted;
      }
  std::printf("%d of %d values differ; the image runs from %d to %d\n", wrong, across * down * 3, darkest, brightest);
  return wrong == 0 && brightest > darkest ? 0 : 1;
}
