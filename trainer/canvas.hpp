// A picture to draw a chart on: rectangles, smooth curves, text; PNG at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ganvas::train {

struct Colour {
  std::uint8_t red, green, blue;
  bool operator==(const Colour&) const = default;
};
struct Point {
  double x, y;  // pixels from the upper left corner
};
enum class Align { left, centre, right };

struct Dashes {
  double on = 1, off = 0;  // pixels along the curve
};

class Canvas {
 public:
  Canvas(int width, int height, Colour paper);

  void rectangle(int left, int top, int width, int height, Colour colour);
  /// Through all points, with round joints and ends; one point is a dot.
  void curve(std::span<const Point> points, double width, Colour colour, Dashes dashes = {});
  /// UTF-8, its baseline at `at`; `size` is the height of a line in pixels. In DejaVu Sans where the system has it,
  /// else in plain block letters.
  void write(Point at, std::string_view text, double size, Colour colour, Align align = Align::left);

  std::vector<std::byte> png() const;

 private:
  void blend(int x, int y, double coverage, Colour colour);
  void write_block_letters(Point at, std::string_view text, double size, Colour colour, Align align);

  int width_, height_;
  std::vector<Colour> pixels_;
};

}  // namespace ganvas::train
