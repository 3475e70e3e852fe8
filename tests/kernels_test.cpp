// The kernels of every set that this processor runs, against direct loops over the same numbers.
#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include "runtime/kernel_sets.hpp"

using namespace ganvas::runtime;
using Floats = std::vector<float>;

namespace {

Floats random_floats(std::ptrdiff_t count) {
  static std::mt19937 random(1);
  std::uniform_real_distribution<float> between(-1, 1);
  Floats values(static_cast<std::size_t>(count));
  for (float& value : values) value = between(random);
  return values;
}

float activated(double sum, float bias, float slope) {
  const double v = sum + static_cast<double>(bias);
  return static_cast<float>(std::max(v, static_cast<double>(slope) * v));
}

void check_close(float found, float wanted) { CHECK(std::fabs(found - wanted) <= 2e-5f * (1 + std::fabs(wanted))); }

template <class Check>
void for_each_set(const Check& check) {
  for (const Kernels* k : kernel_sets()) {
    CAPTURE(k->lanes);
    check(*k);
  }
}

constexpr float slopes[] = {1, 0, 0.2f};

}  // namespace

TEST_CASE("the sets are those of 4 lanes and, as far as the processor goes, of 8 and 16; the last one is used") {
  int lanes = 4;
  for_each_set([&](const Kernels& k) {
    CHECK(k.lanes == lanes);
    for (const int rows : {k.rows, k.narrow_rows}) {
      CHECK(rows <= most_rows);
      CHECK(panel_rows % rows == 0);
    }
    CHECK(k.columns <= most_columns);
    CHECK(k.columns % k.lanes == 0);
    lanes *= 2;
  });
  CHECK(&kernels() == kernel_sets().back());
}

TEST_CASE("a tile is the product of its rows and columns, bias added, activated, and writes nothing else") {
  for_each_set([](const Kernels& k) {
    for (const int depth : {1, 2, 7, 301})
      for (const float slope : slopes)
        for (int packets = 1; packets * k.lanes <= k.columns; ++packets) {
          CAPTURE(depth);
          CAPTURE(packets);
          const int rows = k.rows_of(packets);
          const Floats panel = random_floats(depth * panel_rows), bias = random_floats(rows);
          const Floats block = random_floats(depth * k.columns);
          const int stride = k.columns + 3, columns = packets * k.lanes;
          Floats y(static_cast<std::size_t>(rows * stride), -7);
          k.tile(packets, panel.data(), block.data(), depth, {bias.data(), slope}, y.data(), stride);
          for (int r = 0; r < rows; ++r)
            for (int j = 0; j < stride; ++j) {
              const float found = y[static_cast<std::size_t>(r * stride + j)];
              if (j >= columns) {
                CHECK(found == -7);
                continue;
              }
              double sum = 0;
              for (int d = 0; d < depth; ++d)
                sum += static_cast<double>(panel[static_cast<std::size_t>(d * panel_rows + r)]) *
                       static_cast<double>(block[static_cast<std::size_t>(d * k.columns + j)]);
              check_close(found, activated(sum, bias[static_cast<std::size_t>(r)], slope));
            }
        }
  });
}

TEST_CASE("a column through one panel or two is the product, bit for bit what a tile makes of it") {
  for_each_set([](const Kernels& k) {
    for (const int depth : {1, 5, 260})
      for (const float slope : slopes)
        for (const int panels : {1, 2}) {
          CAPTURE(depth);
          CAPTURE(panels);
          const int rows = panels * panel_rows;
          const Floats panel = random_floats(rows * depth), bias = random_floats(rows), x = random_floats(depth);
          Floats y(static_cast<std::size_t>(rows + 1), -7);
          k.column(panels, panel.data(), x.data(), depth, {bias.data(), slope}, y.data());
          CHECK(y.back() == -7);
          Floats block(static_cast<std::size_t>(depth * k.columns)),
              tile(static_cast<std::size_t>(k.rows_of(1) * k.columns));
          for (int d = 0; d < depth; ++d)
            block[static_cast<std::size_t>(d * k.columns)] = x[static_cast<std::size_t>(d)];
          for (int row = 0; row < rows; row += k.rows_of(1)) {
            const float* weights = panel.data() + row / panel_rows * panel_rows * depth + row % panel_rows;
            k.tile(1, weights, block.data(), depth, {bias.data() + row, slope}, tile.data(), k.columns);
            for (int r = 0; r < k.rows_of(1); ++r) {
              double sum = 0;
              for (int d = 0; d < depth; ++d)
                sum += static_cast<double>(weights[d * panel_rows + r]) *
                       static_cast<double>(x[static_cast<std::size_t>(d)]);
              const float found = y[static_cast<std::size_t>(row + r)];
              check_close(found, activated(sum, bias[static_cast<std::size_t>(row + r)], slope));
              CHECK(found == tile[static_cast<std::size_t>(r * k.columns)]);
            }
          }
        }
  });
}

TEST_CASE("one column or two by the rows of a panel are bit for bit what a tile makes of them") {
  for_each_set([](const Kernels& k) {
    for (const int depth : {1, 5, 260})
      for (const float slope : slopes)
        for (const int count : {1, 2}) {
          CAPTURE(depth);
          CAPTURE(count);
          const Floats panel = random_floats(panel_rows * depth), bias = random_floats(panel_rows);
          const Floats block = random_floats(depth * k.columns);
          const int stride = 5;
          Floats y(static_cast<std::size_t>(panel_rows * stride), -7),
              tile(static_cast<std::size_t>(k.rows_of(1) * k.columns));
          k.few(count, panel.data(), block.data(), depth, {bias.data(), slope}, y.data(), stride);
          for (int row = 0; row < panel_rows; row += k.rows_of(1)) {
            k.tile(1, panel.data() + row, block.data(), depth, {bias.data() + row, slope}, tile.data(), k.columns);
            for (int r = 0; r < k.rows_of(1); ++r)
              for (int j = 0; j < stride; ++j)
                CHECK(y[static_cast<std::size_t>((row + r) * stride + j)] ==
                      (j < count ? tile[static_cast<std::size_t>(r * k.columns + j)] : -7));
          }
        }
  });
}

TEST_CASE("a row of pixels of any length is the sum over its taps, of one channel or of three") {
  const Taps taps{.channels = 3, .rows = 2, .columns = 3, .channel_stride = 400, .row_stride = 90};
  const int depth = taps.channels * taps.rows * taps.columns;
  const Floats x = random_floats(3 * 400 + slack), panel = random_floats(depth * panel_rows), bias = random_floats(3);
  const auto wanted = [&](int output, int j) {
    double sum = 0;
    const float* weight = panel.data() + output;
    for (int c = 0; c < taps.channels; ++c)
      for (int ky = 0; ky < taps.rows; ++ky)
        for (int kx = 0; kx < taps.columns; ++kx, weight += panel_rows)
          sum +=
              static_cast<double>(*weight) *
              static_cast<double>(x[static_cast<std::size_t>(c * taps.channel_stride + ky * taps.row_stride + kx + j)]);
    return sum;
  };
  for_each_set([&](const Kernels& k) {
    for (const int outputs : {1, 3})
      for (int pixels = 1; pixels <= longest_row; ++pixels)
        for (const float slope : slopes) {
          CAPTURE(outputs);
          CAPTURE(pixels);
          const int stride = longest_row + slack;
          Floats y(static_cast<std::size_t>(outputs * stride + 1), -7);
          k.row(outputs, pixels, panel.data(), x.data(), taps, {bias.data(), slope}, y.data(), stride);
          CHECK(y.back() == -7);
          for (int o = 0; o < outputs; ++o)
            for (int j = 0; j < pixels; ++j)
              check_close(y[static_cast<std::size_t>(o * stride + j)],
                          activated(wanted(o, j), bias[static_cast<std::size_t>(o)], slope));
        }
  });
}

TEST_CASE("patches, side by side or apart, become the columns of a block") {
  const Taps taps{.channels = 2, .rows = 2, .columns = 2, .channel_stride = 300, .row_stride = 40};
  const Floats x = random_floats(2 * 300 + slack);
  for_each_set([&](const Kernels& k) {
    for (const int run : {1, 2, 3, 4, 7, 8, 15, 32})
      for (int count = 1; count <= k.columns; ++count) {
        CAPTURE(run);
        CAPTURE(count);
        std::vector<std::ptrdiff_t> corner(static_cast<std::size_t>(count));
        for (int j = 0; j < count; ++j) corner[static_cast<std::size_t>(j)] = j % run + j / run * (run + 2);
        Floats block(static_cast<std::size_t>(8 * k.columns + slack));
        k.patches(count, corner.data(), x.data(), taps, block.data());
        const float* found = block.data();
        for (int c = 0; c < taps.channels; ++c)
          for (int ky = 0; ky < taps.rows; ++ky)
            for (int kx = 0; kx < taps.columns; ++kx, found += k.columns)
              for (int j = 0; j < count; ++j)
                CHECK(found[j] == x[static_cast<std::size_t>(c * taps.channel_stride + ky * taps.row_stride + kx +
                                                             corner[static_cast<std::size_t>(j)])]);
      }
  });
}

TEST_CASE("two rows are woven into one, and nothing behind it is touched") {
  for_each_set([](const Kernels& k) {
    for (int count = 1; count <= 20; ++count) {
      CAPTURE(count);
      const Floats even = random_floats(count), odd = random_floats(count);
      Floats y(static_cast<std::size_t>(2 * count + 1), -7);
      k.weave(count, even.data(), odd.data(), y.data());
      for (std::size_t j = 0; j < static_cast<std::size_t>(count); ++j) {
        CHECK(y[2 * j] == even[j]);
        CHECK(y[2 * j + 1] == odd[j]);
      }
      CHECK(y.back() == -7);
    }
  });
}

TEST_CASE("the 25 numbers of a patch are the pixels and differences of its two middle rows and columns") {
  const int depth = 3;
  for_each_set([](const Kernels& k) {
    const std::ptrdiff_t stride = depth * k.columns + 16;
    const Floats patches = random_floats(16 * stride);
    Floats streams(static_cast<std::size_t>(25 * stride), -7);
    k.differences(depth, stride, patches.data(), streams.data());
    for (int c = 0; c < depth; ++c)
      for (int j = 0; j < k.columns; ++j) {
        const auto pixel = [&](int y, int x) {
          const std::ptrdiff_t part = y % 2 * 2 + x % 2, tap = y / 2 * 2 + x / 2;
          return patches[static_cast<std::size_t>(part * 4 * stride + (c * 4 + tap) * k.columns + j)];
        };
        // 0, 2 and 4 are differences, 1 and 3 the pixel itself
        const auto down = [&](int i, int x) {
          return i % 2 ? pixel((i + 1) / 2, x) : pixel(i / 2, x) - pixel(i / 2 + 1, x);
        };
        for (int y = 0; y < 5; ++y)
          for (int x = 0; x < 5; ++x)
            CHECK(streams[static_cast<std::size_t>((y * 5 + x) * stride + c * k.columns + j)] ==
                  (x % 2 ? down(y, (x + 1) / 2) : down(y, x / 2) - down(y, x / 2 + 1)));
      }
    CHECK(streams.back() == -7);
  });
}

TEST_CASE("products of two phases become rows of four pixels, or two at the edge, and nothing else is written") {
  for_each_set([](const Kernels& k) {
    const std::ptrdiff_t point = panel_rows * k.columns, below = 9;
    const Floats products = random_floats(2 * 9 * point), bias = random_floats(1);
    for (const float slope : slopes)
      for (int count = 1; count <= k.columns; ++count) {
        CAPTURE(count);
        std::vector<Quad> quads;
        for (int j = 0; j < count; ++j) quads.push_back({j * 3 * below, j % 3 ? 2 : 1, j % 2 ? 4 : 2});
        Floats y(static_cast<std::size_t>(count * 3 * below), -7), wanted = y;
        k.combine(count, products.data(), {bias.data(), slope}, quads.data(), below, y.data());
        const auto product = [&](int across, int row, int column, int j) {
          return static_cast<double>(products[static_cast<std::size_t>((across * 9 + row * 3 + column) * point + j)]);
        };
        for (int j = 0; j < count; ++j) {
          const Quad& quad = quads[static_cast<std::size_t>(j)];
          for (int row = 0; row < quad.rows; ++row)
            for (int pixel = 0; pixel < quad.columns; ++pixel) {
              const auto up = [&](int column) {  // y₀ = m₁ + m₂, y₁ = m₂ - m₃
                const double middle = product(pixel % 2, 1, column, j);
                return row == 0 ? product(pixel % 2, 0, column, j) + middle : middle - product(pixel % 2, 2, column, j);
              };
              const double sum = pixel < 2 ? up(0) + up(1) : up(1) - up(2);
              wanted[static_cast<std::size_t>(quad.at + row * below + pixel)] = activated(sum, bias[0], slope);
            }
        }
        for (std::size_t i = 0; i < y.size(); ++i) check_close(y[i], wanted[i]);
      }
  });
}
