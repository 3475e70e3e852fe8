// A large batch on several threads. Not for the browser, which has one.
#pragma once

#include "runtime/generator.hpp"

namespace ganvas::runtime {

/// `Generator::sample` with `threads` threads (1 or more), each on its own images and with its own workspace. Bit for
/// bit the images of one thread, as no image of a batch depends on another.
Status sample(const Generator& generator, std::span<const float> latents, const Labels& labels, std::span<float> images,
              int threads);

}  // namespace ganvas::runtime
