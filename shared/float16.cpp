#include "shared/float16.hpp"

#include <cstring>

namespace ganvas {

float float_from_half(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1Fu;
  std::uint32_t mantissa = half & 0x3FFu;
  std::uint32_t bits;
  if (exponent == 0x1F) {
    bits = sign | 0x7F800000u | (mantissa << 13);
  } else if (exponent != 0) {
    bits = sign | ((exponent + 112) << 23) | (mantissa << 13);
  } else {  // zero or subnormal: mantissa · 2^-24, exact in a float
    float value = static_cast<float>(mantissa) * 0x1p-24f;
    std::memcpy(&bits, &value, sizeof bits);
    bits |= sign;
  }
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::uint16_t half_from_float(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000u);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u) return sign | 0x7E00u;   // NaN
  if (magnitude >= 0x477FF000u) return sign | 0x7C00u;  // rounds beyond 65504
  if (magnitude < 0x33000001u) return sign;             // at most half of the least subnormal
  // The value as an integer with `drop` bits below the half's last place; then round to even.
  const int exponent = static_cast<int>(magnitude >> 23);
  const std::uint32_t mantissa = (magnitude & 0x7FFFFFu) | 0x800000u;
  const int drop = exponent < 113 ? 126 - exponent : 13;
  std::uint32_t half = exponent < 113 ? mantissa >> drop : (magnitude - 0x38000000u) >> 13;
  const std::uint32_t rest = mantissa & ((1u << drop) - 1), middle = 1u << (drop - 1);
  if (rest > middle || (rest == middle && (half & 1u))) ++half;
  return static_cast<std::uint16_t>(sign | half);
}

}  // namespace ganvas
