#include "trainer/threads.hpp"

#include <dlfcn.h>
#include <torch/torch.h>

namespace ganvas::train {

void set_threads(int count) {
  torch::set_num_threads(count);
  // LibTorch sits on whatever BLAS the system has; only this one needs to be told.
  using SetThreads = void (*)(int);
  if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) set(1);
}

}  // namespace ganvas::train
