#include "runtime/kernel_sets.hpp"

namespace ganvas::runtime {

extern const Kernels kernels_of_4_lanes, kernels_of_8_lanes, kernels_of_16_lanes;
#ifdef GANVAS_WIDE_KERNELS
std::span<const Kernels* const> kernel_sets() {
  static constexpr const Kernels* all[] = {&kernels_of_4_lanes, &kernels_of_8_lanes, &kernels_of_16_lanes};
  static const std::size_t count = !(__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) ? 1
                                   : __builtin_cpu_supports("avx512f")                                ? 3
                                                                                                      : 2;
  return {all, count};
}

namespace {

const Kernels*& used() {
  static const Kernels* set = kernel_sets().back();
  return set;
}

}  // namespace

const Kernels& kernels() { return *used(); }
void use_kernels(const Kernels& set) { used() = &set; }
#else
std::span<const Kernels* const> kernel_sets() {
  static constexpr const Kernels* all[] = {&kernels_of_4_lanes};
  return all;
}
const Kernels& kernels() { return kernels_of_4_lanes; }
void use_kernels(const Kernels&) {}
#endif

}  // namespace ganvas::runtime
