// How much of the machine's memory this process holds.
#pragma once

#include <map>
#include <string>

namespace ganvas::train {

/// "memory_mb" and "peak_memory_mb": the resident set now and at its largest, in 10^6 bytes. Empty where the system has
/// no /proc. A GPU's memory is not in it: LibTorch's interface for it exists only in its CUDA builds.
std::map<std::string, double> memory_in_use();

}  // namespace ganvas::train
