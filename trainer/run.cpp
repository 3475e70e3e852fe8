#include "trainer/run.hpp"

#include <torch/version.h>

#include <cstdio>
#include <limits>
#include <optional>
#include <utility>

#include "shared/files.hpp"
#include "trainer/chart.hpp"
#include "trainer/collapse.hpp"
#include "trainer/deliver.hpp"
#include "trainer/history.hpp"
#include "trainer/learner.hpp"
#include "trainer/report.hpp"
#include "trainer/run_lock.hpp"
#include "trainer/stats.hpp"
#include "trainer/test_watch.hpp"
#include "trainer/threads.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {

volatile std::sig_atomic_t stop_requested = 0;

namespace {

constexpr int grid_columns = 10, grid_count = 100;
constexpr const char* options_file = "options.json";
constexpr const char* checkpoint_file = "checkpoint.safetensors";
constexpr const char *best_folder = "best", *last_folder = "last";

std::string device_text(torch::Device device) {
  return device.is_cuda()
             ? "cuda"
             : text("cpu, ", torch::get_num_threads(), torch::get_num_threads() == 1 ? " thread" : " threads");
}

Result<std::filesystem::path> make_run_folder(const std::filesystem::path& out, const std::string& name) {
  std::error_code error;
  std::filesystem::create_directories(out, error);
  if (error) return fail(out.string(), ": cannot create: ", error.message());
  int next = 0;
  for (std::filesystem::directory_iterator entry(out, error), end; !error && entry != end; entry.increment(error))
    next = std::max(next, std::atoi(entry->path().filename().c_str()) + 1);
  if (error) return fail(out.string(), ": cannot list: ", error.message());
  for (;; ++next) {  // create_directory tells who was first when two runs start at once
    char number[16];
    std::snprintf(number, sizeof number, "%05d-", next);
    const auto folder = out / (number + name);
    if (std::filesystem::create_directory(folder, error)) return folder;
    if (error) return fail(folder.string(), ": cannot create: ", error.message());
  }
}

class Run {
 public:
  Run(const Recipe& recipe, const RunOptions& options, std::filesystem::path folder, const DataSet& data,
      torch::Device device, std::unique_ptr<Learner> learner)
      : recipe_(recipe),
        options_(options),
        folder_(std::move(folder)),
        data_(data),
        device_(device),
        learner_(std::move(learner)),
        report_(folder_, options.quiet) {
    card_.name = recipe.name;
    card_.title = recipe.title;
    card_.description = recipe.description;
    card_.kind = recipe.kind;
    card_.latent = recipe.latent;
    card_.image.shape = data_choice(recipe).image;
    card_.networks = named_networks(recipe.kind, learner_->exported());
    if (!is_generative(recipe.kind) || takes_labels(card_)) card_.labels = data.label_names;
    Recipe told = recipe;  // to whoever gets the file: of this machine's folders only the names
    if (!recipe.image_folder.empty()) told.image_folder = data.title;
    told.start_from = std::filesystem::path(recipe.start_from).filename().string();
    card_.training.recipe.text = to_json(told);
    card_.training.seed = recipe.seed;
    card_.training.data_set = data.title;
    card_.training.data_sha256 = data.sha256;
    card_.training.device = device_text(device);
    card_.training.trainer_version = GANVAS_VERSION;
    card_.training.libtorch_version = TORCH_VERSION;
    reals_ = reals_like_grid(data, grid_count, takes_labels(card_));
  }

  // What a run without a checkpoint begins with is what Learner::begin says.
  Result<Beginning> restore() {
    const auto path = folder_ / checkpoint_file;
    if (!std::filesystem::exists(path)) return learner_->begin();  // interrupted before the first one
    GANVAS_TRY(const auto metadata, restore_tensors(path, learner_->state()));
    if (!metadata.contains("step") || !metadata.contains("seconds"))
      return fail(path.string(), ": no checkpoint of a run");
    if (const auto data = metadata.find("data_sha256"); data != metadata.end() && data->second != data_.sha256)
      return fail(path.string(), ": the run learned from other images than ", data_.title, " holds now (SHA-256 ",
                  data->second, ", found ", data_.sha256, "); bring those back, or start a new run");
    const auto told = [&](const char* name) {  // 0 in a file from before it was kept
      const auto found = metadata.find(name);
      return found == metadata.end() ? 0.0 : std::atof(found->second.c_str());
    };
    step_ = static_cast<long long>(told("step"));
    earlier_seconds_ = told("seconds");
    Beginning begun;
    begun.before.steps = static_cast<long long>(told("before_steps"));
    begun.before.images_seen = static_cast<long long>(told("before_images"));
    begun.before.seconds = told("before_seconds");
    return begun;
  }

  // However the run ended, its losses are drawn: a curve says most when it ended badly.
  Result<RunOutcome> go(const Beginning& begun) {
    before_ = begun.before;
    auto outcome = train(begun.said);
    if (auto status = draw_losses(folder_, recipe_.title); !status) report_.say(text("not drawn: ", status.message()));
    return outcome;
  }

 private:
  Result<RunOutcome> train(const std::string& begun) {
    GANVAS_CHECK(report_.begin(step_));
    report_.say(text(recipe_.name, " on ", data_.title, ", ", device_text(device_), ", LibTorch ", TORCH_VERSION, ", ",
                     recipe_.steps, " steps of ", recipe_.batch_size, ", from step ", step_, ", in ",
                     folder_.string()));
    if (!begun.empty()) report_.say(begun);
    if (!recipe_.image_folder.empty() && is_generative(recipe_.kind) && card_.labels.empty() &&
        data_.label_names.size() > 1)
      report_.say(text("the ", data_.label_names.size(), " label folders of ", data_.title,
                       " are one heap to this recipe: its networks take no labels (those of the recipe images do)"));
    watch_test_.emplace(recipe_, options_, data_, card_, device_, [this](const auto& line) { report_.say(line); });
    GANVAS_TRY(const auto lines, read_stats(folder_ / stats_file));
    for (const StatsLine& line : lines)
      if (const auto d = line.values.find("frechet_distance"); d != line.values.end())
        best_ = std::min(best_, {d->second, line.step});
    if (step_ == 0) {
      const auto count = std::min<std::int64_t>(grid_count, data_.images.size(0));
      const auto reals = data_.images.narrow(0, 0, count);
      GANVAS_CHECK(write_grid(folder_ / "reals.png", from_bytes(reals), grid_columns));
      GANVAS_CHECK(write_samples(learner_->pictures(card_, grid_count)));
      GANVAS_CHECK(keep_snapshot(folder_, recipe_, card_, learner_->exported(), 0));
    }
    started_ = tick_started_ = now_seconds();
    const long long first = tick_first_ = step_;
    while (step_ < recipe_.steps) {
      learner_->step(step_++);
      GANVAS_CHECK(keep_snapshot(folder_, recipe_, card_, learner_->exported(), step_));
      report_.progress(step_, recipe_.steps, static_cast<double>(step_ - first) / (now_seconds() - started_));
      if (step_ % recipe_.tick == 0 || step_ == recipe_.steps) GANVAS_CHECK(tick());
      if (stop_requested || step_ - first == options_.stop_after) return interrupted();
    }
    return finish();
  }

  ModelCard card_now() const {
    ModelCard card = card_;
    card.training.steps = before_.steps + step_;
    card.training.images_seen = before_.images_seen + images_seen(recipe_, step_);
    card.training.seconds = before_.seconds + seconds();
    return card;
  }

  double seconds() const { return earlier_seconds_ + now_seconds() - started_; }

  Status tick() {
    auto means = learner_->take_means();  // waits for the device, so the clock is read after it
    const double images = static_cast<double>(images_seen(recipe_, step_ - tick_first_));
    const double images_per_second = images / (now_seconds() - tick_started_);
    const auto pictures = learner_->pictures(card_, grid_count);
    if (is_generative(recipe_.kind)) {
      means["diversity"] = diversity(pictures, reals_);
      means["coverage"] = coverage(pictures, reals_);
    }
    watch_test_->look(*learner_, card_, step_, means);
    if (const auto d = means.find("frechet_distance"); d != means.end()) GANVAS_CHECK(keep_if_best(d->second));
    const auto warnings = watch_.look(means, static_cast<double>(step_) / static_cast<double>(recipe_.steps));
    GANVAS_CHECK(report_.tick(step_, recipe_.steps, seconds(), images_per_second, means, warnings));
    GANVAS_CHECK(check_finite(means, folder_.string(), step_));
    if (step_ / recipe_.tick % recipe_.sample_ticks == 0 || step_ == recipe_.steps)
      GANVAS_CHECK(write_samples(pictures));
    if (step_ / recipe_.tick % recipe_.checkpoint_ticks == 0 || step_ == recipe_.steps) GANVAS_CHECK(checkpoint());
    tick_started_ = now_seconds();
    tick_first_ = step_;
    return Done{};
  }

  // The distance swings: the last generator is seldom the best.
  Status keep_if_best(double distance) {
    if (!(distance < best_.first)) return Done{};
    best_ = {distance, step_};
    return keep_players(best_folder);
  }

  // As they stand, without what takes long: directions and metrics.
  Status keep_players(const char* name) {
    const auto folder = folder_ / name;
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail(folder.string(), ": cannot create: ", error.message());
    const Delivery unmeasured{folder, {}, {}, {}, true, 0, [](auto&) {}};
    GANVAS_TRY(const auto path, deliver(unmeasured, *learner_, card_now()));
    return Done{};
  }

  Status write_samples(const torch::Tensor& samples) {
    if (!samples.defined()) return Done{};
    char name[32];
    std::snprintf(name, sizeof name, "fakes-%07lld.png", step_);
    GANVAS_CHECK(write_grid(folder_ / name, samples, recipe_.kind == ModelKind::super_resolution ? 12 : grid_columns));
    return report_.picture(step_, "fakes", folder_ / name);
  }

  Status checkpoint() {
    return save_tensors(folder_ / checkpoint_file, learner_->state(),
                        {{"step", text(step_)},
                         {"seconds", text(seconds())},
                         {"before_steps", text(before_.steps)},
                         {"before_images", text(before_.images_seen)},
                         {"before_seconds", text(before_.seconds)},
                         {"data_sha256", data_.sha256}});
  }

  Result<RunOutcome> interrupted() {
    GANVAS_CHECK(check_finite(learner_->take_means(), folder_.string(), step_));  // before a good checkpoint goes
    GANVAS_CHECK(checkpoint());
    report_.say(text("stopped at step ", step_, "; go on with: ./ganvas train --resume ", folder_.string()));
    return RunOutcome{folder_, {}};
  }

  Result<RunOutcome> finish() {
    const Delivery delivery{folder_,
                            options_.data,
                            recipe_.image_folder,
                            options_.classifier,
                            options_.quiet,
                            options_.images,
                            [this](const auto& line) { report_.say(line); }};
    GANVAS_CHECK(write_history(folder_, recipe_));
    const bool earlier = best_.second && best_.second < step_ && std::filesystem::exists(folder_ / best_folder);
    const bool wants_best = recipe_.deliver == Delivered::best;
    if (wants_best && earlier) GANVAS_CHECK(keep_players(last_folder));
    GANVAS_TRY(const auto path, wants_best&& earlier ? deliver_kept(delivery, folder_ / best_folder, recipe_)
                                                     : deliver(delivery, *learner_, card_now()));
    if (earlier)
      report_.say(text("the lowest Fréchet distance on the way was ", best_.first, ", after ", best_.second,
                       " steps: those weights are ", wants_best ? "delivered, the last ones are in " : "in ",
                       (folder_ / (wants_best ? last_folder : best_folder)).string()));
    else if (wants_best && !best_.second)
      report_.say("deliver is best, but no Fréchet distance was measured: the last weights are delivered");
    report_.say(text("wrote ", path.string(), " after ", duration(seconds())));
    return RunOutcome{folder_, path};
  }

  const Recipe recipe_;
  const RunOptions options_;
  const std::filesystem::path folder_;
  const DataSet& data_;
  torch::Device device_;
  std::unique_ptr<Learner> learner_;
  torch::Tensor reals_;  // what the samples are compared with
  std::optional<TestWatch> watch_test_;
  std::pair<double, long long> best_{std::numeric_limits<double>::infinity(), 0};  // the distance, after that step
  CollapseWatch watch_;
  Report report_;
  ModelCard card_;
  long long step_ = 0, tick_first_ = 0;
  Training before_;
  double earlier_seconds_ = 0, started_ = 0, tick_started_ = 0;
};

}  // namespace

Result<torch::Device> choose_device(const std::string& name) {
  const bool cuda = torch::cuda::is_available();
  if (name == "cpu" || (name == "auto" && !cuda)) return torch::Device(torch::kCPU);
  if (name != "auto" && name != "cuda") return fail("--device ", name, ": known are auto, cpu, cuda");
  if (!cuda)
    return fail("--device cuda: this LibTorch finds no CUDA device; use --device cpu, or a LibTorch with CUDA");
  // TF32: the mantissa of F16 for the products of convolutions and matrices, which is enough for training.
  at::globalContext().setAllowTF32CuBLAS(true);
  at::globalContext().setAllowTF32CuDNN(true);
  return torch::Device(torch::kCUDA);
}

Result<RunOutcome> start_run(const Recipe& recipe, const RunOptions& options) {
  GANVAS_TRY(const auto device, choose_device(options.device));
  GANVAS_TRY(const auto data, load_data_set(data_choice(recipe), options.data, Split::train));
  if (data.images.size(0) < recipe.batch_size)
    return fail(data.title, ": ", data.images.size(0), " images are fewer than a batch (batch_size ", recipe.batch_size,
                "); --set batch_size=", data.images.size(0), " or less");
  set_threads(recipe.threads);
  GANVAS_TRY(auto learner, Learner::make(recipe, data, device));
  GANVAS_TRY(const auto begun, learner->begin());
  if (options.dry_run) return RunOutcome{};
  // What is refused has been refused: a folder is made for a run that begins.
  GANVAS_TRY(const auto folder, make_run_folder(options.out, recipe.name));
  GANVAS_CHECK(write_file(folder / options_file, to_json(recipe) + "\n"));
  GANVAS_TRY(const auto lock, RunLock::take(folder / options_file));
  return Run(recipe, options, folder, data, device, std::move(learner)).go(begun);
}

Result<Recipe> recipe_of_run(const std::filesystem::path& folder) {
  GANVAS_TRY(const auto bytes, read_file(folder / options_file));
  return parse_recipe({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, (folder / options_file).string(),
                      {});
}

Result<RunOutcome> resume_run(const std::filesystem::path& folder, const RunOptions& options) {
  GANVAS_TRY(const auto recipe, recipe_of_run(folder));
  GANVAS_TRY(const auto lock, RunLock::take(folder / options_file));
  GANVAS_TRY(const auto device, choose_device(options.device));
  GANVAS_TRY(const auto data, load_data_set(data_choice(recipe), options.data, Split::train));
  set_threads(recipe.threads);
  GANVAS_TRY(auto learner, Learner::make(recipe, data, device));
  Run run(recipe, options, folder, data, device, std::move(learner));
  GANVAS_TRY(const auto begun, run.restore());
  if (options.dry_run) return RunOutcome{folder, {}};
  return run.go(begun);
}

}  // namespace ganvas::train
