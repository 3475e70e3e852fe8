// Which of the kernels run here.
#pragma once

#include <span>

#include "runtime/kernels.hpp"

namespace ganvas::runtime {

/// The sets that this processor runs, the fastest last.
std::span<const Kernels* const> kernel_sets();
/// The fastest.
const Kernels& kernels();

}  // namespace ganvas::runtime
