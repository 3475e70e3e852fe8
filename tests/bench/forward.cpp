// bench_forward MODEL: draws when it is told to, so that its driver (native.py) can let several programs take turns.
// Reads a command a line, answers each with one line of JSON:
//   peak SECONDS          the processor's multiply-and-add peak on one core, GFLOP/s, in packets of 4, 8 and 16 floats
//   info                  the generator's cost and sizes
//   layers                milliseconds of each step for one image
//   sample N SECONDS      draws batches of N: median and 95th percentile, milliseconds a batch
//   once N TIMES          draws TIMES batches, for counting instructions
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <sstream>

#include "runtime/generator.hpp"
#include "runtime/kernel_sets.hpp"
#include "shared/files.hpp"
#include "shared/latent.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {
namespace {

// Of this thread on the processor, as others compute on the machine too.
double seconds_now() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
double seconds_since(double start) { return seconds_now() - start; }

// Twelve sums that do not wait for each other: more than the adders and multipliers of a core have in flight. Variables
// of their own and not an array, which would lie in memory; each goes through an empty assembly statement, so that none
// is computed ahead or left out.
#define GANVAS_ADD(sum)      \
  sum = sum * factor + term; \
  asm volatile("" : "+v"(sum))
#define GANVAS_PEAK(lanes, isa)                                                                   \
  [[gnu::target(isa), gnu::noinline]] double peak_##lanes(double seconds) {                       \
    using Packet [[gnu::vector_size(lanes * sizeof(float))]] = float;                             \
    constexpr int sums = 12, repeats = 20000;                                                     \
    const Packet factor = Packet{} + 0.999f, term = Packet{} + 0.001f;                            \
    Packet a = term, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a; \
    double best = 0;                                                                              \
    for (const auto start = seconds_now(); seconds_since(start) < seconds;) {                     \
      const auto begin = seconds_now();                                                           \
      for (int repeat = 0; repeat < repeats; ++repeat) {                                          \
        GANVAS_ADD(a);                                                                            \
        GANVAS_ADD(b);                                                                            \
        GANVAS_ADD(c);                                                                            \
        GANVAS_ADD(d);                                                                            \
        GANVAS_ADD(e);                                                                            \
        GANVAS_ADD(f);                                                                            \
        GANVAS_ADD(g);                                                                            \
        GANVAS_ADD(h);                                                                            \
        GANVAS_ADD(i);                                                                            \
        GANVAS_ADD(j);                                                                            \
        GANVAS_ADD(k);                                                                            \
        GANVAS_ADD(l);                                                                            \
      }                                                                                           \
      best = std::max(best, 2.0 * lanes * sums * repeats / seconds_since(begin) / 1e9);           \
    }                                                                                             \
    return best;                                                                                  \
  }
GANVAS_PEAK(4, "sse2")
GANVAS_PEAK(8, "avx2,fma")
GANVAS_PEAK(16, "avx512f")

void measure_peak(double seconds) {
  const std::size_t sets = kernel_sets().size();
  std::printf("{\"peak_4\": %.3f, \"peak_8\": %.3f, \"peak_16\": %.3f, \"lanes\": %d}\n", peak_4(seconds),
              sets > 1 ? peak_8(seconds) : 0.0, sets > 2 ? peak_16(seconds) : 0.0, kernels().lanes);
}

long long multiply_adds_of(const Generator& generator) {
  long long total = 0;
  for (const NamedNetwork& named : generator.card().networks) {
    const auto shapes = shapes_after(named.network, named.name);
    for (std::size_t i = 0; i < named.network.layers.size(); ++i)
      total += multiply_adds(named.network.layers[i], i ? (*shapes)[i - 1] : named.network.input, (*shapes)[i]);
  }
  return total;
}

// A batch with all that it takes.
struct Drawing {
  Drawing(const Generator& from, int n)
      : generator(from),
        latents(static_cast<std::size_t>(n * from.latent_size())),
        images(static_cast<std::size_t>(n) * static_cast<std::size_t>(from.image_size())),
        workspace(from.workspace(n)) {
    const auto size = static_cast<std::size_t>(from.latent_size());
    for (int i = 0; i < n; ++i) {
      fill_latent(1, static_cast<std::uint64_t>(i), from.card().latent.distribution,
                  std::span(latents).subspan(static_cast<std::size_t>(i) * size, size));
      if (from.label_count()) labels.push_back(i % from.label_count());
    }
  }
  void draw() {
    if (const auto status = generator.sample(latents, labels, images, workspace); !status) {
      std::fprintf(stderr, "bench_forward: %s\n", status.message().c_str());
      std::exit(2);
    }
  }
  const Generator& generator;
  std::vector<float> latents, images;
  std::vector<int> labels;
  Workspace workspace;
};

void sample(const Generator& generator, int n, double seconds) {
  Drawing drawing(generator, n);
  drawing.draw();
  std::vector<double> times;
  for (const auto start = seconds_now(); times.size() < 5 || seconds_since(start) < seconds;) {
    const auto begin = seconds_now();
    drawing.draw();
    times.push_back(seconds_since(begin) * 1e3);
  }
  std::sort(times.begin(), times.end());
  std::printf("{\"median\": %.6f, \"p95\": %.6f, \"count\": %zu}\n", times[times.size() / 2],
              times[times.size() * 95 / 100], times.size());
}

void layers(const Generator& generator) {
  Drawing one(generator, 1);
  const auto trace = generator.trace(one.latents, one.labels, one.images, true, one.workspace);
  std::printf("[");
  for (std::size_t i = 0; trace && i < trace->size(); ++i) {
    const TracedStep& step = (*trace)[i];
    const Network& network = generator.card().networks[static_cast<std::size_t>(step.network)].network;
    const std::string name = std::visit([](const auto& layer) { return std::string(layer.name); },
                                        network.layers[static_cast<std::size_t>(step.first)]);
    std::printf(
        "%s{\"first\": %d, \"last\": %d, \"layer\": \"%s\", \"shape\": \"%s\", \"multiply_adds\": %lld, \"ms\": %.6f}",
        i ? ", " : "", step.first, step.last, name.c_str(), to_text(step.shape).c_str(), step.multiply_adds,
        step.milliseconds);
  }
  std::printf("]\n");
}

int serve(const Generator& generator) {
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string command;
    int n = 1, times = 1;
    double seconds = 1;
    words >> command;
    if (command == "peak" && words >> seconds)
      measure_peak(seconds);
    else if (command == "info")
      std::printf("{\"multiply_adds\": %lld, \"latent\": %d, \"labels\": %d}\n", multiply_adds_of(generator),
                  generator.latent_size(), generator.label_count());
    else if (command == "layers")
      layers(generator);
    else if (command == "sample" && words >> n >> seconds)
      sample(generator, n, seconds);
    else if (command == "once" && words >> n >> times) {
      Drawing drawing(generator, n);
      for (int i = 0; i < times; ++i) drawing.draw();
      std::printf("{}\n");
    } else {
      std::fprintf(stderr, "bench_forward: '%s' is no command\n", line.c_str());
      return 2;
    }
    std::fflush(stdout);
  }
  return 0;
}

int main(const char* path) {
  auto bytes = read_file(path);
  const auto generator = bytes ? Generator::load(*bytes, path) : Result<Generator>(bytes.error());
  if (generator) return serve(*generator);
  std::fprintf(stderr, "bench_forward: %s\n", generator.message().c_str());
  return 2;
}

}  // namespace
}  // namespace ganvas::runtime

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: bench_forward MODEL, commands on standard input\n");
    return 2;
  }
  return ganvas::runtime::main(argv[1]);
}
