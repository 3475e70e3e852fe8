#include "trainer/stabilisers.hpp"

#include <algorithm>
#include <cmath>

namespace ganvas::train {
namespace {

// Uniform in [low, high], one an image.
torch::Tensor draw(const torch::Tensor& x, double low, double high) {
  return torch::rand({x.size(0), 1, 1, 1}, x.options()) * (high - low) + low;
}

torch::Tensor change_colour(torch::Tensor x, double strength) {
  x = x + draw(x, -0.5, 0.5) * strength;  // brightness
  const auto grey = x.mean(1, true);      // saturation: away from or towards grey
  x = grey + (x - grey) * (1 + draw(x, -1, 1) * strength);
  const auto mean = x.mean({1, 2, 3}, true);  // contrast
  return mean + (x - mean) * (1 + draw(x, -0.5, 0.5) * strength);
}

// Whole pixels, at most `share` of the side; what comes in from outside is black, -1.
torch::Tensor translate(const torch::Tensor& x, double share) {
  const auto n = x.size(0), height = x.size(2), width = x.size(3);
  const auto most_y = static_cast<std::int64_t>(std::lround(static_cast<double>(height) * share));
  const auto most_x = static_cast<std::int64_t>(std::lround(static_cast<double>(width) * share));
  const auto whole = x.options().dtype(torch::kInt64);
  const auto rows = torch::randint(2 * most_y + 1, {n, 1, 1}, whole) + torch::arange(height, whole).view({1, -1, 1});
  const auto columns = torch::randint(2 * most_x + 1, {n, 1, 1}, whole) + torch::arange(width, whole).view({1, 1, -1});
  const auto padded = torch::constant_pad_nd(x, {most_x, most_x, most_y, most_y}, -1);
  const auto image = torch::arange(n, whole).view({-1, 1, 1});
  return padded.permute({0, 2, 3, 1}).index({image, rows, columns}).permute({0, 3, 1, 2}).contiguous();
}

// A rectangle of `share` of each side is set to 0, its centre anywhere.
torch::Tensor cut_out(const torch::Tensor& x, double share) {
  const auto whole = x.options().dtype(torch::kInt64);
  const auto outside = [&](int axis) {
    const auto size = x.size(axis);
    const auto hole = static_cast<std::int64_t>(std::lround(static_cast<double>(size) * share));
    std::vector<std::int64_t> shape{1, 1, 1, 1};
    shape[static_cast<std::size_t>(axis)] = -1;
    const auto begin = torch::randint(size + 1, {x.size(0), 1, 1, 1}, whole) - hole / 2;
    const auto place = torch::arange(size, whole).view(shape);
    return (place < begin).logical_or(place >= begin + hole);
  };
  return x * outside(2).logical_or(outside(3)).to(x.dtype());
}

}  // namespace

torch::Tensor diff_augment(const DiffAugment& options, torch::Tensor x) {
  if (options.color > 0) x = change_colour(x, options.color);
  if (options.translation > 0) x = translate(x, options.translation);
  if (options.cutout > 0) x = cut_out(x, options.cutout);
  return x;
}

double instance_noise_sd(const InstanceNoise& options, long long step, long long steps) {
  if (options.sd == 0) return 0;
  return options.sd * std::max(0.0, 1 - static_cast<double>(step) / (options.until * static_cast<double>(steps)));
}

torch::Tensor clip_gradient(torch::Tensor& gradient, double largest) {
  const auto norm = gradient.norm();
  if (largest > 0) gradient.mul_((largest / (norm + 1e-6)).clamp_max(1));
  return norm;
}

double learning_rate_factor(const Recipe& recipe, long long step) {
  const double done = static_cast<double>(step) / static_cast<double>(recipe.steps);
  if (done < recipe.decay_start) return 1;
  const double left = (1 - done) / (1 - recipe.decay_start);
  constexpr double pi = 3.14159265358979;
  return recipe.decay == Decay::cosine ? 0.5 - 0.5 * std::cos(pi * left) : left;
}

}  // namespace ganvas::train
