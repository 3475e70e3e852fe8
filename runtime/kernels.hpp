// The innermost loops, in a set for each kind of processor. They know nothing of images: numbers in rows.
#pragma once

#include <cstddef>

namespace ganvas::runtime {

/// Rows of weights that lie together, [depth, panel_rows]: a stream that one image reads at the speed of the caches. A
/// multiple of the rows of every set's tiles.
#ifdef __wasm__
inline constexpr int panel_rows = 24;
#else
inline constexpr int panel_rows = 16;
#endif
/// Rows and columns of the largest tiles of any set; pixels that `row` makes at most.
inline constexpr int most_rows = 16, most_columns = 32;
inline constexpr int longest_row = 64;
/// What three channels make at once: rows that are to be made so are a multiple of it.
inline constexpr int together_pixels = 16;
/// How far kernels may read or write beyond what counts.
inline constexpr int slack = longest_row;

/// What is done to every sum: v = sum + bias, then max(v, slope·v).
struct Epilogue {
  const float* bias;  // one a row
  float slope;
};

/// Where the products of one row of outputs find their pixels: [channels, rows, columns] of x.
struct Taps {
  int channels, rows, columns;
  std::ptrdiff_t channel_stride, row_stride;
};

/// Where a tile of Winograd's lies in a plane: a row of `columns` pixels (4, or 2 at the edge), and one further down if
/// `rows` is 2.
struct Quad {
  std::ptrdiff_t at;
  int rows, columns;
};

/// Each kernel adds the products in the order of depth, one sum an element: a batch gives bitwise what one image gives.
struct Kernels {
  int lanes, rows, columns;  // of a packet; of a full tile
  int narrow_rows;           // of a tile of one packet: more, as its sums would else wait for each other
  int rows_of(int packets) const { return packets == 1 ? narrow_rows : rows; }

  /// y[r·stride + j] = act(Σ_k panel[k][r] · block[k][j]) for rows_of(packets) rows and `packets` packets of columns.
  /// panel [depth, panel_rows]   block [depth, columns]
  void (*tile)(int packets, const float* panel, const float* block, int depth, const Epilogue& epilogue, float* y,
               std::ptrdiff_t stride);

  /// y[r] = act(Σ_k panel[k][r] · x[k]) for all rows of one panel, or of two that follow each other.
  void (*column)(int panels, const float* panel, const float* x, int depth, const Epilogue& epilogue, float* y);

  /// The same of one column of a block or two, for all rows of a panel; 0 where no set of sums is better than a tile's.
  int few_columns;
  void (*few)(int count, const float* panel, const float* block, int depth, const Epilogue& epilogue, float* y,
              std::ptrdiff_t stride);

  /// y[o·stride + j] = act(Σ panel[k][o] · x[tap k + j]) for j < pixels and one or three o, k through the taps in their
  /// order. Reads x, and writes y, up to `slack` floats further.
  void (*row)(int outputs, int pixels, const float* panel, const float* x, const Taps& taps, const Epilogue& epilogue,
              float* y, std::ptrdiff_t stride);

  /// block[k][j] = x[corner[j] + tap k] for j < count: a column for each patch.   block [depth, columns]
  void (*patches)(int count, const std::ptrdiff_t* corner, const float* x, const Taps& taps, float* block);

  /// y[2j] = even[j], y[2j + 1] = odd[j] for j < count.
  void (*weave)(int count, const float* even, const float* odd, float* y);

  /// Of patches of 4×4 pixels [parts, depth, taps, columns] (parts: odd rows and columns, odd and even, even and odd,
  /// even; taps two by two) the 25 numbers of runtime/winograd.hpp, [25, depth, columns]; `stride` floats lie between
  /// two of 25, and four times as many between two parts.
  void (*differences)(int depth, std::ptrdiff_t stride, const float* patches, float* streams);

  /// From a row of the products of two phases, [2, 3, 3, panel_rows, columns], the pixels of `count` quads, which lie
  /// `below` floats under each other.
  void (*combine)(int count, const float* products, const Epilogue& epilogue, const Quad* quads, std::ptrdiff_t below,
                  float* y);
};

}  // namespace ganvas::runtime
