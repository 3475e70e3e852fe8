#include "trainer/directions.hpp"

#include <algorithm>
#include <span>

#include "trainer/attributes.hpp"
#include "trainer/progress_bar.hpp"

namespace ganvas::train {
namespace {

constexpr int principal_count = 8;
constexpr double least_effect = 0.15, least_agreement = 0.8, least_agreement_of_a_label = 2.0 / 3;

// LAPACK's last bits vary with where memory lies; in double they vanish when rounded, so the same run finds the same.
torch::Tensor exact(const torch::Tensor& t) { return t.to(torch::kFloat64); }

struct Sample {
  torch::Tensor z, labels, images;
};

Sample draw(const ModelCard& card, std::int64_t count) {
  const auto labels = takes_labels(card) ? torch::arange(count).remainder(static_cast<std::int64_t>(card.labels.size()))
                                         : torch::Tensor();
  return {random_latents(card.latent.distribution, count, card.latent.size), labels, {}};
}

// Each attribute of each picture, [attributes, N].
torch::Tensor measured_at(const Networks& networks, const ModelCard& card, const Sample& sample,
                          const torch::Tensor& offset, std::span<const Attribute> wanted) {
  std::vector<torch::Tensor> parts;
  const auto count = sample.z.size(0);
  for (std::int64_t begin = 0; begin < count; begin += 250) {
    const auto n = std::min<std::int64_t>(250, count - begin);
    const auto labels = sample.labels.defined() ? sample.labels.narrow(0, begin, n) : torch::Tensor();
    auto z = sample.z.narrow(0, begin, n) + offset;
    if (card.latent.distribution == LatentDistribution::uniform) z = z.clamp(-1, 1);  // as whoever plays the model does
    const auto images = play(networks, card.kind, z, labels);
    const auto seen = seen_in(images, card.image);
    std::vector<torch::Tensor> values;
    for (const Attribute& attribute : wanted) values.push_back(attribute.measure(seen));
    parts.push_back(torch::stack(values));
  }
  return torch::cat(parts, 1);
}

// Means of values [N] over pictures that share a label, [labels]; one where the card has none.
class ByLabel {
 public:
  explicit ByLabel(const Sample& sample)
      : labels_(sample.labels.defined() ? sample.labels : torch::zeros({sample.z.size(0)}, torch::kInt64)),
        counts_(torch::bincount(labels_).clamp_min(1)) {}
  torch::Tensor mean(const torch::Tensor& values) const {
    return torch::zeros({counts_.size(0)}, values.options()).index_add(0, labels_, values) / counts_;
  }
  torch::Tensor spread(const torch::Tensor& each) const { return each.index_select(0, labels_); }

 private:
  torch::Tensor labels_, counts_;
};

// How an attribute goes with the latent vector: for each label its mean and its standard deviation. The latter is at
// least a tenth of what it is over all, as what a label's pictures have in common is not to be blown up.
struct Scale {
  torch::Tensor mean, deviation;  // F32 [labels]
};
Scale scale_of(const torch::Tensor& value, const ByLabel& by_label) {
  const auto mean = by_label.mean(value);
  const auto variance = by_label.mean((value - by_label.spread(mean)).square());
  return {mean, variance.sqrt().maximum(variance.mean().sqrt() * 0.1).clamp_min(1e-12)};
}

// What walking along a direction does to an attribute.
struct Walk {
  double effect, agreement, worst;  // deviations a unit of t; share of pictures that gained, and of the worst label's
  std::int64_t worst_label;
};
Walk walk(const Networks& networks, const ModelCard& card, const Sample& sample, const torch::Tensor& direction,
          std::span<const Attribute> attribute, const torch::Tensor& deviation) {
  const ByLabel by_label(sample);
  const double reach = card.latent.reach();
  const auto at = [&](double t) { return measured_at(networks, card, sample, direction * t, attribute)[0]; };
  const auto gained = by_label.mean((at(reach) > at(-reach)).to(torch::kFloat32));
  const auto steepness = (at(reach / 2) - at(-reach / 2)) / by_label.spread(deviation) / reach;
  const auto worst = gained.argmin().item<std::int64_t>();
  return {steepness.mean().item<double>(), gained.mean().item<double>(), gained[worst].item<double>(), worst};
}

// Least squares on latent vectors of an attribute in its label's own deviations: so a direction holds for each label,
// not for that one alone whose pictures vary most.
torch::Tensor regressed(const torch::Tensor& z, const torch::Tensor& value) {
  const auto row = std::get<0>(torch::linalg_lstsq(exact(z), exact(value).unsqueeze(1))).flatten();
  return (row / row.norm().clamp_min(1e-12)).to(torch::kFloat32);
}

std::string percent(double share) { return text(static_cast<int>(share * 100 + 1e-4), " %"); }

void add_named(const Networks& networks, const ModelCard& card, int images, bool quiet, Directions& found,
               std::vector<torch::Tensor>& rows) {
  const int walked = std::max(1, images / 10);
  const Sample sample = draw(card, images), other = draw(card, walked);
  const std::span all(attributes(card.image.shape[0]));
  if (all.empty()) return;
  ProgressBar bar("looking for directions", static_cast<std::int64_t>(1 + all.size()), quiet);
  const ByLabel by_label(sample);
  const auto values = measured_at(networks, card, sample, torch::zeros({card.latent.size}), all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    bar.at(static_cast<std::int64_t>(1 + i));
    const auto value = values[static_cast<std::int64_t>(i)];
    const Scale scale = scale_of(value, by_label);
    const auto direction =
        regressed(sample.z, (value - by_label.spread(scale.mean)) / by_label.spread(scale.deviation));
    const Walk does = walk(networks, card, other, direction, all.subspan(i, 1), scale.deviation);
    if (!(does.effect >= least_effect && does.agreement >= least_agreement && does.worst >= least_agreement_of_a_label))
      continue;
    rows.push_back(direction);
    std::string worst;
    if (other.labels.defined())
      worst = text(" (of ", card.labels[static_cast<std::size_t>(does.worst_label)], ", the least, ",
                   percent(does.worst), ")");
    found.named.push_back(
        {all[i].name, all[i].low, all[i].high, does.effect,
         text("regressed on ", images, " generated images; of ", walked, " others ", percent(does.agreement),
              " gained when moved from -", card.latent.reach(), " to ", card.latent.reach(), worst,
              "; effect: standard deviations of the attribute within a label, a unit")});
  }
}

// The weights that the latent vector meets first, as a matrix [activations, latent numbers]; undefined where another
// layer comes first.
torch::Tensor first_weights(const NetworkModule& generator) {
  const int latent_size = generator.network().input[0];
  for (std::size_t i = 0; i < generator.network().layers.size(); ++i) {
    const Layer& layer = generator.network().layers[i];
    if (std::holds_alternative<Linear>(layer)) return generator.tensors()[i].at("weight").narrow(1, 0, latent_size);
    const auto* convolution = std::get_if<ConvTranspose2d>(&layer);
    if (convolution && convolution->in_channels < latent_size) break;  // the latent numbers lie over pixels
    if (convolution) return generator.tensors()[i].at("weight").narrow(0, 0, latent_size).flatten(1).t();
    const bool in_place = std::holds_alternative<LabelEmbedding>(layer) || std::holds_alternative<Concat>(layer) ||
                          std::holds_alternative<Reshape>(layer);
    if (!in_place) break;
  }
  return {};
}

void add_principal(const NetworkModule& generator, const ModelCard& card, Directions& found,
                   std::vector<torch::Tensor>& rows) {
  const auto weights = first_weights(generator);
  if (!weights.defined()) return;
  const auto [u, s, vt] = torch::linalg_svd(exact(weights.detach()), false, c10::nullopt);
  const auto shares = s.square() / s.square().sum();
  for (std::int64_t i = 0; i < std::min<std::int64_t>(principal_count, vt.size(0)); ++i) {
    auto row = torch::zeros({card.latent.size});
    row.narrow(0, 0, vt.size(1)).copy_(vt[i]);
    rows.push_back(row);
    found.named.push_back({text("principal ", i + 1), "", "", shares[i].item<double>(),
                           "right singular vector of the first layer's weights; effect: its share of the variance of "
                           "that layer's activations"});
  }
}

}  // namespace

Directions find_directions(const Networks& networks, const ModelCard& card, std::uint64_t seed, int images,
                           bool quiet) {
  Directions found;
  if (!is_generative(card.kind)) return found;
  torch::NoGradGuard guard;
  torch::manual_seed(seed);
  std::vector<torch::Tensor> rows;
  add_named(networks, card, images, quiet, found, rows);
  add_principal(*networks.front(), card, found, rows);
  if (!rows.empty()) found.rows = torch::stack(rows).contiguous();
  return found;
}

}  // namespace ganvas::train
