#include "shared/result.hpp"

#include <cmath>

namespace ganvas {
namespace {

// printf's %.9g, without printf, whose arithmetic in long double costs a page 3.6 KB.
std::string nine_digits(double value) {
  if (std::isnan(value)) return "nan";
  const std::string sign = std::signbit(value) ? "-" : "";
  double size = std::fabs(value);
  if (std::isinf(size)) return sign + "inf";
  if (size == 0) return sign + "0";
  int exponent = 0;
  for (; size >= 10; size /= 10) ++exponent;
  for (; size < 1; size *= 10) --exponent;
  auto whole = std::llround(size * 1e8);  // nine digits
  if (whole >= 1'000'000'000) whole /= 10, ++exponent;
  std::string digits = std::to_string(whole);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (exponent < -4 || exponent > 8) {
    if (digits.size() > 1) digits.insert(1, 1, '.');
    const std::string power = std::to_string(exponent < 0 ? -exponent : exponent);
    return sign + digits + (exponent < 0 ? "e-" : "e+") + (power.size() < 2 ? "0" : "") + power;
  }
  if (exponent < 0) return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto before_point = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= before_point) return sign + digits + std::string(before_point - digits.size(), '0');
  return sign + digits.insert(before_point, 1, '.');
}

}  // namespace

Status::Status(std::string message) : message_(new const std::string(std::move(message))) {}
void Status::Delete::operator()(const std::string* message) const { delete message; }

const std::string& Status::message() const {
  static const std::string none;
  return message_ ? *message_ : none;
}

std::string text_of(std::span<const PartKind> kinds, const Part* parts) {
  std::string text;
  for (const PartKind kind : kinds) {
    const Part& part = *parts++;
    switch (kind) {
      case PartKind::literal:
        text += part.literal;
        break;
      case PartKind::string:
        text += *part.string;
        break;
      case PartKind::view:
        text += *part.view;
        break;
      case PartKind::real:
        text += nine_digits(part.real);
        break;
      case PartKind::whole:
        text += std::to_string(part.whole);
        break;
      case PartKind::natural:
        text += std::to_string(part.natural);
        break;
    }
  }
  return text;
}

Status fail_with(std::span<const PartKind> kinds, const Part* parts) { return Status(text_of(kinds, parts)); }

}  // namespace ganvas
