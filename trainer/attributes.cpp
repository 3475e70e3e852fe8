#include "trainer/attributes.hpp"

namespace ganvas::train {
namespace {

// The moments of ink as a distribution over the picture, x to the right, y downwards.
struct Moments {
  explicit Moments(const torch::Tensor& ink) {
    const auto y = torch::arange(ink.size(1), ink.options()).view({1, -1, 1});
    const auto x = torch::arange(ink.size(2), ink.options()).view({1, 1, -1});
    const auto share = ink / ink.sum({1, 2}, true).clamp_min(1e-6);
    const auto mean = [&](const torch::Tensor& value) { return (share * value).sum({1, 2}, true); };
    const auto dx = x - mean(x), dy = y - mean(y);
    xx = mean(dx * dx).flatten();
    yy = mean(dy * dy).flatten();
    xy = mean(dx * dy).flatten();
    yyy = mean(dy * dy * dy).flatten();
  }
  torch::Tensor xx, yy, xy, yyy;
};

// How far the strokes lean to the right: the shear that would make them upright.
torch::Tensor slant(const torch::Tensor& ink) {
  const Moments m(ink);
  return -m.xy / m.yy.clamp_min(1e-3);
}
// Twice the area over the length of the outline: the width of a long stroke.
torch::Tensor thickness(const torch::Tensor& ink) {
  const auto across = (ink.narrow(2, 1, ink.size(2) - 1) - ink.narrow(2, 0, ink.size(2) - 1)).abs().sum({1, 2});
  const auto down = (ink.narrow(1, 1, ink.size(1) - 1) - ink.narrow(1, 0, ink.size(1) - 1)).abs().sum({1, 2});
  return 2 * ink.sum({1, 2}) / (across.square() + down.square()).sqrt().clamp_min(1e-3);
}
// The spread to either side once the slant is taken away.
torch::Tensor width(const torch::Tensor& ink) {
  const Moments m(ink);
  return (m.xx - m.xy.square() / m.yy.clamp_min(1e-3)).clamp_min(0).sqrt();
}
torch::Tensor height(const torch::Tensor& ink) { return Moments(ink).yy.sqrt(); }
// The shorter axis of the ellipse with the same moments over the longer one.
torch::Tensor roundness(const torch::Tensor& ink) {
  const Moments m(ink);
  const auto mean = (m.xx + m.yy) / 2, spread = ((m.xx - m.yy).square() / 4 + m.xy.square()).sqrt();
  return ((mean - spread).clamp_min(0) / (mean + spread).clamp_min(1e-3)).sqrt();
}
// The skewness from top to bottom: positive where a thin tail hangs down.
torch::Tensor weight_above(const torch::Tensor& ink) {
  const Moments m(ink);
  return m.yyy / m.yy.clamp_min(1e-3).pow(1.5);
}

torch::Tensor mean_of(const torch::Tensor& per_pixel) { return per_pixel.flatten(1).mean(1); }
torch::Tensor spread_of(const torch::Tensor& per_pixel) { return per_pixel.flatten(1).std(1, false); }
torch::Tensor grey(const torch::Tensor& colours) { return colours.mean(1); }

torch::Tensor brightness(const torch::Tensor& colours) { return mean_of(colours); }
torch::Tensor warmth(const torch::Tensor& colours) { return mean_of(colours.select(1, 0) - colours.select(1, 2)); }
// Hasler & Süsstrunk 2003: √(σ²(rg) + σ²(yb)) + 0.3 √(μ²(rg) + μ²(yb)), rg = R - G, yb = (R + G)/2 - B.
torch::Tensor colourfulness(const torch::Tensor& colours) {
  const auto red = colours.select(1, 0), green = colours.select(1, 1), blue = colours.select(1, 2);
  const auto rg = red - green, yb = (red + green) / 2 - blue;
  const auto length = [](const torch::Tensor& a, const torch::Tensor& b) { return (a.square() + b.square()).sqrt(); };
  return length(spread_of(rg), spread_of(yb)) + 0.3 * length(mean_of(rg), mean_of(yb));
}
// The standard deviation of the brightness (Peli 1990).
torch::Tensor contrast(const torch::Tensor& colours) { return spread_of(grey(colours)); }
torch::Tensor light_above(const torch::Tensor& colours) {
  const auto half = colours.size(2) / 2;
  return mean_of(colours.narrow(2, 0, half)) - mean_of(colours.narrow(2, colours.size(2) - half, half));
}
// The subject before its background: the middle half of each side against the whole.
torch::Tensor light_in_the_middle(const torch::Tensor& colours) {
  const auto high = colours.size(2), wide = colours.size(3);
  return mean_of(colours.narrow(2, high / 4, high / 2).narrow(3, wide / 4, wide / 2)) - mean_of(colours);
}

}  // namespace

const std::vector<Attribute>& attributes(int channels) {
  static const std::vector<Attribute> of_ink{{"slant", "leaning left", "leaning right", slant},
                                             {"thickness", "thin", "thick", thickness},
                                             {"width", "narrow", "wide", width},
                                             {"height", "short", "tall", height},
                                             {"roundness", "slender", "round", roundness},
                                             {"weight above", "heavy below", "heavy above", weight_above}};
  static const std::vector<Attribute> of_colours{
      {"brightness", "dark", "bright", brightness},
      {"warmth", "bluish", "reddish", warmth},
      {"light above", "bright below", "bright above", light_above},
      {"light in the middle", "dark on bright", "bright on dark", light_in_the_middle},
      {"colourfulness", "grey", "colourful", colourfulness},
      {"contrast", "soft", "hard", contrast}};
  static const std::vector<Attribute> none;
  return channels == 1 ? of_ink : channels == 3 ? of_colours : none;
}

torch::Tensor seen_in(const torch::Tensor& images, const ImageFormat& format) {
  const auto seen = ((images - format.low) / (format.high - format.low)).clamp(0, 1);
  return images.size(1) == 1 ? seen.squeeze(1) : seen;
}

}  // namespace ganvas::train
