#include "trainer/directions.hpp"

#include <algorithm>

namespace ganvas::train {
namespace {

constexpr int principal_count = 8;
constexpr double reach = 1.5, least_effect = 0.15, least_agreement = 0.8;

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

// LAPACK's last bits vary with where memory lies; in double they vanish when rounded, so the same run finds the same.
torch::Tensor exact(const torch::Tensor& t) { return t.to(torch::kFloat64); }

struct Sample {
  torch::Tensor z, labels, images;
};

Sample draw(const ModelCard& card, std::int64_t count) {
  const auto labels = takes_labels(card) ? torch::arange(count).remainder(static_cast<std::int64_t>(card.labels.size()))
                                         : torch::Tensor();
  const auto z = card.latent.distribution == LatentDistribution::normal
                     ? torch::randn({count, card.latent.size})
                     : torch::rand({count, card.latent.size}) * 2 - 1;
  return {z, labels, {}};
}

torch::Tensor ink_at(const NetworkModule& generator, const ModelCard& card, const Sample& sample,
                     const torch::Tensor& offset) {
  std::vector<torch::Tensor> parts;
  const auto count = sample.z.size(0);
  for (std::int64_t begin = 0; begin < count; begin += 250) {
    const auto n = std::min<std::int64_t>(250, count - begin);
    const auto labels = sample.labels.defined() ? sample.labels.narrow(0, begin, n) : torch::Tensor();
    parts.push_back(ink_of(generator.forward(sample.z.narrow(0, begin, n) + offset, labels, false), card.image));
  }
  return torch::cat(parts);
}

// What the latent vector decides: the label's own mean is taken away.
torch::Tensor without_label(const torch::Tensor& value, const torch::Tensor& labels) {
  if (!labels.defined()) return value - value.mean();
  const auto count = labels.max().item<std::int64_t>() + 1;
  const auto zeros = torch::zeros({count}, value.options());
  const auto means = zeros.index_add(0, labels, value) / zeros.index_add(0, labels, torch::ones_like(value));
  return value - means.index_select(0, labels);
}

void add_named(const NetworkModule& generator, const ModelCard& card, int regressed, Directions& found,
               std::vector<torch::Tensor>& rows) {
  const int walked = std::max(1, regressed / 10);
  const Sample sample = draw(card, regressed), other = draw(card, walked);
  const auto zero = torch::zeros({card.latent.size});
  const auto ink = ink_at(generator, card, sample, zero);
  for (const Attribute& attribute : attributes()) {
    const auto value = without_label(attribute.measure(ink), sample.labels);
    const auto spread = value.std();
    const auto row = std::get<0>(torch::linalg_lstsq(exact(sample.z), exact(value).unsqueeze(1))).flatten();
    const auto direction = (row / row.norm().clamp_min(1e-12)).to(torch::kFloat32);
    const auto up = attribute.measure(ink_at(generator, card, other, direction * reach)),
               down = attribute.measure(ink_at(generator, card, other, direction * -reach));
    const double effect = ((up - down).mean() / spread / (2 * reach)).item<double>();
    const double agreement = (up > down).to(torch::kFloat32).mean().item<double>();
    if (!(effect >= least_effect && agreement >= least_agreement)) continue;
    rows.push_back(direction);
    found.named.push_back({attribute.name, attribute.low, attribute.high, effect,
                           text("regressed on ", regressed, " generated images; of ", walked, " others ",
                                static_cast<int>(agreement * 100), " % gained when moved from -", reach, " to ", reach,
                                "; effect: standard deviations of the attribute within a label, a unit")});
  }
}

// The weights that the latent vector meets first, as a matrix [activations, latent size]; undefined where another layer
// comes first.
torch::Tensor first_weights(const NetworkModule& generator, int latent_size) {
  for (std::size_t i = 0; i < generator.network().layers.size(); ++i) {
    const Layer& layer = generator.network().layers[i];
    if (std::holds_alternative<Linear>(layer)) return generator.tensors()[i].at("weight").narrow(1, 0, latent_size);
    if (std::holds_alternative<ConvTranspose2d>(layer))
      return generator.tensors()[i].at("weight").narrow(0, 0, latent_size).flatten(1).t();
    const bool in_place = std::holds_alternative<LabelEmbedding>(layer) || std::holds_alternative<Concat>(layer) ||
                          std::holds_alternative<Reshape>(layer);
    if (!in_place) break;
  }
  return {};
}

void add_principal(const NetworkModule& generator, const ModelCard& card, Directions& found,
                   std::vector<torch::Tensor>& rows) {
  const auto weights = first_weights(generator, card.latent.size);
  if (!weights.defined()) return;
  const auto [u, s, vt] = torch::linalg_svd(exact(weights.detach()), false, c10::nullopt);
  const auto shares = s.square() / s.square().sum();
  for (std::int64_t i = 0; i < std::min<std::int64_t>(principal_count, vt.size(0)); ++i) {
    rows.push_back(vt[i].to(torch::kFloat32));
    found.named.push_back({text("principal ", i + 1), "", "", shares[i].item<double>(),
                           "right singular vector of the first layer's weights; effect: its share of the variance of "
                           "that layer's activations"});
  }
}

}  // namespace

const std::vector<Attribute>& attributes() {
  static const std::vector<Attribute> all{{"slant", "leaning left", "leaning right", slant},
                                          {"thickness", "thin", "thick", thickness},
                                          {"width", "narrow", "wide", width},
                                          {"height", "short", "tall", height},
                                          {"roundness", "slender", "round", roundness},
                                          {"weight above", "heavy below", "heavy above", weight_above}};
  return all;
}

torch::Tensor ink_of(const torch::Tensor& images, const ImageFormat& format) {
  return ((images.mean(1) - format.low) / (format.high - format.low)).clamp(0, 1);
}

Directions find_directions(const NetworkModule& generator, const ModelCard& card, std::uint64_t seed, int images) {
  Directions found;
  if (card.kind != ModelKind::gan && card.kind != ModelKind::conditional_gan) return found;
  torch::NoGradGuard guard;
  torch::manual_seed(seed);
  std::vector<torch::Tensor> rows;
  if (card.image.shape[0] == 1) add_named(generator, card, images, found, rows);
  add_principal(generator, card, found, rows);
  if (!rows.empty()) found.rows = torch::stack(rows).contiguous();
  return found;
}

}  // namespace ganvas::train
