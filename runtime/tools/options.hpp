// What more than one program wants: its frame, and checks of its options.
#pragma once

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "shared/result.hpp"

namespace ganvas::runtime {

/// A number from `low` to `high`. CLI::Range would take "nan", which is neither below nor above.
inline CLI::Validator number_between(double low, double high) {
  const auto refusal = [low, high](std::string& given) {
    double number = 0;
    const bool inside = CLI::detail::lexical_cast(given, number) && low <= number && number <= high;
    return inside ? std::string() : text("'", given, "' is no number from ", low, " to ", high);
  };
  return {refusal, text("FLOAT in [", low, " - ", high, "]")};
}

/// How far from the middle: z is multiplied by ψ, up to `most`.
template <typename Number>
CLI::Option* add_truncation(CLI::App& app, Number& psi, double most) {
  return app.add_option("--truncation", psi, "ψ: the latent vector times this; smaller is more typical, less varied")
      ->check(number_between(0, most))
      ->capture_default_str();
}

/// What runtime/walk.hpp parses.
inline CLI::Option* add_walk(CLI::App& app, std::vector<std::string>& walk) {
  return app
      .add_option("--walk", walk,
                  "NAME=AMOUNT: along one of the model's directions (ganvas-inspect names them), slant=2; may be "
                  "given again")
      ->allow_extra_args(false);  // the next word is not another amount, but maybe the model
}

/// A program: parses the options of `app`, then does `work`, a Status. Returns the exit code. What is refused or fails
/// is said with the program's name, and the code is 2; that goes for memory too, in whichever thread it runs out.
template <typename Work>
int run_program(CLI::App& app, int argc, char** argv, Work work) {
  static std::string program;
  program = app.get_name();
  const auto refuse = [](const std::string& message) {
    std::fprintf(stderr, "%s: %s\n", program.c_str(), message.c_str());
    return 2;
  };
  std::set_new_handler([] {
    std::fprintf(stderr, "%s: out of memory; ask for fewer or smaller images, or fewer threads\n", program.c_str());
    std::_Exit(2);
  });
  const auto finish = [&refuse] {  // what was printed waits in memory: a full disk shows only now
    if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return 0;
    return refuse(text("cannot write to standard output: ", std::strerror(errno)));
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return refuse(text(error.what(), "; see --help"));
    app.exit(error);  // --help
    return finish();
  }
  const Status status = work();
  return status ? finish() : refuse(status.message());
}

}  // namespace ganvas::runtime
