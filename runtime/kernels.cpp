// Compiled once for each width of a packet (GANVAS_LANES, CMakeLists.txt). Nothing here may be an inline function that
// another source also has: the linker would keep one of them, and perhaps the one that this processor can't run. So no
// header but our own, and the compiler's vectors instead of Eigen's packets.
#include "runtime/kernels.hpp"

#ifndef GANVAS_LANES
#define GANVAS_LANES 4
#endif

namespace ganvas::runtime {
namespace {

template <int Lanes>
struct PacketOf;
template <>
struct PacketOf<4> {
  using Type [[gnu::vector_size(16)]] = float;
};
template <>
struct PacketOf<8> {
  using Type [[gnu::vector_size(32)]] = float;
};
template <>
struct PacketOf<16> {
  using Type [[gnu::vector_size(64)]] = float;
};
constexpr int lanes = GANVAS_LANES;
using Packet = PacketOf<lanes>::Type;
using Rows = PacketOf<4>::Type;  // of a panel

// Sums, packets of columns and a weight fill 16 registers, or half of 32; without a fused multiply-add a product takes
// one too. WebAssembly engines keep one for themselves, and mostly have such a multiply-add (web/compile.js).
#ifdef __wasm__
constexpr int tile_rows = 6;
#else
constexpr int tile_rows = lanes == 16 ? 8 : 4;
#endif
constexpr int tile_packets = lanes == 8 ? 3 : 2, narrow_rows = 2 * tile_rows;

// Each loop is a function of its own: in a large one the registers do not suffice for the sums.
template <class P>
P load(const float* from) {
  P value;
  __builtin_memcpy(&value, from, sizeof value);  // wherever it lies
  return value;
}
template <class P>
void store(float* to, P value) {
  __builtin_memcpy(to, &value, sizeof value);
}
template <class P>
P activate(P sum, P bias, float slope) {
  const P v = sum + bias, w = v * slope;
  return v > w ? v : w;
}

template <int Packets, int TileRows = Packets == 1 ? narrow_rows : tile_rows>
[[gnu::noinline]] void tile(const float* panel, const float* block, int depth, const Epilogue& epilogue, float* y,
                            std::ptrdiff_t stride) {
  Packet sum[std::size_t{TileRows}][std::size_t{Packets}] = {};
  for (const float* end = panel + std::ptrdiff_t{depth} * panel_rows; panel != end;
       panel += panel_rows, block += tile_packets * lanes) {
    Packet b[std::size_t{Packets}];
    for (int p = 0; p < Packets; ++p) b[p] = load<Packet>(block + p * lanes);
    for (int r = 0; r < TileRows; ++r)
      for (int p = 0; p < Packets; ++p) sum[r][p] += panel[r] * b[p];
  }
  for (int r = 0; r < TileRows; ++r)
    for (int p = 0; p < Packets; ++p)
      store(y + r * stride + p * lanes, activate(sum[r][p], Packet{} + epilogue.bias[r], epilogue.slope));
}

void tiles(int packets, const float* panel, const float* block, int depth, const Epilogue& epilogue, float* y,
           std::ptrdiff_t stride) {
  if (packets == 1) return tile<1>(panel, block, depth, epilogue, y, stride);
  if (packets == 2) return tile<2>(panel, block, depth, epilogue, y, stride);
  tile<tile_packets>(panel, block, depth, epilogue, y, stride);
}

// A sum waits for the one before it: two panels at once, so that something else can be done meanwhile.
template <int Panels>
[[gnu::noinline]] void column(const float* panel, const float* x, int depth, const Epilogue& epilogue, float* y) {
  using Part = PacketOf<(lanes < panel_rows ? lanes : panel_rows)>::Type;
  constexpr int width = sizeof(Part) / sizeof(float), parts = panel_rows / width;
  const std::ptrdiff_t size = std::ptrdiff_t{depth} * panel_rows;
  const float* at[std::size_t{Panels}];  // or V8 11 adds up each address anew: 1.15 times as long
  for (int q = 0; q < Panels; ++q) at[q] = panel + q * size;
  Part sum[std::size_t{Panels}][parts] = {};
  for (const float* end = panel + size; at[0] != end; ++x)
    for (int q = 0; q < Panels; at[q++] += panel_rows)
      for (int p = 0; p < parts; ++p) sum[q][p] += *x * load<Part>(at[q] + p * width);
  for (int q = 0; q < Panels; ++q)
    for (int p = 0; p < parts; ++p) {
      const int r = q * panel_rows + p * width;
      store(y + r, activate(sum[q][p], load<Part>(epilogue.bias + r), epilogue.slope));
    }
}

void columns(int panels, const float* panel, const float* x, int depth, const Epilogue& epilogue, float* y) {
  if (panels == 1) return column<1>(panel, x, depth, epilogue, y);
  column<2>(panel, x, depth, epilogue, y);
}

// A packet a product would be mostly empty: the rows of a panel take its place.
void few(int count, const float* panel, const float* block, int depth, const Epilogue& epilogue, float* y,
         std::ptrdiff_t stride) {
  constexpr int parts = panel_rows / 4;
  Rows sum[2][parts] = {};
  for (const float* end = panel + std::ptrdiff_t{depth} * panel_rows; panel != end;
       panel += panel_rows, block += tile_packets * lanes)
    for (int p = 0; p < parts; ++p) {
      const Rows weights = load<Rows>(panel + p * 4);
      for (int j = 0; j < 2; ++j) sum[j][p] += block[j] * weights;
    }
  for (int j = 0; j < count; ++j)
    for (int p = 0; p < parts; ++p) {
      const Rows v = activate(sum[j][p], load<Rows>(epilogue.bias + p * 4), epilogue.slope);
      for (int r = 0; r < 4; ++r) y[(p * 4 + r) * stride + j] = v[r];
    }
}

template <int Outputs, int Packets>
[[gnu::noinline]] void row(const float* panel, const float* x, const Taps& taps, const Epilogue& epilogue, float* y,
                           std::ptrdiff_t stride) {
  Packet sum[std::size_t{Outputs}][std::size_t{Packets}] = {};
  for (int c = 0; c < taps.channels; ++c)
    for (int ky = 0; ky < taps.rows; ++ky) {
      const float* from = x + c * taps.channel_stride + ky * taps.row_stride;
      for (int kx = 0; kx < taps.columns; ++kx, ++from, panel += panel_rows)
        for (int p = 0; p < Packets; ++p) {
          const Packet pixels = load<Packet>(from + p * lanes);
          for (int o = 0; o < Outputs; ++o) sum[o][p] += panel[o] * pixels;
        }
    }
  for (int o = 0; o < Outputs; ++o)
    for (int p = 0; p < Packets; ++p)
      store(y + o * stride + p * lanes, activate(sum[o][p], Packet{} + epilogue.bias[o], epilogue.slope));
}

void rows(int outputs, int pixels, const float* panel, const float* x, const Taps& taps, const Epilogue& epilogue,
          float* y, std::ptrdiff_t stride) {
  const auto run = [&](auto* kernel, int packets) {
    kernel(panel, x, taps, epilogue, y, stride);
    pixels -= packets * lanes, x += packets * lanes, y += packets * lanes;
  };
  constexpr int together = together_pixels / lanes;  // packets; of wide ones too few sums to keep a processor busy
  while (lanes == 16 && outputs == 3 && pixels > together_pixels) run(row<3, 2 * together>, 2 * together);
  while (outputs == 3 && pixels > 0) run(row<3, together>, together);
  while (pixels > 4 * lanes) run(row<1, 8>, 8);
  if (pixels > 2 * lanes) return run(row<1, 4>, 4);
  if (lanes > 4 && pixels > 0 && pixels <= lanes) return run(row < 1, lanes == 4 ? 2 : 1 >, 1);
  if (pixels > 0) run(row<1, 2>, 2);
}

// A run of patches that lie side by side is copied in whole packets; what is too much of it the next run overwrites.
template <int Packets>
void copy_runs(int runs, const std::ptrdiff_t* corner, const int* begins, const float* x, const Taps& taps,
               float* block) {
  for (int c = 0; c < taps.channels; ++c)
    for (int ky = 0; ky < taps.rows; ++ky) {
      const float* from = x + c * taps.channel_stride + ky * taps.row_stride;
      for (int kx = 0; kx < taps.columns; ++kx, ++from, block += tile_packets * lanes)
        for (int r = 0; r < runs; ++r)
          for (int p = 0; p < Packets; ++p)
            store(block + begins[r] + p * lanes, load<Packet>(from + corner[r] + p * lanes));
    }
}

void patches(int count, const std::ptrdiff_t* corner, const float* x, const Taps& taps, float* block) {
  std::ptrdiff_t run_corner[most_columns];
  int begins[most_columns], runs = 0, longest = 0;
  for (int j = 0; j < count; ++j) {
    if (j == 0 || corner[j] != corner[j - 1] + 1) {
      run_corner[runs] = corner[j];
      begins[runs++] = j;
    }
    const int length = j + 1 - begins[runs - 1];
    if (length > longest) longest = length;
  }
  if (longest <= lanes) return copy_runs<1>(runs, run_corner, begins, x, taps, block);
  copy_runs<tile_packets>(runs, run_corner, begins, x, taps, block);
}

void weave(int count, const float* even, const float* odd, float* y) {
  int j = 0;
  for (; j + 4 <= count; j += 4, y += 8) {
    const Rows a = load<Rows>(even + j), b = load<Rows>(odd + j);
    store(y, __builtin_shufflevector(a, b, 0, 4, 1, 5));
    store(y + 4, __builtin_shufflevector(a, b, 2, 6, 3, 7));
  }
  for (; j < count; ++j, y += 2) y[0] = even[j], y[1] = odd[j];
}

// x₀ - x₁, x₁, x₁ - x₂, x₂, x₂ - x₃ of four that lie `apart`.
void differ(const Packet* x, int apart, Packet* five) {
  const Packet a = x[0], b = x[apart], c = x[2 * apart], d = x[3 * apart];
  five[0] = a - b, five[1] = b, five[2] = b - c, five[3] = c, five[4] = c - d;
}

void differences(int depth, std::ptrdiff_t stride, const float* patches, float* streams) {
  constexpr int columns = tile_packets * lanes;
  for (int k = 0; k < depth; ++k, patches += 3 * columns)
#pragma GCC unroll 1
    for (int p = 0; p < tile_packets; ++p, patches += lanes, streams += lanes) {
      Packet x[16], down[4 * 5], made[5];
      for (int y = 0; y < 4; ++y)
        for (int c = 0; c < 4; ++c)
          x[y * 4 + c] = load<Packet>(patches + (y % 2 * 2 + c % 2) * 4 * stride + (y / 2 * 2 + c / 2) * columns);
      for (int c = 0; c < 4; ++c) differ(x + c, 4, down + c * 5);
      for (int y = 0; y < 5; ++y) {
        differ(down + y, 5, made);
        for (int c = 0; c < 5; ++c) store(streams + (y * 5 + c) * stride, made[c]);
      }
    }
}

void combine(int count, const float* products, const Epilogue& epilogue, const Quad* quads, std::ptrdiff_t below,
             float* y) {
  constexpr std::ptrdiff_t point = std::ptrdiff_t{panel_rows} * tile_packets * lanes;
  const Rows bias = Rows{} + *epilogue.bias;
  for (int first = 0; first < count; first += 4, products += 4) {
    Rows made[2][4];  // two rows, four pixels of each
    for (int across = 0; across < 2; ++across) {
      Rows up[3], low[3];
      for (int x = 0; x < 3; ++x) {
        const float* from = products + (across * 9 + x) * point;
        const Rows middle = load<Rows>(from + 3 * point);
        up[x] = load<Rows>(from) + middle, low[x] = middle - load<Rows>(from + 6 * point);
      }
      made[0][across] = up[0] + up[1], made[0][2 + across] = up[1] - up[2];
      made[1][across] = low[0] + low[1], made[1][2 + across] = low[1] - low[2];
    }
#pragma GCC unroll 1
    for (int row = 0; row < 2; ++row) {
      Rows* v = made[row];
      for (int x = 0; x < 4; ++x) v[x] = activate(v[x], bias, epilogue.slope);
      const Rows a = __builtin_shufflevector(v[0], v[1], 0, 4, 1, 5),
                 b = __builtin_shufflevector(v[2], v[3], 0, 4, 1, 5);
      const Rows c = __builtin_shufflevector(v[0], v[1], 2, 6, 3, 7),
                 d = __builtin_shufflevector(v[2], v[3], 2, 6, 3, 7);
      const Rows tiles[4] = {__builtin_shufflevector(a, b, 0, 1, 4, 5), __builtin_shufflevector(a, b, 2, 3, 6, 7),
                             __builtin_shufflevector(c, d, 0, 1, 4, 5), __builtin_shufflevector(c, d, 2, 3, 6, 7)};
      for (int j = 0; j < 4 && first + j < count; ++j) {
        const Quad& quad = quads[first + j];
        if (row == quad.rows) continue;
        float* to = y + quad.at + row * below;
        if (quad.columns == 4)
          store(to, tiles[j]);
        else
          to[0] = tiles[j][0], to[1] = tiles[j][1];
      }
    }
  }
}

}  // namespace

#define GANVAS_JOIN_LANES_(lanes) kernels_of_##lanes##_lanes
#define GANVAS_JOIN_LANES(lanes) GANVAS_JOIN_LANES_(lanes)
extern const Kernels GANVAS_JOIN_LANES(GANVAS_LANES);
const Kernels GANVAS_JOIN_LANES(GANVAS_LANES) = {
    lanes,   tile_rows, tile_packets* lanes, narrow_rows, tiles, columns, lanes == 4 ? 2 : 0, few, rows,
    patches, weave,     differences,         combine};

}  // namespace ganvas::runtime
