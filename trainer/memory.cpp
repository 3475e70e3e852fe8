#include "trainer/memory.hpp"

#include <cstdlib>
#include <fstream>

namespace ganvas::train {

std::map<std::string, double> memory_in_use() {
  std::map<std::string, double> found;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    for (const auto& [label, name] : {std::pair("VmRSS:", "memory_mb"), std::pair("VmHWM:", "peak_memory_mb")})
      if (line.starts_with(label)) found[name] = std::atof(line.c_str() + 6) * 1024 / 1e6;  // the kernel's kB are KiB
  return found;
}

}  // namespace ganvas::train
