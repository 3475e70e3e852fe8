// Built with -ffp-contract=off: a fused multiply-add would round differently from a platform that has none.
#include "shared/latent.hpp"

#include <cmath>
#include <cstring>

namespace ganvas {
namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15ULL;  // 2^64 / φ, odd

// ln x for a normal x > 0, from additions, products and divisions alone: libm's log differs between platforms in its
// last bit. x = m·2^e with m in [√½, √2); ln m = 2 artanh((m-1)/(m+1)), whose series ends below 1e-17 after 12 terms.
double portable_log(double x) {
  std::uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  auto exponent = static_cast<int>(bits >> 52) - 1023;
  bits = (bits & 0x000FFFFFFFFFFFFFULL) | 0x3FF0000000000000ULL;
  double m;
  std::memcpy(&m, &bits, sizeof m);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++exponent;
  }
  const double t = (m - 1) / (m + 1);
  const double t2 = t * t;
  double series = 0;
  for (int n = 23; n >= 1; n -= 2) series = series * t2 + 1.0 / n;
  return 2 * t * series + exponent * 0.6931471805599453;
}

template <std::size_t N>
double polynomial(const double (&coefficient)[N], double r) {  // c[0] + c[1] r + …, by Horner
  double sum = 0;
  for (std::size_t i = N; i-- > 0;) sum = sum * r + coefficient[i];
  return sum;
}

// Coefficients of AS241, PPND16: numerator and denominator for the centre, the shoulders, the tails.
constexpr double a[] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                        1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                        3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr double b[] = {1.0,
                        4.2313330701600911252e+1,
                        6.8718700749205790830e+2,
                        5.3941960214247511077e+3,
                        2.1213794301586595867e+4,
                        3.9307895800092710610e+4,
                        2.8729085735721942674e+4,
                        5.2264952788528545610e+3};
constexpr double c[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                        3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                        2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double d[] = {1.0,
                        2.05319162663775882187e0,
                        1.67638483018380384940e0,
                        6.89767334985100004550e-1,
                        1.48103976427480074590e-1,
                        1.51986665636164571966e-2,
                        5.47593808499534494600e-4,
                        1.05075007164441684324e-9};
constexpr double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                        2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double f[] = {1.0,
                        5.99832206555887937690e-1,
                        1.36929880922735805310e-1,
                        1.48753612908506148525e-2,
                        7.86869131145613259100e-4,
                        1.84631831751005468180e-5,
                        1.42151175831644588870e-7,
                        2.04426310338993978564e-15};

}  // namespace

std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

std::uint64_t random_bits(std::uint64_t seed, std::uint64_t index, std::uint64_t k) {
  const std::uint64_t stream = mix64(mix64(seed + golden) + (index + 1) * golden);
  return mix64(stream + (k + 1) * golden);
}

double inverse_normal_cdf(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  const double r = std::sqrt(-portable_log(q < 0 ? p : 1 - p));
  const double x =
      r <= 5 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6) : polynomial(e, r - 5) / polynomial(f, r - 5);
  return q < 0 ? -x : x;
}

void fill_latent(std::uint64_t seed, std::uint64_t index, LatentDistribution distribution, std::span<float> z) {
  for (std::size_t k = 0; k < z.size(); ++k) {
    // 52 bits and a half: exact in a double, never 0, never 1
    const double u = (static_cast<double>(random_bits(seed, index, k) >> 12) + 0.5) * 0x1p-52;
    z[k] = static_cast<float>(distribution == LatentDistribution::normal ? inverse_normal_cdf(u) : 2 * u - 1);
  }
}

}  // namespace ganvas
