#include "runtime/product.hpp"

namespace ganvas::runtime {
namespace {

using namespace product;
namespace simd = Eigen::internal;

// Every kernel adds the products in the order of k, one sum an element: a batch gives bitwise what one image gives.

// tile[r][j] = act(bias[r] + Σ_k panel[k][r] · block[k][j])     panel [depth,4]   block [depth,tile_columns]
void wide_tile(const float* panel, const float* block, int depth, const float* bias, float slope, float* y,
               std::ptrdiff_t stride) {
  Packet sum[tile_rows][3];
  for (auto& row : sum)
    for (Packet& s : row) s = simd::pset1<Packet>(0.0f);
  for (int k = 0; k < depth; ++k, panel += tile_rows, block += tile_columns) {
    const Packet b0 = simd::ploadu<Packet>(block);
    const Packet b1 = simd::ploadu<Packet>(block + packet_size);
    const Packet b2 = simd::ploadu<Packet>(block + 2 * packet_size);
    for (int r = 0; r < tile_rows; ++r) {
      const Packet a = simd::pset1<Packet>(panel[r]);
      sum[r][0] = simd::pmadd(a, b0, sum[r][0]);
      sum[r][1] = simd::pmadd(a, b1, sum[r][1]);
      sum[r][2] = simd::pmadd(a, b2, sum[r][2]);
    }
  }
  const Packet s = simd::pset1<Packet>(slope);
  for (int r = 0; r < tile_rows; ++r)
    for (int p = 0; p < 3; ++p) {
      const Packet v = simd::padd(sum[r][p], simd::pset1<Packet>(bias[r]));
      simd::pstoreu(y + r * stride + p * packet_size, simd::pmax(v, simd::pmul(v, s)));
    }
}

// The same for one column, as a single image through a linear layer has: the lanes run along the rows, and `Panels`
// panels go at once, as one sum alone would wait for each addition.
template <int Panels>
void column_tile(const float* panel, const float* block, int depth, const float* bias, float slope, float* y) {
  constexpr int lanes = int{sizeof(RowPacket) / sizeof(float)};
  constexpr int packets = tile_rows / lanes;
  RowPacket sum[std::size_t{Panels}][std::size_t{packets}];
  for (auto& row : sum)
    for (RowPacket& s : row) s = simd::pset1<RowPacket>(0.0f);
  const std::ptrdiff_t step = std::ptrdiff_t{depth} * tile_rows;
  for (int k = 0; k < depth; ++k) {
    const RowPacket b = simd::pset1<RowPacket>(block[std::ptrdiff_t{k} * tile_columns]);
    for (int p = 0; p < Panels; ++p)
      for (int l = 0; l < packets; ++l)
        sum[p][l] = simd::pmadd(simd::ploadu<RowPacket>(panel + p * step + std::ptrdiff_t{k} * tile_rows + l * lanes),
                                b, sum[p][l]);
  }
  const RowPacket s = simd::pset1<RowPacket>(slope);
  for (int p = 0; p < Panels; ++p)
    for (int l = 0; l < packets; ++l) {
      const int row = p * tile_rows + l * lanes;
      const RowPacket v = simd::padd(sum[p][l], simd::ploadu<RowPacket>(bias + row));
      simd::pstoreu(y + row, simd::pmax(v, simd::pmul(v, s)));
    }
}

void multiply_column(const PackedMatrix& a, const float* block, float* y, std::ptrdiff_t stride) {
  constexpr int at_once = 4;
  float column[at_once * tile_rows];
  for (int row = 0; row < a.rows;) {
    const float* panel = a.panels.data() + std::ptrdiff_t{row} * a.depth;
    const bool many = a.rows - row >= at_once * tile_rows;
    const int rows = std::min(many ? at_once * tile_rows : tile_rows, a.rows - row);
    if (many)
      column_tile<at_once>(panel, block, a.depth, a.bias.data() + row, a.slope, column);
    else
      column_tile<1>(panel, block, a.depth, a.bias.data() + row, a.slope, column);
    for (int r = 0; r < rows; ++r) y[(row + r) * stride] = column[r];
    row += rows;
  }
}

}  // namespace

PackedMatrix pack(std::span<const float> weights, std::span<const float> bias, int rows, int depth) {
  PackedMatrix a{.rows = rows, .depth = depth, .panels = {}, .bias = {}};
  const std::size_t panel_count = static_cast<std::size_t>((rows + tile_rows - 1) / tile_rows);
  a.bias.assign(panel_count * tile_rows, 0.0f);
  std::copy(bias.begin(), bias.end(), a.bias.begin());
  a.panels.assign(panel_count * tile_rows * static_cast<std::size_t>(depth), 0.0f);
  for (int r = 0; r < rows; ++r) {
    const float* from = weights.data() + std::ptrdiff_t{r} * depth;
    float* to = a.panels.data() + std::ptrdiff_t{r / tile_rows} * tile_rows * depth + r % tile_rows;
    for (int k = 0; k < depth; ++k) to[std::ptrdiff_t{k} * tile_rows] = from[k];
  }
  return a;
}

void scale_row(PackedMatrix& a, int row, float factor) {
  float* weight = a.panels.data() + std::ptrdiff_t{row / tile_rows} * tile_rows * a.depth + row % tile_rows;
  for (int k = 0; k < a.depth; ++k) weight[std::ptrdiff_t{k} * tile_rows] *= factor;
}

void multiply_block(const PackedMatrix& a, const float* block, int count, float* y, std::ptrdiff_t stride) {
  if (count == 1) return multiply_column(a, block, y, stride);
  float tile[tile_rows * tile_columns];  // an edge tile lands here, its valid part is copied
  for (int row = 0; row < a.rows; row += tile_rows) {
    const float* panel = a.panels.data() + std::ptrdiff_t{row} * a.depth;
    const int rows = std::min(tile_rows, a.rows - row);
    if (rows == tile_rows && count == tile_columns) {
      wide_tile(panel, block, a.depth, a.bias.data() + row, a.slope, y + row * stride, stride);
    } else {
      wide_tile(panel, block, a.depth, a.bias.data() + row, a.slope, tile, tile_columns);
      for (int r = 0; r < rows; ++r) std::copy_n(tile + r * tile_columns, count, y + (row + r) * stride);
    }
  }
}

}  // namespace ganvas::runtime
