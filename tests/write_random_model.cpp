// write_random_model FILE: a conditional generator with random weights, for tests that need a file.
#include <cstdio>

#include "shared/files.hpp"
#include "tests/random_model.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto model = ganvas::testing::random_model(ganvas::testing::small_conditional_generator(), 7);
  const auto status = ganvas::write_file(argv[1], model.bytes());
  if (!status) std::fprintf(stderr, "%s\n", status.message().c_str());
  return status ? 0 : 2;
}
