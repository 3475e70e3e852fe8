// What options of more than one program want.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "shared/result.hpp"

namespace ganvas::runtime {

/// A number from `low` to `high`. CLI::Range would take "nan", which is neither below nor above.
inline CLI::Validator number_between(double low, double high) {
  const auto refusal = [low, high](std::string& given) {
    double number = 0;
    const bool inside = CLI::detail::lexical_cast(given, number) && low <= number && number <= high;
    return inside ? std::string() : text("'", given, "' is no number from ", low, " to ", high);
  };
  return {refusal, text("FLOAT in [", low, " - ", high, "]")};
}

}  // namespace ganvas::runtime
