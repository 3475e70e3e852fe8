#include "shared/result.hpp"

#include <cmath>

namespace ganvas {
namespace {

// std::to_string, without its tables, which a page has no use for.
void append(std::string& text, unsigned long long value) {
  if (value >= 10) append(text, value / 10);
  text += static_cast<char>('0' + value % 10);
}

// printf's %.9g, without printf, whose arithmetic in long double costs a page 3.6 KB.
void append(std::string& text, double value) {
  if (std::isnan(value)) {
    text += "nan";
    return;
  }
  if (std::signbit(value)) text += '-';
  double size = std::fabs(value);
  if (std::isinf(size) || size == 0) {
    text += size == 0 ? "0" : "inf";
    return;
  }
  int exponent = 0;
  for (; size >= 10; size /= 10) ++exponent;
  for (; size < 1; size *= 10) --exponent;
  auto whole = static_cast<unsigned long long>(std::llround(size * 1e8));  // nine digits
  if (whole >= 1'000'000'000) whole /= 10, ++exponent;
  while (whole % 10 == 0) whole /= 10;
  std::string digits;
  append(digits, whole);
  const bool scientific = exponent < -4 || exponent > 8;
  if (exponent < 0 && !scientific) {
    text += "0.";
    text.append(static_cast<std::size_t>(-exponent - 1), '0');
    text += digits;
    return;
  }
  const std::size_t before_point = scientific ? 1 : static_cast<std::size_t>(exponent) + 1;
  while (digits.size() < before_point) digits += '0';
  text.append(digits, 0, before_point);
  if (digits.size() > before_point) text += '.';
  text.append(digits, before_point);
  if (!scientific) return;
  const auto power = static_cast<unsigned>(exponent < 0 ? -exponent : exponent);
  text += exponent < 0 ? "e-" : "e+";
  if (power < 10) text += '0';
  append(text, 0ULL + power);
}

}  // namespace

Status::Status(std::string message) : message_(new const std::string(std::move(message))) {}
void Status::forget(const std::string* message) { delete message; }

const std::string& Status::message() const {
  static const std::string none;
  return message_ ? *message_ : none;
}

std::string text_of(std::uint64_t kinds, const Part* parts) {
  std::string text;
  for (; kinds; kinds >>= 3) {
    const Part& part = *parts++;
    switch (static_cast<PartKind>(kinds & 7)) {
      case PartKind::none:
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
        append(text, part.real);
        break;
      case PartKind::whole:
        if (part.whole < 0) text += '-';
        append(text, part.whole < 0 ? 0 - static_cast<unsigned long long>(part.whole)
                                    : static_cast<unsigned long long>(part.whole));
        break;
      case PartKind::natural:
        append(text, part.natural);
        break;
    }
  }
  return text;
}

Status fail_with(std::uint64_t kinds, const Part* parts) {
#ifdef __EMSCRIPTEN__
  return Status(text_of(kinds, parts));  // a page obeys no control characters
#else
  return Status(for_terminal(text_of(kinds, parts)));
#endif
}

std::string for_terminal(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0; };
    if ((byte(i) < ' ' && text[i] != '\n') || byte(i) == 127) text[i] = '?';
    if (byte(i) == 0xC2 && byte(i + 1) >= 0x80 && byte(i + 1) < 0xA0) text.replace(i, 2, "?");  // U+0080 … U+009F
  }
  return text;
}

}  // namespace ganvas
