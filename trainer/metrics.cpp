#include "trainer/metrics.hpp"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <optional>

#include "trainer/convert.hpp"
#include "trainer/frechet.hpp"
#include "trainer/gan_train.hpp"
#include "trainer/manifold.hpp"
#include "trainer/memorised.hpp"
#include "trainer/reader_metrics.hpp"
#include "trainer/report.hpp"
#include "trainer/stacked_mnist.hpp"
#include "trainer/threads.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {
namespace {

constexpr int memory_queries = 1000;  // each is compared with the whole training set
constexpr int pairs_shown = 10;

torch::Tensor random_rows(const torch::Tensor& rows, std::int64_t count, std::uint64_t seed) {
  const auto order = torch::randperm(rows.size(0), at::detail::createCPUGenerator(seed), torch::kInt64);
  return rows.index_select(0, order.narrow(0, 0, std::min(count, rows.size(0))));
}

// The rarest class's share times the number of classes.
double balance(const torch::Tensor& counts) {
  return counts.min().item<double>() / counts.sum().item<double>() * static_cast<double>(counts.numel());
}

class Measuring {
 public:
  Measuring(const ModelFile& model, const MeasureOptions& options)
      : card_(model.card), options_(options), generator_(load_networks(model)) {}

  Result<Measurement> all() {
    find_judge();
    if (card_.training.data_set == stacked_title) {
      if (judge_) measure_modes();
      return result_;
    }
    train_ = find_data(Split::train, "nearest training images, and what real ones reach");
    test_ = find_data(Split::test, "Fréchet distance, precision, recall, density, coverage");
    if (!judge_ && !(train_ && test_)) return result_;              // before anything is drawn for nobody
    const std::int64_t sets = judge_ && test_ ? options_.sets : 1;  // or nothing is averaged over them
    if (conditional()) labels_ = wanted_labels(test_, sets * options_.count);
    generated_ = generate(sets * options_.count, labels_);
    if (judge_) {
      read_all();
      measure_classes();
      if (test_) measure_distribution();
    }
    if (train_ && test_) GANVAS_CHECK(measure_memory());
    if (options_.gan_train) measure_gan_train();
    return result_;
  }

 private:
  ProgressBar bar(const std::string& what, std::int64_t total) const { return {what, total, options_.quiet}; }
  // JSON knows no other numbers; and one that is none says nothing.
  void add(Metric metric) {
    if (!std::isfinite(metric.value)) return miss(metric.name, "it is not finite: what it divides by is zero");
    if (metric.real && !std::isfinite(*metric.real)) metric.real.reset();
    result_.metrics.push_back(std::move(metric));
  }
  void miss(const std::string& what, const std::string& why) {
    result_.faults.push_back(text("not measured: ", what, ": ", why));
  }

  void find_judge() {
    auto judge = judge_for(card_, options_.classifier);
    if (judge)
      judge_.emplace(*std::move(judge));
    else
      miss("all that a classifier judges", judge.message());
  }

  std::optional<DataSet> find_data(Split split, const char* what) {
    auto data = data_of(card_, options_.image_folder, options_.data, split);
    if (data) return *std::move(data);
    miss(what, data.message());
    return {};
  }

  // U8 [count,C,H,W]; labels I64 [count], undefined for a model that takes none.
  torch::Tensor generate(std::int64_t count, const torch::Tensor& labels) {
    auto progress = bar(text("drawing ", count, " images"), count);
    return draw_bytes(pointers(generator_), card_, options_.seed, count, labels, torch::kCPU, progress);
  }
  // Balanced where there are no data to be like.
  torch::Tensor wanted_labels(const std::optional<DataSet>& data, std::int64_t count) const {
    if (data) return labels_like(*data, count);
    return torch::arange(count, torch::kInt64).remainder(static_cast<std::int64_t>(card_.labels.size()));
  }
  bool conditional() const { return takes_labels(card_); }
  // All but the Fréchet distance speaks of the first `count` alone.
  torch::Tensor one_set(const torch::Tensor& rows) const {
    return rows.narrow(0, 0, std::min<std::int64_t>(options_.count, rows.size(0)));
  }
  std::string drawn(std::int64_t count) const {
    return text(count, " generated images (latent vectors 0 to ", count - 1, " of seed ", options_.seed,
                conditional() ? (test_ ? ", labels as in the data" : ", labels balanced") : "", truncation(),
                ", rounded to bytes)");
  }
  // None is asked for here; a recipe may have built one in.
  std::string truncation() const {
    const double psi = built_in_truncation(card_);
    return psi == 1 ? ", no truncation" : text(", truncation ", psi, " built in");
  }

  void read_all() {
    const auto reals = train_ ? random_rows(train_->images, std::int64_t{options_.sets} * options_.count, options_.seed)
                              : torch::Tensor();
    const std::int64_t total = generated_.size(0) + (test_ ? test_->images.size(0) : 0) + (train_ ? reals.size(0) : 0);
    auto progress = bar(text("reading ", total, " images"), total);
    generated_reading_ = read_images(*judge_, generated_, progress);
    if (test_) test_reading_ = read_images(*judge_, test_->images, progress);
    if (train_) train_reading_ = read_images(*judge_, reals, progress);
  }

  void measure_classes() {
    const auto read = one_set(generated_reading_.classes);
    if (conditional() && card_.labels == judge_->card.labels) {
      Metric metric{"label_accuracy",
                    share_read_right(read, one_set(labels_)),
                    text("share of ", drawn(read.size(0)), " read as their label; judged by ", name_of(*judge_)),
                    {}};
      if (test_) metric.real = share_read_right(test_reading_.classes, test_->labels);
      return add(metric);
    }
    if (conditional()) return miss("label_accuracy", text(judge_->card.name, " has other labels than ", card_.name));
    const auto classes = static_cast<std::int64_t>(judge_->card.labels.size());
    const auto counts = torch::bincount(read, {}, classes);
    std::string shares;
    for (std::int64_t i = 0; i < classes; ++i)
      shares += text(i ? ", " : "", judge_->card.labels[static_cast<std::size_t>(i)], ": ", counts[i].item<int>());
    Metric metric{"class_balance",
                  balance(counts),
                  text("the rarest class's share times the number of classes, among ", drawn(read.size(0)), ": ",
                       shares, "; judged by ", name_of(*judge_)),
                  {}};
    if (test_) metric.real = balance(torch::bincount(test_reading_.classes, {}, classes));
    add(metric);
  }

  void measure_distribution() {
    const auto& all = generated_reading_.features;
    const auto generated = one_set(all);
    const auto& test = test_reading_.features;
    if (std::min(generated.size(0), test.size(0)) <= nearest_k)
      return miss("Fréchet distance and its kin", text("fewer than ", nearest_k + 1, " images"));
    auto progress = bar("comparing features", train_ ? 4 : 2);
    const auto features =
        text("features: the ", test.size(1), " inputs of the last linear layer of ", judge_->card.name, "; ");
    const auto against = text(" against the ", test.size(0), " test images");
    const auto over_sets = [](const FrechetOfSets& found, std::int64_t count) {
      return text(", the mean over ", found.sets, " disjoint sets of ", count, ", ", brief(found.lowest), " to ",
                  brief(found.highest));
    };
    const FrechetOfSets found = frechet_of_sets(all, generated.size(0), test);
    Metric distance{"frechet_distance",
                    found.mean,
                    features + drawn(all.size(0)) + against + over_sets(found, generated.size(0)),
                    {}};
    progress.at(1);
    const Overlap fake = overlap(test, generated, nearest_k);
    progress.at(2);
    std::optional<Overlap> real;
    std::string instead;
    if (train_ && train_reading_.features.size(0) > nearest_k) {
      const auto trained = one_set(train_reading_.features);
      const FrechetOfSets floor = frechet_of_sets(train_reading_.features, trained.size(0), test);
      distance.real = floor.mean;
      distance.protocol += "; real: training images instead" + over_sets(floor, trained.size(0));
      progress.at(3);
      real = overlap(test, trained, nearest_k);
      instead = text("; real: ", trained.size(0), " training images, chosen by the seed, instead");
    } else if (train_) {
      miss("what real images reach", text("fewer than ", nearest_k + 1, " training images"));
    }
    add(distance);
    const auto add_share = [&](const char* name, const char* meaning, double Overlap::*member) {
      Metric metric{name,
                    fake.*member,
                    text(meaning, ", k = ", nearest_k, "; ", features, drawn(generated.size(0)), against, instead),
                    {}};
      if (real) metric.real = (*real).*member;
      add(metric);
    };
    add_share("precision", "share of generated images near a test image", &Overlap::precision);
    add_share("recall", "share of test images near a generated image", &Overlap::recall);
    add_share("density", "how many test images are near a generated image, as a multiple of k", &Overlap::density);
    add_share("coverage", "share of test images that have a generated image near", &Overlap::coverage);
  }

  Status measure_memory() {
    const auto queries = generated_.narrow(0, 0, std::min<std::int64_t>(memory_queries, generated_.size(0)));
    const auto reals = random_rows(test_->images, memory_queries, options_.seed);
    const auto trained = train_->images.size(0);
    auto progress = bar(text("nearest of ", trained, " training images"), 2 * trained);
    const Nearest fake = nearest_training_images(queries, train_->images, [&](auto done) { progress.at(done); });
    const Nearest real =
        nearest_training_images(reals, train_->images, [&](auto done) { progress.at(trained + done); });
    const auto what = text(drawn(queries.size(0)), ", each with its nearest of the ", trained,
                           " training images (L2 over pixels of 0 to 1); compared with ", reals.size(0),
                           " test images, chosen by the seed, that were never trained on");
    const double threshold = real.isolation.quantile(0.01).item<double>();
    add({"memorised_share", (fake.isolation < threshold).to(torch::kFloat64).mean().item<double>(),
         text("share of generated images for which that distance over the mean distance to the nearest ",
              std::min<std::int64_t>(memory_neighbours, trained),
              " is smaller than for all but 1 % of the test images (", brief(threshold), "); smallest: generated ",
              brief(fake.isolation.min().item<double>()), ", test ", brief(real.isolation.min().item<double>()), "; ",
              what),
         0.01});
    add({"nearest_training_distance", (fake.distance.median() / real.distance.median()).item<double>(),
         text("median distance of generated images over that of test images; smallest: generated ",
              brief(fake.distance.min().item<double>()), ", test ", brief(real.distance.min().item<double>()), "; ",
              what),
         1.0});
    if (options_.neighbours.empty()) return Done{};
    const auto closest = fake.isolation.argsort().narrow(0, 0, std::min<std::int64_t>(pairs_shown, queries.size(0)));
    const auto pairs = torch::cat(
        {queries.index_select(0, closest), train_->images.index_select(0, fake.index.index_select(0, closest))});
    return write_grid(options_.neighbours, from_bytes(pairs), static_cast<int>(closest.size(0)));
  }

  void measure_gan_train() {
    if (!conditional()) return miss("gan_train_accuracy", "the generator takes no labels to learn from");
    if (!judge_ || !train_ || !test_) return miss("gan_train_accuracy", "it wants the classifier and the data set");
    auto recipe = parse_recipe(judge_->card.training.recipe.text, judge_->card.name + "'s recipe", {});
    if (!recipe) return miss("gan_train_accuracy", recipe.message());
    DataSet data;
    data.labels = labels_like(*train_, train_->images.size(0));
    data.images = generate(data.labels.size(0), data.labels);
    data.label_names = card_.labels;
    data.title = "generated by " + card_.name;
    auto progress =
        bar(text("GAN-train: ", recipe->steps, " steps on ", data.images.size(0), " generated images"), recipe->steps);
    const double accuracy = gan_train_accuracy(*recipe, data, *test_, progress);
    Metric metric{"gan_train_accuracy",
                  accuracy,
                  text("share of the ", test_->images.size(0), " test images read right by ", recipe->name,
                       " trained by its own recipe on ", drawn(data.images.size(0)),
                       " and on no real one; real: the same recipe on the real training images, as its card says"),
                  {}};
    if (own_accuracy(*judge_) > 0) metric.real = own_accuracy(*judge_);
    add(metric);
  }

  void measure_modes() {
    generated_ = generate(mode_samples, {});
    const auto [n, channels, height, width] =
        std::tuple(generated_.size(0), generated_.size(1), generated_.size(2), generated_.size(3));
    if (channels != 3 || judge_->card.image.shape != Shape{1, static_cast<int>(height), static_cast<int>(width)})
      return miss("modes", "the model draws no three channels of the classifier's shape");
    auto progress = bar(text("reading ", 3 * n, " digits"), 3 * n);
    const auto digits = read_images(*judge_, generated_.view({3 * n, 1, height, width}), progress).classes;
    const Modes modes = count_modes(digits.view({n, 3}));
    const auto protocol = text(drawn(n), ", each channel judged by ", name_of(*judge_));
    add({"modes", static_cast<double>(modes.found),
         text("how many of the ", stacked_modes, " combinations of three digits occur among ", protocol),
         static_cast<double>(stacked_modes)});
    add({"reverse_kl",
         modes.reverse_kl,
         text("sum of p ln(", stacked_modes, " p) over the combinations, 0 if all are drawn equally often; ", protocol),
         {}});
  }

  const ModelCard& card_;
  const MeasureOptions& options_;
  std::vector<NetworkModule> generator_;
  std::optional<Judge> judge_;
  std::optional<DataSet> train_, test_;
  torch::Tensor generated_, labels_;
  Reading generated_reading_, test_reading_, train_reading_;
  Measurement result_;
};

}  // namespace

Result<Measurement> measure(const ModelFile& model, const MeasureOptions& options) {
  set_threads(torch::get_num_threads());  // the BLAS below keeps to one, so that its sums are the same each time
  if (!is_generative(model.card.kind)) return measure_reader(model, options);
  return Measuring(model, options).all();
}

}  // namespace ganvas::train
