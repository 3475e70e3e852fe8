#include "runtime/convolution.hpp"

#include <algorithm>
#include <numeric>

#include "runtime/kernel_sets.hpp"
#include "runtime/winograd.hpp"

namespace ganvas::runtime {
namespace {

// x [depth, n]: patches of one pixel.
class Vectors final : public ColumnSource {
 public:
  Vectors(const float* x, int n, int depth) : x_(x), n_(n), depth_(depth) {}

  const float* columns(int first, int count, int width, float* block) const override {
    if (width == n_) return x_;
    std::ptrdiff_t corner[most_columns];
    std::iota(corner, corner + count, first);
    kernels().patches(count, corner, x_, {depth_, 1, 1, n_, 0}, block);
    return block;
  }

 private:
  const float* x_;
  int n_, depth_;
};

// The images that a phase reads, with their border.
struct Images {
  const float* x;  // [C, n, height, width]
  int channels, n, height, width;

  std::ptrdiff_t channel_stride() const { return std::ptrdiff_t{n} * height * width; }
  const float* at(int image, int row, int column) const {
    return x + (std::ptrdiff_t{image} * height + row) * width + column;
  }
};

Taps taps_of(const Phase& phase, const Images& images) {
  return {images.channels, phase.tap_rows, phase.tap_columns, images.channel_stride(), images.width};
}

// The patches of a phase: column (image, row, column) is one pixel that it makes.
class Patches final : public ColumnSource {
 public:
  Patches(const Phase& phase, int in_stride, const Images& images)
      : phase_(phase), in_stride_(in_stride), images_(images) {}

  const float* columns(int first, int count, int width, float* block) const override {
    std::ptrdiff_t corner[most_columns];
    int column = first % phase_.columns, row = first / phase_.columns % phase_.rows;
    int image = first / phase_.columns / phase_.rows;
    for (int j = 0; j < count; ++j) {
      corner[j] = images_.at(image, phase_.top + row * in_stride_, phase_.left + column * in_stride_) - images_.x;
      if (++column < phase_.columns) continue;
      column = 0;
      if (++row == phase_.rows) row = 0, ++image;
    }
    if (width == 1) {
      copy_patch(images_.x + corner[0], block);
    } else {
      kernels().patches(count, corner, images_.x, taps_of(phase_, images_), block);
    }
    return block;
  }

 private:
  void copy_patch(const float* corner, float* block) const {
    for (int c = 0; c < images_.channels; ++c)
      for (int a = 0; a < phase_.tap_rows; ++a)
        block = std::copy_n(corner + c * images_.channel_stride() + std::ptrdiff_t{a} * images_.width,
                            phase_.tap_columns, block);
  }

  const Phase& phase_;
  int in_stride_;
  const Images& images_;
};

constexpr int few_rows = 4;

// So few channels that most of a tile would be zeros: a row of pixels at a time, straight from the image. Three
// channels share what they read, where their rows are whole; else what a row writes too much the next one
// overwrites.
void convolve_rows(const Phase& phase, const Images& images, float* y) {
  const int outputs = phase.weights.rows == 3 && phase.columns % together_pixels == 0 ? 3 : 1;
  const std::ptrdiff_t plane = std::ptrdiff_t{images.n} * phase.rows * phase.columns;
  for (int o = 0; o < phase.weights.rows; o += outputs, y += (outputs - 1) * plane)
    for (int row = 0; row < images.n * phase.rows; ++row)
      for (int first = 0; first < phase.columns; first += longest_row) {
        const int count = std::min(longest_row, phase.columns - first);
        kernels().row(outputs, count, phase.weights.panels.data() + o,
                      images.at(row / phase.rows, phase.top + row % phase.rows, phase.left + first),
                      taps_of(phase, images), {phase.weights.bias.data() + o, phase.weights.slope}, y, plane);
        y += count;
      }
}

// Puts the pixels of a phase, [C, n, rows, columns], where they belong.
void spread(const Phase& phase, int stride, const float* from, std::ptrdiff_t planes, const Planes& after, float* y) {
  for (std::ptrdiff_t p = 0; p < planes; ++p)
    for (int row = 0; row < phase.rows; ++row, from += phase.columns) {
      float* to = y + (p * after.height + phase.row + row * stride) * after.width + phase.column;
      for (int column = 0; column < phase.columns; ++column) to[column * stride] = from[column];
    }
}

// The same of two phases that make every other pixel of the same rows.
void weave_rows(const Phase& phase, const float* even, const float* odd, std::ptrdiff_t planes, const Planes& after,
                float* y) {
  for (std::ptrdiff_t p = 0; p < planes; ++p)
    for (int row = 0; row < phase.rows; ++row, even += phase.columns, odd += phase.columns)
      kernels().weave(phase.columns, even, odd, y + (p * after.height + phase.row + row * 2) * after.width);
}

std::ptrdiff_t bordered_size(const Border& b, const Planes& before) {
  if (b.left + b.right + b.top + b.bottom == 0) return 0;
  return std::ptrdiff_t{before.channels} * (b.top + before.height + b.bottom) * (b.left + before.width + b.right);
}

}  // namespace

void multiply_vectors(const PackedMatrix& a, std::ptrdiff_t area, const Memory& m) {
  const bool in_order = area == 1 || m.n == 1;
  float* made = in_order ? m.y : m.scratch;
  multiply(a, m.n, Vectors(m.x, m.n, a.depth), m.block, made, m.last_first);
  if (in_order) return;
  // [C·area, n] -> [C, n, area]
  for (int c = 0; c < a.rows; c += static_cast<int>(area))
    for (int i = 0; i < m.n; ++i)
      for (std::ptrdiff_t p = 0; p < area; ++p) m.y[(c * m.n) + i * area + p] = made[(c + p) * m.n + i];
}

std::ptrdiff_t scratch_size(const Phases& phases, const Planes& before, const Planes& after) {
  if (!phases.winograd.empty()) return winograd_scratch(before);
  const std::ptrdiff_t bordered =
      bordered_size(phases.border, before);  // with zeros around; and two phases by themselves
  if (phases.out_stride == 1) return bordered;
  const Phase& first = phases.each.front();  // the largest; two of them are woven into rows
  return bordered + std::ptrdiff_t{2} * after.channels * first.rows * first.columns;
}

std::ptrdiff_t block_size(const Phases& phases, const Planes& before) {
  if (!phases.winograd.empty()) return winograd_block(before);
  std::ptrdiff_t largest = 0;
  for (const Phase& phase : phases.each) largest = std::max(largest, block_size(phase.weights));
  return largest;
}

void convolve(const Phases& phases, const Planes& before, const Planes& after, const Memory& m) {
  if (!phases.winograd.empty()) return convolve_winograd(phases, before, after, m);
  const Border& b = phases.border;
  Images images{.x = m.x,
                .channels = before.channels,
                .n = m.n,
                .height = b.top + before.height + b.bottom,
                .width = b.left + before.width + b.right};
  const std::ptrdiff_t bordered = bordered_size(b, before) * m.n;
  if (bordered > 0) {
    zero_pad(m.x, std::ptrdiff_t{before.channels} * m.n, before.height, before.width, b, m.scratch);
    images.x = m.scratch;
  }
  const auto make = [&](const Phase& phase, float* y) {
    if (phase.weights.rows < few_rows && phases.in_stride == 1)
      convolve_rows(phase, images, y);
    else
      multiply(phase.weights, m.n * phase.rows * phase.columns, Patches(phase, phases.in_stride, images), m.block, y);
  };
  if (phases.out_stride == 1) return make(phases.each.front(), m.y);
  const std::ptrdiff_t planes = std::ptrdiff_t{after.channels} * m.n;
  for (auto phase = phases.each.begin(); phase != phases.each.end(); ++phase) {
    float* made = m.scratch + bordered;
    make(*phase, made);
    const bool pair = phases.out_stride == 2 && phase->column == 0 && phase->columns * 2 == after.width;
    if (!pair) {
      spread(*phase, phases.out_stride, made, planes, after, m.y);
      continue;
    }
    const float* even = made;
    made += planes * phase->rows * phase->columns;
    make(*++phase, made);
    weave_rows(*phase, even, made, planes, after, m.y);
  }
}

}  // namespace ganvas::runtime
