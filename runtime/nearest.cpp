#include "runtime/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "runtime/eigen.hpp"

namespace ganvas::runtime {
namespace {

using Floats = std::vector<float>;
using Eight = Eigen::Array<float, 8, 1>;

constexpr float difference = 0.01f;  // of a latent number, for the derivative: rounding costs 1e-5 of it
constexpr double dampings[] = {1e-3, 1e-2, 0.1, 1, 10, 100};  // tried in a step, times the last one
constexpr std::size_t tries = std::size(dampings);
constexpr std::size_t largest_jacobian = std::size_t{1} << 24;  // floats

double dot(const float* a, const float* b, std::size_t n) {
  Eight sums = Eight::Zero();
  for (; n >= 8; n -= 8, a += 8, b += 8) sums += Eigen::Map<const Eight>(a) * Eigen::Map<const Eight>(b);
  float sum = sums.sum();
  while (n-- > 0) sum += *a++ * *b++;
  return static_cast<double>(sum);
}

// A x = b for a symmetric positive definite A [n, n], by Cholesky: L Lᵀ = A takes A's lower half, x takes b's place.
// False if A is not positive definite.
bool solve(std::vector<double>& a, std::vector<double>& b) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      if (i == j && !(sum > 0)) return false;
      a[i * n + j] = i == j ? std::sqrt(sum) : sum / a[j * n + j];
    }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
  return true;
}

// Levenberg-Marquardt (Marquardt 1963). Each step makes G linear about z by finite differences, G(z + δ) ≈ G(z) + J δ,
// and solves (JᵀJ + prior + λ) δ = -(Jᵀr + prior z), r = G(z) - image, for several dampings λ, of which the best stays.
class Search {
 public:
  Search(const Generator& generator, std::span<const float> target, const Labels& label, double prior,
         Workspace& workspace)
      : generator_(generator), target_(target), prior_(prior), workspace_(workspace) {
    const auto most = std::max(static_cast<std::size_t>(generator.latent_size()), tries);
    // Of each image that is drawn at once.
    if (const auto numbers = label.numbers(); !numbers.empty()) numbers_.assign(most, numbers.front());
    const auto weights = label.weights();
    weights_.resize(most * weights.size());
    for (std::size_t i = 0; i < weights_.size(); ++i) weights_[i] = weights[i % weights.size()];
    bounded_ = generator.card().latent.distribution == LatentDistribution::uniform;
  }

  // With the caller's own label, so that a wrong one is refused before it is used as often as images are drawn.
  Status begin(std::span<const float> latent, const Labels& label) {
    z_.assign(latent.begin(), latent.end());
    for (float& v : z_) v = within(v);
    image_.resize(target_.size());
    GANVAS_CHECK(generator_.sample(z_, label, image_, workspace_));
    error_ = begun_ = squared_distance(image_.data());
    damping_ = 0.1;
    return Done{};
  }

  // False when no damping led any further.
  Result<bool> step() {
    GANVAS_CHECK(linearise());
    const std::size_t latents = z_.size(), pixels = target_.size();
    Floats candidates(tries * latents), images(tries * pixels);
    for (std::size_t t = 0; t < tries; ++t) step_to(damping_ * dampings[t], candidates.data() + t * latents);
    GANVAS_CHECK(draw(candidates, images));
    double best = error_ + prior_ * dot(z_.data(), z_.data(), latents);
    std::size_t chosen = tries;
    for (std::size_t t = 0; t < tries; ++t) {
      const float* z = candidates.data() + t * latents;
      const double error = squared_distance(images.data() + t * pixels);
      const double cost = error + prior_ * dot(z, z, latents);
      if (!(cost < best) || !(error <= begun_)) continue;
      best = cost;
      chosen = t;
    }
    if (chosen == tries) {
      damping_ *= 1e4;
      return false;
    }
    std::copy_n(candidates.data() + chosen * latents, latents, z_.data());
    std::copy_n(images.data() + chosen * pixels, pixels, image_.data());
    error_ = squared_distance(image_.data());
    damping_ = std::max(1e-6, damping_ * dampings[chosen]);
    return true;
  }

  Nearest take() {
    const auto pixels = static_cast<double>(target_.size());
    return {std::move(z_), std::move(image_), error_ / pixels, begun_ / pixels};
  }

 private:
  float within(float v) const { return bounded_ ? std::clamp(v, -1.0f, 1.0f) : v; }

  // latents [n, …] -> images [n, …], all of the one label
  Status draw(const Floats& latents, std::span<float> images) const {
    const std::size_t n = latents.size() / z_.size();
    const auto classes = static_cast<std::size_t>(generator_.label_count());
    if (weights_.empty())
      return generator_.sample(latents, std::span(numbers_).first(classes ? n : 0), images, workspace_);
    return generator_.sample(latents, std::span(weights_).first(n * classes), images, workspace_);
  }

  double squared_distance(const float* image) const {
    double sum = 0;
    for (std::size_t i = 0; i < target_.size(); ++i) {
      const auto residual = static_cast<double>(image[i] - target_[i]);
      sum += residual * residual;
    }
    return sum;
  }

  // JᵀJ and Jᵀr + prior z, with Jᵀ [latents, pixels] = (G(z + h·eₖ) - G(z)) / h
  Status linearise() {
    const std::size_t latents = z_.size(), pixels = target_.size();
    Floats moved(latents * latents), jacobian(latents * pixels);
    for (std::size_t k = 0; k < latents; ++k) {
      std::copy_n(z_.data(), latents, moved.data() + k * latents);
      moved[k * latents + k] += difference_of(k);
    }
    GANVAS_CHECK(draw(moved, jacobian));
    Floats residual(pixels);
    for (std::size_t i = 0; i < pixels; ++i) residual[i] = image_[i] - target_[i];
    normal_.assign(latents * latents, 0);
    gradient_.assign(latents, 0);
    for (std::size_t k = 0; k < latents; ++k) {
      float* row = jacobian.data() + k * pixels;
      for (std::size_t i = 0; i < pixels; ++i) row[i] = (row[i] - image_[i]) / difference_of(k);
      for (std::size_t j = 0; j <= k; ++j) normal_[k * latents + j] = dot(row, jacobian.data() + j * pixels, pixels);
      gradient_[k] = dot(row, residual.data(), pixels) + prior_ * static_cast<double>(z_[k]);
    }
    return Done{};
  }
  float difference_of(std::size_t k) const { return bounded_ && z_[k] > 0 ? -difference : difference; }

  // z + δ for λ = `damping` times the mean of JᵀJ's diagonal
  void step_to(double damping, float* z) const {
    const std::size_t latents = z_.size();
    double trace = 0;
    for (std::size_t k = 0; k < latents; ++k) trace += normal_[k * latents + k];
    std::vector<double> damped = normal_, delta = gradient_;
    for (std::size_t k = 0; k < latents; ++k)
      damped[k * latents + k] += prior_ + damping * trace / static_cast<double>(latents);
    const bool solved = solve(damped, delta);
    for (std::size_t k = 0; k < latents; ++k) z[k] = solved ? within(z_[k] - static_cast<float>(delta[k])) : z_[k];
  }

  const Generator& generator_;
  std::span<const float> target_;
  double prior_;
  Workspace& workspace_;
  std::vector<int> numbers_;  // the label of every image, as often as images are drawn at once
  Floats weights_;
  bool bounded_ = false;
  Floats z_, image_;
  double error_ = 0, begun_ = 0;  // squared distances
  double damping_ = 0;
  std::vector<double> normal_, gradient_;
};

}  // namespace

Result<Nearest> nearest(const Generator& generator, std::span<const float> image, std::span<const float> latent,
                        const Labels& label, const NearestOptions& options, Workspace& workspace) {
  const auto latents = static_cast<std::size_t>(generator.latent_size());
  const auto pixels = static_cast<std::size_t>(generator.image_size());
  if (image.size() != pixels || latent.size() != latents)
    return fail("nearest: an image of ", image.size(), " numbers and a latent vector of ", latent.size(), ", wants ",
                pixels, " and ", latents);
  if (!std::all_of(image.begin(), image.end(), [](float v) { return std::isfinite(v); }))
    return fail("nearest: a pixel of the image is no finite number");
  if (!(options.prior >= 0)) return fail("nearest: the prior is ", options.prior, ", wants 0 or more");
  if (latents * (latents + pixels) > largest_jacobian)
    return fail("nearest: ", latents, " latent numbers and ", pixels,
                " pixels are too many for the search, the limit is ", largest_jacobian, " derivatives");
  Search search(generator, image, label, options.prior, workspace);
  GANVAS_CHECK(search.begin(latent, label));
  int failures = 0;
  for (int i = 0; i < options.steps && failures < 2; ++i) {
    GANVAS_TRY(const bool nearer, search.step());
    failures = nearer ? 0 : failures + 1;
  }
  return search.take();
}

}  // namespace ganvas::runtime
