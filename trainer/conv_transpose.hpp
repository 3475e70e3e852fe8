// Transposed convolution on the CPU by oneDNN, several times as fast as the loop over images that LibTorch 1.13 has for
// it. (A convolution LibTorch gives to oneDNN itself.)
#pragma once

#include <torch/torch.h>

#include "shared/network.hpp"

namespace ganvas::train {

/// What torch::conv_transpose2d gives for x [n, in_channels, h, w], weight [in_channels, out_channels, k, k] and bias
/// [out_channels] or undefined. On the CPU it is computed as what it is, the gradient of conv2d by its input, and its
/// own gradients as conv2d and conv2d's gradient by its weight; each can be differentiated again.
torch::Tensor conv_transpose2d(const ConvTranspose2d& layer, const torch::Tensor& x, const torch::Tensor& weight,
                               const torch::Tensor& bias);

}  // namespace ganvas::train
