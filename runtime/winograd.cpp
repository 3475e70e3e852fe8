#include "runtime/winograd.hpp"

#include <algorithm>

#include "runtime/kernel_sets.hpp"

namespace ganvas::runtime {
namespace {

// A tile: four by four pixels of the output, two by two of each phase, made of four by four pixels of the input with
// its border. It becomes 25 numbers a channel, and each phase takes nine of them: row · 5 + column, rows and columns
// from 0 of the first phase and from 2 of the second.
constexpr int patch = 16, streams = 25, points = 9, second_phase = 2;
// Blocks of tiles that are packed at once; measured from 2^16 to 2^19.
constexpr std::ptrdiff_t packed_floats = std::ptrdiff_t{1} << 18;
constexpr int most_blocks = 8;
constexpr int apart = 16;  // between streams: were they powers of two, they would share few lines of the cache
constexpr std::ptrdiff_t cached_weights = std::ptrdiff_t{1} << 21;
constexpr int least_area = 16, least_channels = 16;

struct Tiles {
  explicit Tiles(const Planes& before) : rows((before.height + 1) / 2), columns((before.width + 1) / 2) {}
  int rows, columns;
  int area() const { return rows * columns; }
  // The input by odd and even rows and columns: of each such part a plane, one larger than the tiles each way.
  int part_width() const { return columns + 1; }
  std::ptrdiff_t part() const { return std::ptrdiff_t{rows + 1} * part_width(); }
};

// How the chunk's memory for blocks is divided: streams of all blocks, patches of one, products of all.
struct Blocks {
  explicit Blocks(int channels)
      : stream(std::ptrdiff_t{channels} * kernels().columns + apart),
        product(std::ptrdiff_t{panel_rows} * kernels().columns),
        at_once(static_cast<int>(std::clamp<std::ptrdiff_t>(packed_floats / (streams * stream), 1, most_blocks))) {}
  std::ptrdiff_t stream, product;  // floats: one stream of a block; one product of a panel and a block
  int at_once;
  std::ptrdiff_t patches() const { return at_once * streams * stream; }
  std::ptrdiff_t products() const { return patches() + patch * stream; }
  std::ptrdiff_t size() const { return products() + at_once * 2 * points * product + slack; }
};

// x [C, n, H, W] -> [C, n, 4, rows + 1, columns + 1]: odd rows before even ones, and so the columns; a zero where there
// is no pixel. The odd ones begin with the border.
void split(const float* x, std::ptrdiff_t planes, const Planes& before, const Tiles& tiles, float* to) {
  for (std::ptrdiff_t p = 0; p < planes; ++p, x += before.area())
    for (int part = 0; part < 4; ++part)
      for (int r = 0; r <= tiles.rows; ++r) {
        const int row = 2 * r - 1 + part / 2, odd = 1 - part % 2;
        const float* from = x + row * before.width;
        const int count = row < 0 || row >= before.height ? 0 : (before.width + part % 2) / 2;
        if (odd) *to++ = 0;
        for (int c = 0; c < count; ++c) *to++ = from[2 * c + odd];
        for (int c = count + odd; c < tiles.part_width(); ++c) *to++ = 0;
      }
}

// The work on one chunk.
class Chunk {
 public:
  Chunk(const Phases& phases, const Planes& before, const Planes& after, const Memory& memory)
      : phases_(phases), after_(after), tiles_(before), m_(memory), depth_(before.channels), blocks_(before.channels) {
    split(m_.x, std::ptrdiff_t{depth_} * m_.n, before, tiles_, m_.scratch);
  }

  void run() const {
    const int columns = m_.n * tiles_.area();
    for (int begin = 0; begin < columns; begin += blocks_.at_once * width_) {
      const int end = std::min(columns, begin + blocks_.at_once * width_);
      for (int first = begin, b = 0; first < end; first += width_, ++b)
        transform(first, std::min(width_, end - first), m_.block + b * streams * blocks_.stream);
      for (int down = 0; down < 2; ++down)
        for (int panel = 0; panel < after_.channels; panel += panel_rows) {
          multiply(down, panel, end - begin);
          for (int first = begin, b = 0; first < end; first += width_, ++b)
            combine(down, panel, first, std::min(width_, end - first), products() + b * 2 * points * blocks_.product);
        }
    }
  }

 private:
  float* products() const { return m_.block + blocks_.products(); }

  void transform(int first, int count, float* to) const {
    std::ptrdiff_t corner[most_columns];
    for (int j = 0; j < count; ++j) {
      const int image = (first + j) / tiles_.area(), tile = (first + j) % tiles_.area();
      corner[j] = image * 4 * tiles_.part() + tile / tiles_.columns * tiles_.part_width() + tile % tiles_.columns;
    }
    float* patches = m_.block + blocks_.patches();
    for (int part = 0; part < 4; ++part)
      kernels().patches(count, corner, m_.scratch + part * tiles_.part(),
                        {depth_, 2, 2, m_.n * 4 * tiles_.part(), tiles_.part_width()},
                        patches + part * 4 * blocks_.stream);
    kernels().differences(depth_, blocks_.stream, patches, to);
  }

  // All products of a panel of two phases that lie side by side, with all blocks.
  void multiply(int down, int panel, int columns) const {
    static constexpr float no_bias[most_rows] = {};
    const Kernels& k = kernels();
    for (int across = 0; across < 2; ++across) {
      const std::ptrdiff_t row = (down * 2 + across) * std::ssize(bias_) + panel;
      const float* weights = phases_.winograd.data() + row * points * depth_;
      for (int point = 0; point < points; ++point, weights += depth_ * panel_rows) {
        const int stream = (point / 3 + down * second_phase) * 5 + point % 3 + across * second_phase;
        const float* block = m_.block + stream * blocks_.stream;
        float* to = products() + (across * points + point) * blocks_.product;
        for (int first = 0; first < columns; first += width_) {
          const int packets = (std::min(width_, columns - first) + k.lanes - 1) / k.lanes, rows = k.rows_of(packets);
          for (int r = 0; r < std::min(panel_rows, after_.channels - panel); r += rows)
            k.tile(packets, weights + r, block, depth_, {no_bias, 1}, to + r * width_, width_);
          block += streams * blocks_.stream;
          to += 2 * points * blocks_.product;
        }
      }
    }
  }

  void combine(int down, int panel, int first, int count, const float* made) const {
    Quad quads[most_columns];
    for (int j = 0; j < count; ++j) {
      const int image = (first + j) / tiles_.area(), tile = (first + j) % tiles_.area();
      const int row = tile / tiles_.columns * 4 + down, column = tile % tiles_.columns * 4;
      quads[j] = {.at = (std::ptrdiff_t{image} * after_.height + row) * after_.width + column,
                  .rows = row + 2 < after_.height ? 2 : 1,
                  .columns = column + 4 <= after_.width ? 4 : 2};
    }
    const int end = std::min(panel + panel_rows, after_.channels);
    for (int row = panel; row < end; ++row, made += width_)
      kernels().combine(count, made, {bias_.data() + row, phases_.each.front().weights.slope}, quads,
                        std::ptrdiff_t{2} * after_.width, m_.y + row * m_.n * after_.area());
  }

  const Phases& phases_;
  const std::vector<float>& bias_ = phases_.each.front().weights.bias;
  const Planes& after_;
  Tiles tiles_;
  const Memory& m_;
  int depth_, width_ = kernels().columns;
  Blocks blocks_;
};

bool suits(const Phases& phases, const Planes& before, const Planes& after) {
  if (phases.out_stride != 2 || phases.in_stride != 1 || before.area() < least_area || after.channels < least_channels)
    return false;
  // Nine numbers are read for four of the kernel: where no cache holds them, a processor of wide packets waits for
  // them.
  const std::ptrdiff_t weights = std::ptrdiff_t{4} * points * before.channels * after.channels;
  if (kernels().lanes > 4 && weights > cached_weights) return false;
  return std::all_of(phases.each.begin(), phases.each.end(), [&](const Phase& phase) {
    return phase.tap_rows == 2 && phase.tap_columns == 2 && phase.top == phase.row && phase.left == phase.column &&
           phase.rows == before.height && phase.columns == before.width;
  });
}

// Of 2×2 taps, a panel's rows apart, the first row of taps, both or the second; and so the columns.
float sum_of(int point, const float* taps) {
  const int y = point / 3, x = point % 3;
  float sum = 0;
  for (int ky = y / 2; ky <= (y + 1) / 2; ++ky)
    for (int kx = x / 2; kx <= (x + 1) / 2; ++kx) sum += taps[(ky * 2 + kx) * panel_rows];
  return sum;
}

}  // namespace

void prefer_winograd(Phases& phases, const Planes& before, const Planes& after) {
  if (!suits(phases, before, after)) return;
  const PackedMatrix& first = phases.each.front().weights;
  const std::size_t panel = static_cast<std::size_t>(first.depth) * panel_rows;
  phases.winograd.resize(first.panels.size() * points);
  float* to = phases.winograd.data();
  for (Phase& phase : phases.each) {
    const std::vector<float> panels = std::move(phase.weights.panels);
    for (const float* from = panels.data(); from != panels.data() + panels.size(); from += panel)
      for (int point = 0; point < points; ++point)
        for (int c = 0; c < before.channels; ++c)
          for (int r = 0; r < panel_rows; ++r) *to++ = sum_of(point, from + c * 4 * panel_rows + r);
  }
}

std::ptrdiff_t winograd_scratch(const Planes& before) { return before.channels * 4 * Tiles(before).part(); }
std::ptrdiff_t winograd_block(const Planes& before) { return Blocks(before.channels).size(); }

void convolve_winograd(const Phases& phases, const Planes& before, const Planes& after, const Memory& memory) {
  Chunk(phases, before, after, memory).run();
}

}  // namespace ganvas::runtime
