// Stacked MNIST: three random digits as the red, green and blue of one image, so that there are 1,000 kinds of images
// and a classifier of digits can tell which are drawn (Metz et al. 2017, "Unrolled Generative Adversarial Networks").
#pragma once

#include "trainer/data_set.hpp"

namespace ganvas::train {

inline constexpr int stacked_modes = 1000;
inline constexpr const char *stacked_name = "stacked-mnist", *stacked_title = "stacked MNIST";

/// As many stacked images as `mnist` has images; which digits meet is a function of `seed`. Label: 100 r + 10 g + b.
DataSet stacked(const DataSet& mnist, std::uint64_t seed);

/// What a generator of stacked images draws, by the protocol of Lin et al. 2018 ("PacGAN"): 26,000 samples.
struct Modes {
  int found = 0;          // of the 1,000, those drawn at least once
  double reverse_kl = 0;  // Σ p ln(1000 p): 0 if all are drawn equally often, ln 1000 = 6.91 if only one is
};
inline constexpr int mode_samples = 26000;

/// digits I64 [N,3]: what each channel reads as, 0 … 9.
Modes count_modes(const torch::Tensor& digits);

}  // namespace ganvas::train
