// write_random_model FILE [LABELS HEIGHT WIDTH [NUMBERS]]: a generator with random weights, for tests that need a file.
#include <cstdio>
#include <cstdlib>

#include "shared/files.hpp"
#include "tests/random_model.hpp"

namespace ganvas::testing {
namespace {

// Gray images of any size, with any number of labels (0: none), from so many latent numbers; those of many pixels are
// made of large squares.
Network generator_of(int labels, int height, int width, int numbers) {
  Network network{{numbers}, {}};
  if (labels) network.layers = {LabelEmbedding{labels, 1}, Concat{}};
  int doublings = 0;
  for (; height % 2 == 0 && width % 2 == 0 && height * width > 1024; ++doublings) height /= 2, width /= 2;
  network.layers.insert(network.layers.end(),
                        {Linear{numbers + (labels ? 1 : 0), height * width}, Reshape{{1, height, width}}, Tanh{}});
  network.layers.insert(network.layers.end(), static_cast<std::size_t>(doublings), Upsample{2});
  return network;
}

}  // namespace
}  // namespace ganvas::testing

int main(int argc, char** argv) {
  using namespace ganvas::testing;
  if (argc != 2 && argc != 5 && argc != 6) return 2;
  const auto network = argc == 2 ? small_conditional_generator()
                                 : generator_of(std::atoi(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]),
                                                argc == 6 ? std::atoi(argv[5]) : 2);
  const auto status = ganvas::write_file(argv[1], random_model(network, 7).bytes());
  if (!status) std::fprintf(stderr, "%s\n", status.message().c_str());
  return status ? 0 : 2;
}
