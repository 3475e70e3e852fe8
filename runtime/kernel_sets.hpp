// Which of the kernels run here.
#pragma once

#include <span>

#include "runtime/kernels.hpp"

namespace ganvas::runtime {

/// The sets that this processor runs, the fastest last.
std::span<const Kernels* const> kernel_sets();
/// The set in use: the fastest.
const Kernels& kernels();
/// For tests and benchmarks: another set from now on. What was planned for one does not run with another.
void use_kernels(const Kernels& set);

}  // namespace ganvas::runtime
