// ganvas-inspect: what a weights file says about itself, and whether it keeps its word.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "runtime/tools/summary.hpp"

int main(int argc, char** argv) {
  using namespace ganvas::runtime;
  std::string file;
  bool json = false;
  CLI::App app("Prints a Ganvas weights file's card, layers, sizes and self-test.", "ganvas-inspect");
  app.add_option("file", file, "the weights file (.safetensors)")->required();
  app.add_flag("--json", json, "the same as JSON");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help
    std::fprintf(stderr, "ganvas-inspect: %s; see --help\n", error.what());
    return 2;
  }
  const auto summary = summarise(file);
  if (!summary) {
    std::fprintf(stderr, "ganvas-inspect: %s\n", summary.message().c_str());
    return 2;
  }
  std::fputs((json ? as_json(*summary) : as_text(*summary)).c_str(), stdout);
}
