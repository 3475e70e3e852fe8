// ganvas-train: train, data, metrics, convert.
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iterator>

#include "trainer/convert.hpp"
#include "trainer/data_set.hpp"
#include "trainer/metrics_command.hpp"
#include "trainer/run.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;

// The first time a run saves and ends; the second time it ends, wherever it is.
void on_signal(int signal) {
  stop_requested = 1;
  std::signal(signal, SIG_DFL);
}

struct Arguments {
  std::string recipe, resume, from, data_set, dtype;
  std::string recipes = "trainer/recipes";
  std::vector<std::string> settings;
  RunOptions run;
  MetricsRequest metrics;
  ConvertRequest convert;
  std::string image_folder;
};

Status run_train(const Arguments& arguments) {
  const auto told = [&](const Recipe& recipe) -> Status {
    if (arguments.run.dry_run) std::printf("%s\n", to_json(recipe).c_str());
    return Done{};
  };
  if (arguments.recipe.empty() && arguments.resume.empty()) return fail("train: name a recipe, or --resume DIR");
  if (arguments.resume.empty()) {
    GANVAS_TRY(const auto recipe, load_recipe(arguments.recipe, arguments.recipes, arguments.settings));
    GANVAS_CHECK(start_run(recipe, arguments.run));
    return told(recipe);
  }
  GANVAS_TRY(const auto before, recipe_of_run(arguments.resume));
  if (!arguments.recipe.empty() || !arguments.settings.empty()) {
    const auto name = arguments.recipe.empty() ? arguments.resume + "/options.json" : arguments.recipe;
    GANVAS_TRY(const auto now, load_recipe(name, arguments.recipes, arguments.settings));
    std::string lines;
    for (const auto& line : differences(before, now)) lines += "\n  " + line;
    if (!lines.empty())
      return fail(arguments.resume, ": a run goes on with its own options only; these differ:", lines,
                  "\nstart a new run for them");
  }
  GANVAS_CHECK(resume_run(arguments.resume, arguments.run));
  return told(before);
}

Status run_data(const Arguments& arguments) {
  return fetch_data_set(arguments.data_set, arguments.run.data, arguments.from);
}

Status run_metrics(Arguments& arguments) {
  arguments.metrics.options.data = arguments.run.data;
  arguments.metrics.options.image_folder = arguments.image_folder;
  arguments.metrics.options.classifier = arguments.run.classifier;
  return run_metrics(arguments.metrics);
}

Status run_convert(Arguments& arguments) {
  arguments.convert.data = arguments.run.data;
  arguments.convert.image_folder = arguments.image_folder;
  arguments.convert.classifier = arguments.run.classifier;
  const auto known = std::find(std::begin(weight_types), std::end(weight_types), arguments.dtype);
  arguments.convert.dtype = static_cast<WeightType>(known - std::begin(weight_types));
  return run_convert(arguments.convert);
}

void describe_train(CLI::App& command, Arguments& arguments) {
  command.add_option("recipe", arguments.recipe, "a name in the recipes' folder, or a file");
  command.add_option(
      "--set", arguments.settings,
      "key=value of the recipe, e.g. generator_adam.lr=1e-4; a text that looks like a number in quotes of its "
      "own: 'image_folder=\"2024\"'");
  command.add_option_function<std::string>(
      "--from", [&](const std::string& file) { arguments.settings.push_back("start_from=" + file); },
      "a weights file of the same networks to begin with: short for --set start_from=FILE");
  command.add_option("--device", arguments.run.device, "auto, cpu or cuda")->capture_default_str();
  command.add_option("--out", arguments.run.out, "where the numbered run folder is made")->capture_default_str();
  command.add_option("--resume", arguments.resume, "the folder of an interrupted run");
  command.add_flag("--dry-run", arguments.run.dry_run, "check everything, print the resolved options, train nothing");
  command.add_option("--recipes", arguments.recipes, "the recipes' folder")->capture_default_str();
}

void describe_metrics(CLI::App& command, MetricsRequest& request) {
  command.add_option("model", request.model, "a weights file")->required();
  command.add_option("--seed", request.options.seed, "of the latent vectors")->check(CLI::Range(0LL, (1LL << 53) - 1));
  command.add_flag("--gan-train,--all", request.options.gan_train,
                   "also train a classifier on generated images only: minutes");
  command.add_option("--neighbours", request.options.neighbours,
                     "a PNG of the generated images that lie closest to a training image, each above it");
  command.add_flag("--write", request.write, "put the numbers into the weights file's card");
}

void describe_convert(CLI::App& command, Arguments& arguments) {
  command.add_option("model", arguments.convert.model, "a weights file")->required();
  command.add_option("--dtype", arguments.dtype, "of its weights from now on")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(weight_types), std::end(weight_types))));
  command
      .add_option("--truncation", arguments.convert.truncation,
                  "ψ that is built into the generator: its first weights times this")
      ->check(CLI::Range(0.5, 1.0))
      ->capture_default_str();
  command.add_option("--out", arguments.convert.out, "where it is written; may be the same file")->required();
}

void describe_data(CLI::App& command, Arguments& arguments) {
  command.add_option("name", arguments.data_set, "mnist, fashion or cifar10")->required();
  command.add_option("--from", arguments.from,
                     "a folder that has the files, or their archive; else they are downloaded");
}

}  // namespace

int main(int argc, char** argv) {
  // glibc would map and unmap every large tensor anew; kept memory more than halves a convolution's time.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);

  Arguments arguments;
  arguments.run.classifier = arguments.metrics.options.classifier;
  CLI::App app("Trains generative adversarial networks.", "ganvas-train");
  app.require_subcommand(1);
  auto* train_command = app.add_subcommand("train", "train a recipe, or go on with a run");
  auto* metrics_command = app.add_subcommand("metrics", "measure a model again");
  auto* convert_command = app.add_subcommand("convert", "write a trained model in another type of weights");
  auto* data_command = app.add_subcommand("data", "put a data set where the trainer looks, verified");
  describe_train(*train_command, arguments);
  describe_metrics(*metrics_command, arguments.metrics);
  describe_convert(*convert_command, arguments);
  describe_data(*data_command, arguments);
  for (auto* command : {train_command, metrics_command, convert_command, data_command})
    command->add_option("--data", arguments.run.data, "the data sets' folder")->capture_default_str();
  for (auto* command : {train_command, metrics_command, convert_command})
    command
        ->add_option("--classifier", arguments.run.classifier,
                     "judges generated images: a weights file, or a folder of classifier-DATASET.safetensors")
        ->capture_default_str();
  for (auto* command : {metrics_command, convert_command})
    command->add_option("--image-folder", arguments.image_folder,
                        "where the pictures lie that a model of data set images learned from");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  if (train_command->parsed()) {  // a run saves first; the other commands may just end
    for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, on_signal);
    if (std::signal(SIGHUP, on_signal) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);  // nohup: the terminal may go
  }
  Status status = Done{};
  try {
    status = train_command->parsed()     ? run_train(arguments)
             : metrics_command->parsed() ? run_metrics(arguments)
             : convert_command->parsed() ? run_convert(arguments)
                                         : run_data(arguments);
  } catch (const c10::Error& error) {  // LibTorch's own: out of memory, a device that failed
    status = fail("LibTorch: ", error.what_without_backtrace());
  } catch (const std::exception& error) {  // the standard library's: of a path that no system takes, or of no memory
    status = fail(error.what());
  }
  if (status) return 0;
  std::fprintf(stderr, "ganvas-train: %s\n", status.message().c_str());
  return 2;
}
