#include "runtime/convolution.hpp"

#include <algorithm>

namespace ganvas::runtime {
namespace {

using product::tile_columns;

// The patches under `count` output pixels, from pixel `first` of the chunk's n·H'·W' on, each a column of the block.
struct PatchPacker {
  const float* x;  // [C, n, H, W], border included
  int channels, n, height, width;
  int kernel, stride;
  int out_height, out_width;

  void operator()(int first, int count, float* block) const {
    std::ptrdiff_t corner[tile_columns] = {};  // of each patch; unused columns repeat the chunk's first pixel
    for (int j = 0; j < count; ++j) {
      const int pixel = first + j;
      const int ox = pixel % out_width, oy = pixel / out_width % out_height, image = pixel / out_width / out_height;
      corner[j] = (std::ptrdiff_t{image} * height + oy * stride) * width + ox * stride;
    }
    const bool in_a_row = count == tile_columns && corner[tile_columns - 1] - corner[0] == tile_columns - 1;
    for (int c = 0; c < channels; ++c)
      for (int ky = 0; ky < kernel; ++ky)
        for (int kx = 0; kx < kernel; ++kx, block += tile_columns) {
          const float* from = x + (std::ptrdiff_t{c} * n * height + ky) * width + kx;
          if (in_a_row)
            std::copy_n(from + corner[0], tile_columns, block);
          else
            for (int j = 0; j < tile_columns; ++j) block[j] = from[corner[j]];
        }
  }
};

// Along one axis: the inputs i in [begin, end) whose stamp at offset k, i·stride + k - padding, falls inside [0, size).
struct Range {
  int begin, end;
};
Range inside(int k, int stride, int padding, int inputs, int size) {
  const int low = padding - k, high = size - 1 + padding - k;  // low <= i·stride <= high
  return {low <= 0 ? 0 : (low + stride - 1) / stride, high < 0 ? 0 : std::min(inputs, high / stride + 1)};
}

}  // namespace

void multiply_dense(const PackedMatrix& a, const float* x, int columns, float* block, float* y) {
  const auto pack_block = [&](int first, int count, float* to) {
    for (int k = 0; k < a.depth; ++k, to += tile_columns) {
      const float* from = x + std::ptrdiff_t{k} * columns + first;
      if (count == tile_columns)
        std::copy_n(from, tile_columns, to);
      else
        std::fill(std::copy_n(from, count, to), to + tile_columns, 0.0f);
    }
  };
  multiply(a, columns, pack_block, block, y);
}

std::ptrdiff_t padded_size(const ConvStep& conv, const Planes& before) {
  if (conv.padding == 0) return 0;
  return std::ptrdiff_t{before.channels} * (before.height + 2 * conv.padding) * (before.width + 2 * conv.padding);
}

// weight [out, in·K·K]   patches [in·K·K, n·H'·W']  ->  y [out, n, H', W'] = act(weight · patches + bias)
void convolve(const ConvStep& conv, const Planes& before, const Planes& after, const Memory& m) {
  const float* x = m.x;
  // A border of zeros, so that the packing needs no test at the edges.
  if (const int p = conv.padding; p > 0) {
    zero_pad(m.x, std::ptrdiff_t{before.channels} * m.n, before.height, before.width, {p, p, p, p}, m.scratch);
    x = m.scratch;
  }
  const PatchPacker patches{x,
                            before.channels,
                            m.n,
                            before.height + 2 * conv.padding,
                            before.width + 2 * conv.padding,
                            conv.kernel,
                            conv.stride,
                            after.height,
                            after.width};
  multiply(conv.weights, m.n * static_cast<int>(after.area()), patches, m.block, m.y);
}

// weightᵀ [out·K·K, in]   x [in, n·H·W]  ->  columns [out·K·K, n·H·W]
// y = bias + col2im(columns): each input pixel stamps a K×K patch at stride times its place.
void convolve_transposed(const ConvTransposeStep& conv, const Planes& before, const Planes& after, const Memory& m) {
  const std::ptrdiff_t area = before.area(), after_area = after.area();
  multiply_dense(conv.weights, m.x, m.n * static_cast<int>(area), m.block, m.scratch);
  const float* columns = m.scratch;
  for (int c = 0; c < after.channels; ++c) {
    float* channel = m.y + c * m.n * after_area;
    std::fill_n(channel, m.n * after_area, conv.bias[static_cast<std::size_t>(c)]);
    for (int ky = 0; ky < conv.kernel; ++ky)
      for (int kx = 0; kx < conv.kernel; ++kx, columns += m.n * area) {
        const Range rows = inside(ky, conv.stride, conv.padding, before.height, after.height);
        const Range across = inside(kx, conv.stride, conv.padding, before.width, after.width);
        for (int i = 0; i < m.n; ++i)
          for (int row = rows.begin; row < rows.end; ++row) {
            const float* from = columns + i * area + std::ptrdiff_t{row} * before.width;
            float* to = channel + i * after_area + std::ptrdiff_t{row * conv.stride + ky - conv.padding} * after.width +
                        kx - conv.padding;
            for (int x = across.begin; x < across.end; ++x) to[x * conv.stride] += from[x];
          }
      }
  }
}

}  // namespace ganvas::runtime
