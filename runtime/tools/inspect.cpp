// ganvas-inspect: what a weights file says about itself, and whether it keeps its word.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "runtime/tools/options.hpp"
#include "runtime/tools/summary.hpp"

int main(int argc, char** argv) {
  using namespace ganvas::runtime;
  std::string file;
  bool json = false;
  CLI::App app("Prints a Ganvas weights file's card, layers, sizes and self-test.", "ganvas-inspect");
  app.add_option("file", file, "the weights file (.safetensors)")->required();
  app.add_flag("--json", json, "the same as JSON");
  return run_program(app, argc, argv, [&]() -> ganvas::Status {
    GANVAS_TRY(const auto summary, summarise(file));
    std::fputs((json ? as_json(summary) : as_text(summary)).c_str(), stdout);
    return ganvas::Done{};
  });
}
