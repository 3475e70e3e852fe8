#include "runtime/walk.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ganvas::runtime {

void walk(const Generator& generator, std::span<const float> amounts, std::span<float> latent) {
  const auto rows = generator.directions();
  for (std::size_t i = 0; i < amounts.size(); ++i)
    for (std::size_t k = 0; k < latent.size(); ++k) latent[k] += amounts[i] * rows[i * latent.size() + k];
  if (generator.card().latent.distribution == LatentDistribution::uniform)
    for (float& v : latent) v = std::clamp(v, -1.0f, 1.0f);
}

std::string direction_key(const std::string& name) {
  std::string key;
  for (const char letter : name) {
    const bool upper = letter >= 'A' && letter <= 'Z';
    if (upper || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9'))
      key += upper ? static_cast<char>(letter - 'A' + 'a') : letter;
    else if (key.empty() || key.back() != '-')
      key += '-';
  }
  return key;
}

Result<std::vector<float>> parse_walk(const std::vector<std::string>& options, const ModelCard& card,
                                      const std::string& file) {
  std::vector<float> amounts(card.directions.size());
  for (const std::string& option : options) {
    const std::size_t sign = option.find('=');
    const std::string name = direction_key(option.substr(0, sign));
    const auto found = std::find_if(card.directions.begin(), card.directions.end(),
                                    [&](const Direction& d) { return direction_key(d.name) == name; });
    if (found == card.directions.end()) {
      std::string known;
      for (const Direction& d : card.directions) known += text(known.empty() ? "" : ", ", direction_key(d.name));
      return fail("--walk ", option, ": ", file, " has no such direction; it has ", known.empty() ? "none" : known);
    }
    float amount = 0;
    const char* const end = option.data() + option.size();
    const auto [rest, error] = sign == std::string::npos ? std::from_chars_result{end, std::errc::invalid_argument}
                                                         : std::from_chars(option.data() + sign + 1, end, amount);
    if (error != std::errc() || rest != end || !(std::abs(amount) <= 100))
      return fail("--walk ", option, ": wants ", name, "=AMOUNT, a number from -100 to 100; sliders go from -",
                  card.latent.reach(), " to ", card.latent.reach());
    amounts[static_cast<std::size_t>(found - card.directions.begin())] = amount;
  }
  return amounts;
}

}  // namespace ganvas::runtime
