#include "trainer/collapse.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "trainer/stats.hpp"

namespace ganvas::train {
namespace {

constexpr int patience = 3;  // ticks
constexpr double nearly_always = 0.99, nearly_never = 0.01;

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * share);
  return text;
}

// Between the images of one set and of another, [N,M].
torch::Tensor distances(const torch::Tensor& some, const torch::Tensor& others) {
  const auto flat = [](const torch::Tensor& images) {
    const auto quarter = [&](int axis) { return std::max<std::int64_t>(1, images.size(axis) / 4); };
    return torch::adaptive_avg_pool2d(images.detach().to(torch::kCPU, torch::kFloat32), {quarter(2), quarter(3)})
        .flatten(1);
  };
  constexpr int exact = 2;  // by differences: the faster way, by products, finds distances between equal images
  return torch::cdist(flat(some), flat(others), 2, exact);
}

double nearest_neighbour_distance(const torch::Tensor& images) {
  const auto to_others = distances(images, images).fill_diagonal_(std::numeric_limits<float>::infinity());
  return std::get<0>(to_others.min(1)).mean().item<double>();
}

struct Sign {
  std::string opening;
  bool shows;
  std::string evidence, cure;
};

// D's answers, when they no longer depend on what it is shown, or when G can learn nothing from them. `who` is "the
// discriminator", of which level too where there are several.
std::vector<Sign> discriminator_signs(const std::string& who, double real, double fake) {
  const auto evidence =
      text("it is right about ", percent(real), " of real and ", percent(fake), " of generated images");
  return {
      {who + " wins", real >= nearly_always && fake >= nearly_always,
       evidence + ", so the generator has little to learn from",
       "a smaller discriminator_adam.lr, a larger loss.r1_gamma, loss.real_label=0.9, dropout or noise in the "
       "discriminator, fewer of its steps for each of the generator's"},
      {who + " has lost", real <= nearly_never && fake <= nearly_never, evidence + ", so it misleads the generator",
       "a larger discriminator_adam.lr, a smaller generator_adam.lr, more layers or features in the discriminator"},
      {who + " says the same of every image",
       (real >= nearly_always && fake <= nearly_never) || (real <= nearly_never && fake >= nearly_always), evidence,
       "a smaller discriminator_adam.lr, a smaller loss.r1_gamma, discriminator_adam.beta1=0.5 or 0, another seed"}};
}

// Of each level: a pyramid has a D at every one.
std::vector<Sign> discriminator_signs(const std::map<std::string, double>& means) {
  const auto of_a_level = [](const auto& mean) { return level_of(mean.first).level > 0; };
  const bool levels = std::any_of(means.begin(), means.end(), of_a_level);
  std::vector<Sign> signs;
  for (const auto& [name, real] : means) {
    const auto [level, prefix, rest] = level_of(name);
    const auto fake = means.find(text(prefix, "D fake right"));
    if (rest != "D real right" || fake == means.end()) continue;
    const auto who = levels ? text("the discriminator of level ", level) : std::string("the discriminator");
    for (Sign& sign : discriminator_signs(who, real, fake->second)) signs.push_back(std::move(sign));
  }
  return signs;
}

std::string two_digits(double value) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

Sign diversity_sign(double value) {
  return {"generated images resemble each other", value < least_diversity,
          text("their diversity is ", two_digits(value),
               " of the real images'; the generator draws few different pictures"),
          "a smaller generator_adam.lr, a larger loss.r1_gamma, a larger batch_size, minibatch discrimination, and see "
          "in the newest fakes-*.png what it repeats"};
}

Sign coverage_sign(double value) {
  return {"generated images leave out much of the data", value < least_coverage,
          text("only ", percent(value),
               " of the real images have one near them; either it draws few classes, or no "
               "good picture yet"),
          "more steps if this is early, a smaller generator_adam.lr, a larger batch_size, labels (a conditional GAN), "
          "and see in the newest fakes-*.png what is missing"};
}

Sign overfitting_sign(double value) {
  return {
      "the discriminator knows the training images by heart", value > most_overfitting,
      text("test images, which it never saw, lie ", percent(value),
           " of the way from training images to generated ones in its scores"),
      "more images, a larger loss.r1_gamma, diff_augment, dropout in the discriminator, a smaller discriminator, or "
      "fewer steps"};
}

}  // namespace

double diversity(const torch::Tensor& generated, const torch::Tensor& real) {
  const auto n = std::min(generated.size(0), real.size(0));
  if (n < 2) return 1;
  const double among_real = nearest_neighbour_distance(real.narrow(0, 0, n));
  return nearest_neighbour_distance(generated.narrow(0, 0, n)) / std::max(among_real, 1e-6);
}

double coverage(const torch::Tensor& generated, const torch::Tensor& real) {
  constexpr std::int64_t neighbour = 5;
  const auto n = std::min(generated.size(0), real.size(0));
  if (n <= neighbour) return 1;
  const auto reals = real.narrow(0, 0, n);
  const auto radius = std::get<0>(distances(reals, reals).kthvalue(neighbour + 1, 1));  // the first is the image itself
  const auto nearest = std::get<0>(distances(reals, generated.narrow(0, 0, n)).min(1));
  return (nearest <= radius).to(torch::kFloat64).mean().item<double>();
}

torch::Tensor reals_like_grid(const DataSet& data, int count, bool by_label) {
  const auto n = std::min<std::int64_t>(count, data.images.size(0));
  auto chosen = torch::arange(n);
  if (by_label) {
    const auto labels = static_cast<std::int64_t>(data.label_names.size());
    std::vector<torch::Tensor> by;  // indices, of each label
    for (std::int64_t label = 0; label < labels; ++label) by.push_back(torch::nonzero(data.labels == label).flatten());
    std::vector<std::int64_t> order;
    for (std::int64_t i = 0; i < n; ++i)
      if (const auto& of = by[static_cast<std::size_t>(i % labels)]; i / labels < of.size(0))
        order.push_back(of[i / labels].item<std::int64_t>());
    chosen = torch::tensor(order);
  }
  return from_bytes(data.images.index_select(0, chosen));
}

Status check_finite(const std::map<std::string, double>& means, const std::string& where, long long step) {
  for (const auto& [name, mean] : means)
    if (!std::isfinite(mean))
      return fail(where, ": ", name, " is not finite at step ", step,
                  "; the last checkpoint is kept. Try a smaller learning rate or a larger r1_gamma");
  return Done{};
}

std::vector<std::string> CollapseWatch::look(const std::map<std::string, double>& means, double done) {
  auto signs = discriminator_signs(means);
  const auto varied = means.find("diversity"), covered = means.find("coverage"), by_heart = means.find("D overfitting");
  const bool settled = done > 0.2;
  if (settled && varied != means.end()) signs.push_back(diversity_sign(varied->second));
  if (settled && covered != means.end()) signs.push_back(coverage_sign(covered->second));
  if (by_heart != means.end()) signs.push_back(overfitting_sign(by_heart->second));
  std::vector<std::string> sentences;
  for (const Sign& sign : signs) {
    int& ticks = ticks_[sign.opening];
    ticks = sign.shows ? ticks + 1 : 0;
    if (ticks == patience)
      sentences.push_back(text(sign.opening, ": for ", patience, " ticks ", sign.evidence, ". Try ", sign.cure, "."));
  }
  return sentences;
}

}  // namespace ganvas::train
