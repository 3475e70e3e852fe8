// Convolutions by output phase. Of an output that is stride times as large as its input, the pixels whose place has the
// same remainder see the same taps of the kernel: such a phase is a convolution of its own, with a small kernel, of
// which nothing is multiplied by zero and nothing has to be scattered and added. A plain convolution has one phase.
#pragma once

#include <vector>

#include "runtime/product.hpp"
#include "runtime/resample.hpp"
#include "shared/network.hpp"

namespace ganvas::runtime {

/// y[row + i·out_stride][column + j·out_stride] = act(bias + Σ weights · x[top + i·in_stride + a][left + j·in_stride +
/// b]), x with its border.
struct Phase {
  PackedMatrix weights;  // [out, in·tap_rows·tap_columns]
  int tap_rows, tap_columns;
  int top, left;      // of the first patch, in the image with its border
  int row, column;    // of the first pixel that it makes
  int rows, columns;  // how many it makes
};

struct Phases {
  std::vector<Phase> each;
  Border border;  // zeros around the input
  int in_stride = 1, out_stride = 1;
  std::vector<float> winograd;  // the weights of runtime/winograd.hpp, which are used if there are any
};

/// `weight` [out,in,K,K], `bias` [out]; the input is height × width.
Phases phases_of(const Conv2d& conv, const std::vector<float>& weight, const std::vector<float>& bias, int height,
                 int width);
/// `weight` [in,out,K,K].
Phases phases_of(const ConvTranspose2d& conv, const std::vector<float>& weight, const std::vector<float>& bias,
                 int height, int width);
/// The convolution of stride 1 of an input that is first enlarged `factor` times (nearest): taps that read the same
/// pixel are added up, so that 3×3 taps after a factor of 2 become 2×2.
Phases phases_of(int factor, const Conv2d& conv, const std::vector<float>& weight, const std::vector<float>& bias,
                 int height, int width);

}  // namespace ganvas::runtime
