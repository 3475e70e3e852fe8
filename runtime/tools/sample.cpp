// ganvas-sample: a weights file -> images on disk. Image i of a seed is the same here, in the viewer and in the page.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <thread>

#include "runtime/parallel.hpp"
#include "runtime/tools/options.hpp"
#include "runtime/tools/picture.hpp"
#include "runtime/walk.hpp"
#include "shared/files.hpp"
#include "shared/json.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {
namespace {

struct Options {
  std::string model;
  int count = 100;
  std::string labels = "balanced";
  long long seed = 0;
  double truncation = 1;
  std::vector<std::string> walk;
  std::string latents;
  std::string format, out;
  int threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
};

// What the page writes as "Latent numbers, JSON": the vectors as the network takes them, ψ and all, and for a model
// with labels the weight of each. The rest says where they came from.
struct LatentFile {
  std::string model;
  long long seed = 0;
  double psi = 1;
  std::vector<std::vector<double>> latents, label_weights;
};
template <class V>
void describe(V& visit, LatentFile& file) {
  visit("model", file.model, optional);
  visit("seed", file.seed, optional);
  visit("psi", file.psi, optional);
  visit("latents", file.latents);
  visit("label_weights", file.label_weights, optional);
}

void declare(CLI::App& app, Options& o) {
  app.add_option("--model", o.model, "the weights file (.safetensors)")->required();
  const auto count = app.add_option("--count", o.count, "how many images");
  count->check(CLI::Range(1, 1'000'000))->capture_default_str();
  const auto labels = app.add_option("--labels", o.labels, "balanced, or labels to cycle through: 3 or 0,1,2");
  labels->capture_default_str();
  const auto seed = app.add_option("--seed", o.seed, "image i is latent number i of this seed");
  seed->check(CLI::Range(0LL, (1LL << 53) - 1))->capture_default_str();  // a seed in a link is a JavaScript number
  const auto truncation = add_truncation(app, o.truncation, 10);
  const auto walk = add_walk(app, o.walk);
  const auto latents = app.add_option("--latents", o.latents, "a JSON file that the page wrote: its very pictures");
  for (CLI::Option* other : {count, labels, seed, truncation, walk}) latents->excludes(other);
  app.add_option("--format", o.format,
                 "png (a grid), idx (as MNIST's files), npy (float32 [n,C,H,W]); else what --out ends in, png without")
      ->check(CLI::IsMember({"png", "idx", "npy"}));
  app.add_option("--threads", o.threads, "the images are the same with any number")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app.add_option("--out", o.out, "a file; for idx a folder")->required();
}

constexpr long long most_numbers = 1LL << 31;  // floats: 8 GB

// "balanced" or "0,1,2" -> the labels to cycle through.
Result<std::vector<int>> parse_labels(const std::string& list, int label_count) {
  std::vector<int> labels;
  if (list == "balanced") {
    for (int label = 0; label < label_count; ++label) labels.push_back(label);
    return labels;
  }
  if (label_count == 0) return fail("--labels ", list, ": this model takes no labels; leave the option out");
  for (const std::string& item : CLI::detail::split(list, ',')) {
    int label = -1;
    if (item.empty() || !CLI::detail::lexical_cast(item, label) || label < 0 || label >= label_count)
      return fail("--labels ", list, ": '", item, "' is no label of this model; give balanced or numbers from 0 to ",
                  label_count - 1, ", separated by commas");
    labels.push_back(label);
  }
  if (labels.empty()) return fail("--labels is empty; give balanced or numbers from 0 to ", label_count - 1);
  return labels;
}

// Rows of one width, one after the other.
Result<std::vector<float>> flatten(const std::vector<std::vector<double>>& rows, int width, const std::string& where) {
  std::vector<float> flat;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() != static_cast<std::size_t>(width))
      return fail(where, "[", i, "] has ", rows[i].size(), " numbers, this model wants ", width,
                  "; was it written for another model?");
    for (double v : rows[i]) {
      flat.push_back(static_cast<float>(v));
      if (!std::isfinite(flat.back())) return fail(where, "[", i, "] holds ", v, ", which no float can");
    }
  }
  return flat;
}

// Before they are drawn, which can take minutes: whether these samples can be written.
Status check_samples(const Samples& samples, const Options& options) {
  if (options.format == "idx") return check_idx(samples, options.out);
  const auto numbers = static_cast<std::uintmax_t>(samples.count * element_count(samples.format.shape));
  return check_target(options.out, options.format == "npy" ? numbers * sizeof(float) : 0);
}

Result<Samples> draw_file(const Generator& generator, const Options& options) {
  const std::string& file = options.latents;
  GANVAS_TRY(const auto bytes, read_file(file));
  const std::string_view json(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  GANVAS_TRY(const auto content, from_json<LatentFile>(json, file));
  GANVAS_TRY(const auto latents, flatten(content.latents, generator.latent_size(), file + ".latents"));
  GANVAS_TRY(const auto weights, flatten(content.label_weights, generator.label_count(), file + ".label_weights"));
  if (content.latents.empty()) return fail(file, ".latents is empty: nothing to draw");
  if (generator.label_count() > 0 && content.label_weights.size() != content.latents.size())
    return fail(file, ".label_weights has ", content.label_weights.size(), " rows for ", content.latents.size(),
                " latents, this model wants one for each; was it written for a model without labels?");
  Samples samples{generator.card().image, static_cast<int>(content.latents.size()), {}, {}};
  for (const auto& row : content.label_weights)
    samples.labels.push_back(static_cast<int>(std::max_element(row.begin(), row.end()) - row.begin()));
  GANVAS_CHECK(check_samples(samples, options));
  samples.images.resize(content.latents.size() * static_cast<std::size_t>(generator.image_size()));
  GANVAS_CHECK(sample(generator, latents, weights, samples.images, options.threads));
  return samples;
}

Result<Samples> draw(const Generator& generator, const Options& options) {
  const ModelCard& card = generator.card();
  const auto latent_size = static_cast<std::size_t>(generator.latent_size());
  const auto image_size = static_cast<std::size_t>(generator.image_size());
  const long long numbers = 1LL * options.count * (generator.latent_size() + generator.image_size());
  if (numbers > most_numbers)
    return fail("--count ", options.count, ": these images need ", numbers * 4, " bytes of memory, the limit is ",
                most_numbers * 4, "; draw ", most_numbers * options.count / numbers,
                " at a time, with another --seed each");
  GANVAS_TRY(const auto cycle, parse_labels(options.labels, generator.label_count()));
  GANVAS_TRY(const auto amounts, parse_walk(options.walk, card, options.model));
  Samples samples{card.image, options.count, {}, {}};
  const auto count = static_cast<std::size_t>(options.count);
  for (std::size_t i = 0; i < count && !cycle.empty(); ++i) samples.labels.push_back(cycle[i % cycle.size()]);
  GANVAS_CHECK(check_samples(samples, options));
  samples.images.resize(count * image_size);
  std::vector<float> latents(count * latent_size);
  for (std::size_t i = 0; i < count; ++i) {
    const auto z = std::span(latents).subspan(i * latent_size, latent_size);
    fill_latent(static_cast<std::uint64_t>(options.seed), i, card.latent.distribution, z);
    walk(generator, amounts, z);
    for (float& v : z) v *= static_cast<float>(options.truncation);
  }
  GANVAS_CHECK(sample(generator, latents, samples.labels, samples.images, options.threads));
  return samples;
}

// A near-square grid; balanced labels keep each label in a column of its own.
int grid_columns(const Options& options, int label_count) {
  if (options.labels == "balanced" && label_count > 1 && label_count <= 32 && options.count >= label_count)
    return label_count;
  int columns = 1;
  while (columns * columns < options.count) ++columns;
  return columns;
}

// Where --format is left out, the ending of --out says it; the two must not differ.
Status take_format(Options& options) {
  std::string ending = std::filesystem::path(options.out).extension().string();
  for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const bool known = ending == ".png" || ending == ".npy";
  if (options.format.empty() && !known && !ending.empty())
    return fail("--out ", options.out, ": ends neither in .png nor in .npy; give a --format");
  if (options.format.empty()) options.format = known ? ending.substr(1) : "png";
  if (known && ending.substr(1) != options.format)
    return fail("--out ", options.out, ": ends in ", ending, ", and --format is ", options.format,
                "; change one of them");
  return Done{};
}

// Before anything is read: whether --out can be written, and is not what is read.
Status check_out(Options& options) {
  std::error_code error;
  for (const std::string& read : {options.model, options.latents})
    if (std::filesystem::equivalent(options.out, read, error))
      return fail("--out ", options.out, ": is the file that is read; give another name");
  if (options.format != "idx") GANVAS_CHECK(check_target(options.out));
  return take_format(options);
}

Status run(Options options) {
  GANVAS_CHECK(check_out(options));
  GANVAS_TRY(const auto bytes, read_file(options.model, largest_model));
  GANVAS_TRY(const Generator generator, Generator::load(bytes, options.model));
  const Shape& shape = generator.card().image.shape;
  if (shape.size() != 3 || (shape[0] != 1 && shape[0] != 3))
    return fail(options.model, ": its images have ", shape.size() == 3 ? shape[0] : static_cast<int>(shape.size()),
                shape.size() == 3 ? " channels" : " axes", ", only images [1,H,W] or [3,H,W] can be written");
  GANVAS_TRY(const Samples samples, options.latents.empty() ? draw(generator, options) : draw_file(generator, options));
  if (options.format == "idx") return write_idx(samples, options.out);
  if (options.format == "npy") return write_npy(samples, options.out);
  const int columns = options.latents.empty() ? grid_columns(options, generator.label_count()) : samples.count;
  return write_png(samples, columns, options.out);
}

}  // namespace
}  // namespace ganvas::runtime

int main(int argc, char** argv) {
  using namespace ganvas::runtime;
  Options options;
  CLI::App app("Draws images from a Ganvas weights file.", "ganvas-sample");
  declare(app, options);
  return run_program(app, argc, argv, [&options] { return run(options); });
}
