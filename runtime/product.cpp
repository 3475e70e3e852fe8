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

void multiply_column(const PackedMatrix& a, const float* x, float* y) {
  for (int row = 0; row < a.rows;) {
    const int panels = row + panel_rows < a.rows ? 2 : 1, end = row + panels * panel_rows;
    float made[2 * panel_rows];
    const bool whole = end <= a.rows;
    kernels().column(panels, panel_of(a, row), x, a.depth, {a.bias.data() + row, a.slope}, whole ? y + row : made);
    if (!whole) std::copy_n(made, a.rows - row, y + row);
    row = end;
  }
}

// One panel against one block.
void multiply_panel(const PackedMatrix& a, int panel, const float* block, int count, float* y, std::ptrdiff_t stride) {
  const Kernels& k = kernels();
  const int packets = (count + k.lanes - 1) / k.lanes, end = std::min(a.rows, panel + panel_rows);
  for (int row = panel; row < end; row += k.rows) {
    const float* weights = panel_of(a, panel) + (row - panel);
    const Epilogue epilogue{a.bias.data() + row, a.slope};
    const int rows = std::min(k.rows, end - row);
    float* to = y + row * stride;
    if (rows == k.rows && count == packets * k.lanes) {
      k.tile(packets, weights, block, a.depth, epilogue, to, stride);
      continue;
    }
    float tile[most_rows * most_columns];
    k.tile(packets, weights, block, a.depth, epilogue, tile, k.columns);
    for (int r = 0; r < rows; ++r) std::copy_n(tile + r * k.columns, count, to + r * stride);
  }
}

}  // namespace

PackedMatrix pack(std::span<const float> weights, std::span<const float> bias, int rows, int depth) {
  PackedMatrix a{.rows = rows, .depth = depth, .panels = {}, .bias = {}};
  const int padded_rows = (rows + panel_rows - 1) / panel_rows * panel_rows;
  const auto padded = static_cast<std::size_t>(padded_rows);
  a.bias.assign(padded, 0.0f);
  std::copy(bias.begin(), bias.end(), a.bias.begin());
  a.panels.assign(padded * static_cast<std::size_t>(depth), 0.0f);
  for (int r = 0; r < rows; ++r) {
    const float* from = weights.data() + std::ptrdiff_t{r} * depth;
    float* to = a.panels.data() + std::ptrdiff_t{r / panel_rows} * panel_rows * depth + r % panel_rows;
    for (int k = 0; k < depth; ++k) to[std::ptrdiff_t{k} * panel_rows] = from[k];
  }
  return a;
}

void scale_row(PackedMatrix& a, int row, float scale, float shift) {
  float* weight = a.panels.data() + std::ptrdiff_t{row / panel_rows} * panel_rows * a.depth + row % panel_rows;
  for (int k = 0; k < a.depth; ++k) weight[std::ptrdiff_t{k} * panel_rows] *= scale;
  float& bias = a.bias[static_cast<std::size_t>(row)];
  bias = bias * scale + shift;
}

std::ptrdiff_t block_size(const PackedMatrix& a) {
  return std::max(packed_floats, std::ptrdiff_t{a.depth} * kernels().columns) + slack;
}

void multiply(const PackedMatrix& a, int columns, const ColumnSource& x, float* block, float* y) {
  if (columns == 1) return multiply_column(a, x.columns(0, 1, 1, block), y);
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
