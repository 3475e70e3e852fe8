#include "trainer/directions.hpp"

#include <algorithm>
#include <span>

#include "trainer/attributes.hpp"

namespace ganvas::train {
namespace {

constexpr int principal_count = 8;
constexpr double reach = 1.5, least_effect = 0.15, least_agreement = 0.8;

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

// Each attribute of each picture, [attributes, N].
torch::Tensor measured_at(const NetworkModule& generator, const ModelCard& card, const Sample& sample,
                          const torch::Tensor& offset, std::span<const Attribute> wanted) {
  std::vector<torch::Tensor> parts;
  const auto count = sample.z.size(0);
  for (std::int64_t begin = 0; begin < count; begin += 250) {
    const auto n = std::min<std::int64_t>(250, count - begin);
    const auto labels = sample.labels.defined() ? sample.labels.narrow(0, begin, n) : torch::Tensor();
    const auto images = generator.forward(sample.z.narrow(0, begin, n) + offset, labels, false);
    const auto seen = seen_in(images, card.image);
    std::vector<torch::Tensor> values;
    for (const Attribute& attribute : wanted) values.push_back(attribute.measure(seen));
    parts.push_back(torch::stack(values));
  }
  return torch::cat(parts, 1);
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
  const std::span all(attributes(card.image.shape[0]));
  if (all.empty()) return;
  const auto values = measured_at(generator, card, sample, torch::zeros({card.latent.size}), all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Attribute& attribute = all[i];
    const auto value = without_label(values[static_cast<std::int64_t>(i)], sample.labels);
    const auto spread = value.std();
    const auto row = std::get<0>(torch::linalg_lstsq(exact(sample.z), exact(value).unsqueeze(1))).flatten();
    const auto direction = (row / row.norm().clamp_min(1e-12)).to(torch::kFloat32);
    const auto moved = [&](double by) {
      return measured_at(generator, card, other, direction * by, all.subspan(i, 1))[0];
    };
    const auto up = moved(reach), down = moved(-reach);
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

Directions find_directions(const NetworkModule& generator, const ModelCard& card, std::uint64_t seed, int images) {
  Directions found;
  if (card.kind != ModelKind::gan && card.kind != ModelKind::conditional_gan) return found;
  torch::NoGradGuard guard;
  torch::manual_seed(seed);
  std::vector<torch::Tensor> rows;
  add_named(generator, card, images, found, rows);
  add_principal(generator, card, found, rows);
  if (!rows.empty()) found.rows = torch::stack(rows).contiguous();
  return found;
}

}  // namespace ganvas::train
