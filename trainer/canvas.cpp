#include "trainer/canvas.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#define STBTT_STATIC
#define STB_TRUETYPE_IMPLEMENTATION
#include <stb/stb_easy_font.h>
#include <stb/stb_image_write.h>
#include <stb/stb_truetype.h>

#include "shared/files.hpp"

namespace ganvas::train {
namespace {

// Where Debian, Fedora and Arch put it.
constexpr const char* font_files[] = {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
                                      "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
                                      "/usr/share/fonts/TTF/DejaVuSans.ttf"};

struct Font {
  std::vector<std::byte> file;
  stbtt_fontinfo info{};
};

// Null where the system has no such font.
const Font* font() {
  static const Font found = [] {
    Font loaded;
    for (const char* name : font_files) {
      auto bytes = read_file(name);
      if (!bytes) continue;
      loaded.file = *std::move(bytes);
      if (stbtt_InitFont(&loaded.info, reinterpret_cast<const unsigned char*>(loaded.file.data()), 0)) return loaded;
    }
    return Font{};
  }();
  return found.file.empty() ? nullptr : &found;
}

// Bytes that are no UTF-8 become U+FFFD, a question mark in a box.
std::u32string decode(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    const int more = lead < 0x80 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : -1;
    char32_t code = more == 0 ? lead : more < 0 ? 0xFFFD : lead & (0x3Fu >> more);
    for (int k = 0; k < more; ++k)
      code = i < text.size() && (text[i] & 0xC0) == 0x80 ? code << 6 | (text[i++] & 0x3Fu) : 0xFFFD;
    out.push_back(code);
  }
  return out;
}

double start_of(double x, double width, Align align) {
  return align == Align::left ? x : align == Align::centre ? x - width / 2 : x - width;
}

// How far a point is from a segment, and how far along it the place is that it is nearest to.
struct Nearness {
  double distance, along;
};
Nearness nearness(Point p, Point a, Point b) {
  const double dx = b.x - a.x, dy = b.y - a.y, squared = dx * dx + dy * dy;
  const double t = squared == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / squared, 0.0, 1.0);
  return {std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy), t * std::sqrt(squared)};
}

}  // namespace

Canvas::Canvas(int width, int height, Colour paper)
    : width_(width), height_(height), pixels_(static_cast<std::size_t>(width * height), paper) {}

void Canvas::blend(int x, int y, double coverage, Colour colour) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
  Colour& pixel = pixels_[static_cast<std::size_t>(y * width_ + x)];
  const auto mixed = [&](std::uint8_t from, std::uint8_t to) {
    return static_cast<std::uint8_t>(std::lround(from + coverage * (to - from)));
  };
  pixel = {mixed(pixel.red, colour.red), mixed(pixel.green, colour.green), mixed(pixel.blue, colour.blue)};
}

void Canvas::rectangle(int left, int top, int width, int height, Colour colour) {
  for (int y = top; y < top + height; ++y)
    for (int x = left; x < left + width; ++x) blend(x, y, 1, colour);
}

// A pixel's coverage falls from 1 to 0 across one pixel at the edge. The largest of all segments counts, so that joints
// are no darker than the rest.
void Canvas::curve(std::span<const Point> points, double width, Colour colour, Dashes dashes) {
  if (points.empty()) return;
  std::vector<float> coverage(pixels_.size());
  double begin = 0;  // of the segment, along the curve
  for (std::size_t i = 0; i == 0 || i + 1 < points.size(); ++i) {
    const Point a = points[i], b = points[std::min(i + 1, points.size() - 1)];
    const double reach = width / 2 + 1;
    const auto low = [&](double u, double v) { return std::max(0, static_cast<int>(std::min(u, v) - reach)); };
    const auto high = [&](double u, double v, int limit) {
      return std::min(limit - 1, static_cast<int>(std::max(u, v) + reach));
    };
    for (int y = low(a.y, b.y); y <= high(a.y, b.y, height_); ++y)
      for (int x = low(a.x, b.x); x <= high(a.x, b.x, width_); ++x) {
        const auto [distance, along] = nearness({x + 0.5, y + 0.5}, a, b);
        if (dashes.off > 0 && std::fmod(begin + along, dashes.on + dashes.off) > dashes.on) continue;
        const double inside = 0.5 + width / 2 - distance;
        float& here = coverage[static_cast<std::size_t>(y * width_ + x)];
        here = std::max(here, static_cast<float>(std::clamp(inside, 0.0, 1.0)));
      }
    begin += std::hypot(b.x - a.x, b.y - a.y);
  }
  for (int y = 0; y < height_; ++y)
    for (int x = 0; x < width_; ++x)
      if (const float c = coverage[static_cast<std::size_t>(y * width_ + x)]; c > 0) blend(x, y, c, colour);
}

void Canvas::write(Point at, std::string_view text, double size, Colour colour, Align align) {
  const Font* face = font();
  if (!face) return write_block_letters(at, text, size, colour, align);
  const float scale = stbtt_ScaleForPixelHeight(&face->info, static_cast<float>(size));
  std::vector<std::pair<int, double>> glyphs;  // with the pen's place
  double pen = 0;
  for (const char32_t code : decode(text)) {
    const int glyph = stbtt_FindGlyphIndex(&face->info, static_cast<int>(code));
    if (!glyphs.empty())
      pen += scale * static_cast<float>(stbtt_GetGlyphKernAdvance(&face->info, glyphs.back().first, glyph));
    glyphs.emplace_back(glyph, pen);
    int advance = 0, bearing = 0;
    stbtt_GetGlyphHMetrics(&face->info, glyph, &advance, &bearing);
    pen += scale * static_cast<float>(advance);
  }
  const double start = start_of(at.x, pen, align);
  for (const auto& [glyph, offset] : glyphs) {
    const double x = start + offset, whole = std::floor(x);
    int width = 0, height = 0, left = 0, top = 0;
    unsigned char* bitmap = stbtt_GetGlyphBitmapSubpixel(&face->info, scale, scale, static_cast<float>(x - whole), 0,
                                                         glyph, &width, &height, &left, &top);
    for (int row = 0; row < height; ++row)
      for (int column = 0; column < width; ++column)
        blend(static_cast<int>(whole) + left + column, static_cast<int>(at.y) + top + row,
              bitmap[row * width + column] / 255.0, colour);
    stbtt_FreeBitmap(bitmap, nullptr);
  }
}

void Canvas::write_block_letters(Point at, std::string_view text, double size, Colour colour, Align align) {
  std::string letters(text);
  for (char& c : letters) c = c < 32 || c > 126 ? '?' : c;
  struct Corner {
    float x, y, z;
    unsigned char colour[4];
  };
  std::vector<Corner> corners(letters.size() * 100);
  const int quads = stb_easy_font_print(0, 0, letters.data(), nullptr, corners.data(),
                                        static_cast<int>(corners.size() * sizeof(Corner)));
  const double scale = size / 12;  // its lines are 12 high, its capitals 7
  const double start = start_of(at.x, stb_easy_font_width(letters.data()) * scale, align);
  for (int i = 0; i < quads; ++i) {
    const Corner &a = corners[static_cast<std::size_t>(4 * i)], &b = corners[static_cast<std::size_t>(4 * i + 2)];
    const auto pixel = [&](double origin, double value) {
      return static_cast<int>(std::lround(origin + value * scale));
    };
    const int left = pixel(start, a.x), top = pixel(at.y, a.y - 7);
    rectangle(left, top, std::max(1, pixel(start, b.x) - left), std::max(1, pixel(at.y, b.y - 7) - top), colour);
  }
}

std::vector<std::byte> Canvas::png() const {
  static_assert(sizeof(Colour) == 3, "rows are handed over as packed RGB");
  std::vector<std::byte> out;
  const auto append = [](void* target, void* data, int size) {
    const auto* begin = static_cast<const std::byte*>(data);
    auto& all = *static_cast<std::vector<std::byte>*>(target);
    all.insert(all.end(), begin, begin + size);
  };
  stbi_write_png_to_func(append, &out, width_, height_, 3, pixels_.data(), 3 * width_);
  return out;
}

}  // namespace ganvas::train
