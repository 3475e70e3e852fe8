// Lower precision where a recipe asks for it: autocast to bfloat16 for the forward passes, on the CPU or on CUDA.
// Weights, optimisers, losses and penalties stay in F32.
#pragma once

#include <ATen/autocast_mode.h>
#include <torch/torch.h>
#include <torch/version.h>

#include "trainer/recipe.hpp"

namespace ganvas::train {

/// In force while it lives.
class Autocast {
 public:
  Autocast(Precision precision, torch::Device device) : on_(precision == Precision::BF16), cuda_(device.is_cuda()) {
    if (on_) turn(true);
  }
  ~Autocast() {
    if (!on_) return;
    at::autocast::clear_cache();
    turn(false);
  }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  // LibTorch 2.4 has one function for all devices, and its older ones say that they are to go.
  void turn(bool on) const {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    const auto type = cuda_ ? at::kCUDA : at::kCPU;
    at::autocast::set_autocast_dtype(type, at::kBFloat16);
    at::autocast::set_autocast_enabled(type, on);
#else
    if (cuda_) {
      at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
      at::autocast::set_enabled(on);
    } else {
      at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
      at::autocast::set_cpu_enabled(on);
    }
#endif
  }
  bool on_, cuda_;
};

}  // namespace ganvas::train
