#include "runtime/product.hpp"

#include <algorithm>

#include "runtime/kernel_sets.hpp"

namespace ganvas::runtime {

namespace {

// Blocks of columns that are packed at once: as many as half a level-2 cache holds (512 KB on the machines measured),
// so that the weights are read once for all of them.
constexpr std::ptrdiff_t packed_floats = std::ptrdiff_t{1} << 16;
constexpr int most_blocks = 128;

const float* panel_of(const PackedMatrix& a, int row) { return a.panels.data() + std::ptrdiff_t{row} * a.depth; }

void multiply_column(const PackedMatrix& a, const float* x, float* y, bool last_first) {
  constexpr int step = 2 * panel_rows;
  const int last = (a.rows - 1) / step * step;
  for (int i = 0; i <= last; i += step) {
    const int row = last_first ? last - i : i;
    const int panels = row + panel_rows < a.rows ? 2 : 1, end = row + panels * panel_rows;
    float made[step];
    const bool whole = end <= a.rows;
    kernels().column(panels, panel_of(a, row), x, a.depth, {a.bias.data() + row, a.slope}, whole ? y + row : made);
    if (!whole) std::copy_n(made, a.rows - row, y + row);
  }
}

// One panel against one block.
void multiply_panel(const PackedMatrix& a, int panel, const float* block, int count, float* y, std::ptrdiff_t stride) {
  const Kernels& k = kernels();
  if (count <= k.few_columns && panel + panel_rows <= a.rows)
    return k.few(count, panel_of(a, panel), block, a.depth, {a.bias.data() + panel, a.slope}, y + panel * stride,
                 stride);
  const int packets = (count + k.lanes - 1) / k.lanes, end = std::min(a.rows, panel + panel_rows);
  const int tile_rows = k.rows_of(packets);
  for (int row = panel; row < end; row += tile_rows) {
    const float* weights = panel_of(a, panel) + (row - panel);
    const Epilogue epilogue{a.bias.data() + row, a.slope};
    const int rows = std::min(tile_rows, end - row);
    float* to = y + row * stride;
    if (rows == tile_rows && count == packets * k.lanes) {
      k.tile(packets, weights, block, a.depth, epilogue, to, stride);
      continue;
    }
    float tile[most_rows * most_columns];
    k.tile(packets, weights, block, a.depth, epilogue, tile, k.columns);
    for (int r = 0; r < rows; ++r) std::copy_n(tile + r * k.columns, count, to + r * stride);
  }
}

}  // namespace

PackedMatrix::PackedMatrix(int row_count, int columns, std::span<const float> biases)
    : rows(row_count), depth(columns), bias(biases.begin(), biases.end()) {
  const int padded = (rows + panel_rows - 1) / panel_rows * panel_rows;
  bias.resize(static_cast<std::size_t>(padded));
  panels.resize(bias.size() * static_cast<std::size_t>(depth));
}

PackedMatrix pack(std::span<const float> weights, std::span<const float> bias, int rows, int depth) {
  PackedMatrix a(rows, depth, bias);
  const float* next = weights.data();
  for (int r = 0; r < rows; ++r) {
    float* to = &a.at(r, 0);
    for (int k = 0; k < depth; ++k, to += panel_rows) *to = *next++;
  }
  return a;
}

void scale_row(PackedMatrix& a, int row, float scale, float shift) {
  for (int k = 0; k < a.depth; ++k) a.at(row, k) *= scale;
  float& bias = a.bias[static_cast<std::size_t>(row)];
  bias = bias * scale + shift;
}

std::ptrdiff_t block_size(const PackedMatrix& a) {
  return std::max(packed_floats, std::ptrdiff_t{a.depth} * kernels().columns) + slack;
}

void multiply(const PackedMatrix& a, int columns, const ColumnSource& x, float* block, float* y, bool last_first) {
  if (columns == 1) return multiply_column(a, x.columns(0, 1, 1, block), y, last_first);
  const int width = kernels().columns;
  const std::ptrdiff_t size = std::ptrdiff_t{a.depth} * width;
  const auto at_once = static_cast<int>(std::clamp<std::ptrdiff_t>(packed_floats / (size + 1), 1, most_blocks));
  for (int begin = 0; begin < columns; begin += at_once * width) {
    const int end = std::min(columns, begin + at_once * width);
    const float* blocks[most_blocks];
    for (int first = begin, b = 0; first < end; first += width, ++b)
      blocks[b] = x.columns(first, std::min(width, end - first), width, block + b * size);
    for (int panel = 0; panel < a.rows; panel += panel_rows)
      for (int first = begin, b = 0; first < end; first += width, ++b)
        multiply_panel(a, panel, blocks[b], std::min(width, end - first), y + first, columns);
  }
}

}  // namespace ganvas::runtime
