// The one matrix product under linear, conv2d and conv_transpose2d.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "runtime/kernels.hpp"

namespace ganvas::runtime {

/// The weights of a product, packed once at load in the order in which the kernels read them.
/// y = act(A x + bias), act(v) = max(v, slope·v): slope 1 is none, 0 relu, else leaky relu.
struct PackedMatrix {
  /// Zeros, bias [rows].
  PackedMatrix(int rows, int depth, std::span<const float> bias);
  float& at(int row, int k) {
    const std::ptrdiff_t panel = row / panel_rows;
    return panels[static_cast<std::size_t>((panel * depth + k) * panel_rows + row % panel_rows)];
  }

  int rows, depth;
  std::vector<float> panels;  // [⌈rows/panel_rows⌉, depth, panel_rows], missing rows zero
  std::vector<float> bias;    // [panel_rows·⌈rows/panel_rows⌉]
  float slope = 1;
};

/// weights [rows, depth] row-major, bias [rows].
PackedMatrix pack(std::span<const float> weights, std::span<const float> bias, int rows, int depth);

/// Row `row` becomes scale·row, its bias scale·bias + shift.
void scale_row(PackedMatrix& a, int row, float scale, float shift);

/// Where a product's columns come from.
class ColumnSource {
 public:
  /// The columns first..first+count as a block [depth, width]: where they lie already, or written to `block` (which has
  /// some room behind it). What stands beyond `count` does not matter.
  virtual const float* columns(int first, int count, int width, float* block) const = 0;

 protected:
  ~ColumnSource() = default;
};

/// Floats that `multiply` needs for blocks of columns.
std::ptrdiff_t block_size(const PackedMatrix& a);

/// y [rows, columns] = act(A x + bias); of a single column the last rows first, if asked for.
void multiply(const PackedMatrix& a, int columns, const ColumnSource& x, float* block, float* y,
              bool last_first = false);

}  // namespace ganvas::runtime
