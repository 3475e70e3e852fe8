#include "shared/result.hpp"

#include <cstdio>

namespace ganvas::detail {

std::string text_of(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.9g", value);
  return digits;
}

}  // namespace ganvas::detail
