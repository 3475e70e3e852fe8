// IEEE 754 binary16 ⇄ binary32 in portable integer arithmetic, rounding to nearest, ties to even.
#pragma once

#include <cstdint>

namespace ganvas {

float float_from_half(std::uint16_t half);
/// Beyond 65504 the half is infinite, as IEEE 754 says.
std::uint16_t half_from_float(float value);

}  // namespace ganvas
