// The one matrix product under linear, conv2d and conv_transpose2d.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "runtime/eigen.hpp"

namespace ganvas::runtime {

namespace product {
using Packet = Eigen::internal::packet_traits<float>::type;
using RowPacket = Eigen::internal::find_best_packet<float, 4>::type;
inline constexpr int packet_size = int{sizeof(Packet) / sizeof(float)};
/// A tile of 4 × 3 packets is 12 sums, which with 3 columns and 1 weight fill 16 vector registers.
inline constexpr int tile_rows = 4;
inline constexpr int tile_columns = 3 * packet_size;
}  // namespace product

/// The weights of a product, packed once at load, as they never change (Eigen would pack them on every call).
/// y = act(A x + bias), act(v) = max(v, slope·v): slope 1 is none, 0 relu, else leaky relu.
struct PackedMatrix {
  int rows = 0, depth = 0;
  std::vector<float> panels;  // [⌈rows/4⌉, depth, 4], missing rows zero
  std::vector<float> bias;    // [4·⌈rows/4⌉]
  float slope = 1;
};

/// weights [rows, depth] row-major, bias [rows].
PackedMatrix pack(std::span<const float> weights, std::span<const float> bias, int rows, int depth);

/// Row `row` of the weights, times `factor`.
void scale_row(PackedMatrix& a, int row, float factor);

/// One packed block of columns [depth, tile_columns] against all rows: y[r·stride + j] for j < count.
void multiply_block(const PackedMatrix& a, const float* block, int count, float* y, std::ptrdiff_t stride);

/// y [rows, columns] = act(A x + bias), x given by pack_block(first, count, block), which writes the columns
/// first..first+count as [depth, tile_columns]; what stands beyond `count` does not matter.
/// `block` has room for depth·tile_columns floats.
template <class PackBlock>
void multiply(const PackedMatrix& a, int columns, PackBlock&& pack_block, float* block, float* y) {
  for (int first = 0; first < columns; first += product::tile_columns) {
    const int count = std::min(product::tile_columns, columns - first);
    pack_block(first, count, block);
    multiply_block(a, block, count, y + first, columns);
  }
}

}  // namespace ganvas::runtime
