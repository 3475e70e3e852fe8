// The same seed gives the same latent vector, bit for bit, on every platform: a specified generator and a specified
// normal transform, made of operations that IEEE 754 fixes. weights_format.md states both as a standard.
#pragma once

#include <cstdint>
#include <span>

#include "shared/json.hpp"

namespace ganvas {

enum class LatentDistribution { normal, uniform };
inline constexpr const char* latent_distributions[] = {"normal", "uniform"};
inline const auto& spellings(LatentDistribution) { return latent_distributions; }

/// SplitMix64's finaliser (Steele, Lea & Flood 2014): a bijection of 64 bits in which each bit depends on all.
std::uint64_t mix64(std::uint64_t x);

/// The k-th 64 random bits of the stream (seed, index). Random access: no state is kept.
std::uint64_t random_bits(std::uint64_t seed, std::uint64_t index, std::uint64_t k);

/// Φ⁻¹(p), 0 < p < 1, by Wichura's AS241 PPND16 (1988), relative error about 1e-16.
double inverse_normal_cdf(double p);

/// Fills z with the latent vector number `index` of `seed`: N(0,1), or uniform on (-1,1).
void fill_latent(std::uint64_t seed, std::uint64_t index, LatentDistribution distribution, std::span<float> z);

}  // namespace ganvas
