// compare_digit CAPTURE.png IMAGE.png X Y SCALE: each pixel of the image, SCALE times as large, at X Y of the capture.
#define STB_IMAGE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  int width = 0, height = 0, wide = 0, high = 0, channels = 0;
  const unsigned char* capture = stbi_load(argv[1], &wide, &high, &channels, 3);
  const unsigned char* image = stbi_load(argv[2], &width, &height, &channels, 3);
  const int left = std::atoi(argv[3]), top = std::atoi(argv[4]), scale = std::atoi(argv[5]);
  if (!capture || !image || scale < 1 || left < 0 || top < 0 || left + width * scale > wide ||
      top + height * scale > high) {
    std::fprintf(stderr, "cannot compare: a picture is missing, or the digit lies outside the window\n");
    return 2;
  }
  int wrong = 0, darkest = 255, brightest = 0;
  for (int y = 0; y < height * scale; ++y)
    for (int x = 0; x < width * scale; ++x)
      for (int c = 0; c < 3; ++c) {
        const int found = capture[((top + y) * wide + left + x) * 3 + c];
        const int wanted = image[(y / scale * width + x / scale) * 3 + c];
        darkest = wanted < darkest ? wanted : darkest;
        brightest = wanted > brightest ? wanted : brightest;
        wrong += found != wanted;
      }
  std::printf("%d of %d values differ; the image runs from %d to %d\n", wrong, width * height * scale * scale * 3,
              darkest, brightest);
  return wrong == 0 && brightest > darkest ? 0 : 1;
}
