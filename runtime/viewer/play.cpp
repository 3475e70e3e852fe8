#include "runtime/viewer/play.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>

#include "runtime/pixels.hpp"
#include "runtime/tools/picture.hpp"
#include "runtime/walk.hpp"
#include "shared/files.hpp"
#include "shared/shapes.hpp"

namespace ganvas::viewer {
namespace {

constexpr int unlabelled_strip = 10;

ganvas::Result<Model> load(const std::string& file, int largest_texture) {
  GANVAS_TRY(const auto bytes, read_file(file, largest_model));
  GANVAS_TRY(auto generator, runtime::Generator::load(bytes, file));
  const Shape& shape = generator.card().image.shape;
  if (shape.size() != 3 || (shape[0] != 1 && shape[0] != 3))
    return fail(file, ": its images are ", to_text(shape), ", the viewer shows [1,H,W] and [3,H,W]");
  if (std::max(shape[1], shape[2]) > largest_texture)
    return fail(file, ": its images are ", to_text(shape), ", this display shows at most ", largest_texture,
                " pixels a side; ganvas-sample writes them to a file");
  auto workspace = generator.workspace(largest_strip);
  return Model{file, std::move(generator), std::move(workspace)};
}

// z of each image in the strip: the sliders' for all labels, or that of each following seed.
std::vector<float> strip_latents(const Request& request, const runtime::Generator& generator, int count) {
  const auto size = static_cast<std::size_t>(generator.latent_size());
  std::vector<float> latents(static_cast<std::size_t>(count) * size);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const auto z = std::span(latents).subspan(i * size, size);
    if (i == 0 || generator.label_count() > 0)
      std::copy(request.z.begin(), request.z.end(), z.begin());
    else
      fill_latent(static_cast<std::uint64_t>(request.seed) + i, 0, generator.card().latent.distribution, z);
    runtime::walk(generator, request.walk, z);
    for (float& v : z) v *= request.truncation;
  }
  return latents;
}

void to_rgb(const std::vector<float>& images, const ImageFormat& format, Images& result) {
  const auto pixels = static_cast<std::size_t>(result.width) * static_cast<std::size_t>(result.height);
  const auto channels = static_cast<std::size_t>(format.shape[0]);
  std::vector<std::uint8_t> bytes(pixels * channels);
  result.rgb.resize(pixels * 3 * static_cast<std::size_t>(result.count));
  for (int i = 0; i < result.count; ++i) {
    runtime::write_pixels(std::span(images).subspan(static_cast<std::size_t>(i) * pixels * channels, pixels * channels),
                          format, bytes.data(), std::ptrdiff_t{format.shape[0]} * result.width);
    for (std::size_t p = 0; p < pixels; ++p) {
      const std::size_t row = p / static_cast<std::size_t>(result.width),
                        x = p % static_cast<std::size_t>(result.width);
      const std::size_t to =
          row * static_cast<std::size_t>(result.count * result.width) + static_cast<std::size_t>(i * result.width) + x;
      for (std::size_t c = 0; c < 3; ++c) result.rgb[to * 3 + c] = bytes[p * channels + std::min(c, channels - 1)];
    }
  }
}

void draw_latent(Request& request, const runtime::Generator& generator) {
  request.z.resize(static_cast<std::size_t>(generator.latent_size()));
  request.walk.resize(generator.card().directions.size());
  fill_latent(static_cast<std::uint64_t>(request.seed), 0, generator.card().latent.distribution, request.z);
  request.new_latent = false;
}

unsigned any_number() {
  static std::random_device entropy;
  return entropy();
}

// digits-seed5-label3.png; once that is there, digits-seed5-label3-2.png.
std::string free_name(const State& state) {
  const Images& result = state.result;
  const bool labelled = state.model->generator.label_count() > 0;
  std::string stem = text(std::filesystem::path(state.model->file).stem().string(), "-seed", state.request.seed);
  if (labelled) stem += text("-label", result.first + result.chosen);
  std::string name = stem + ".png";
  std::error_code error;
  for (int i = 2; std::filesystem::exists(name, error); ++i) name = text(stem, "-", i, ".png");
  return name;
}

}  // namespace

bool open_requested(State& state) {
  if (state.request.open.empty()) return false;
  auto model = load(state.request.open, state.largest_texture);
  state.request.open.clear();
  state.fault = model.message();
  if (!model) return false;
  state.model.emplace(*std::move(model));
  state.history.clear();
  state.marked = first_dial;
  // Coloured pictures, unless somebody chooses: pixels that large hide what they show.
  state.request.smooth = state.model->generator.card().image.shape[0] == 3;
  draw_anew(state.request);
  // chosen for another file, so that this one need not have it
  state.request.label = std::clamp(state.request.label, 0, std::max(0, state.model->generator.label_count() - 1));
  return true;
}

void follow_hand(State& state, bool rests) {
  if (!state.model) return;
  Request& request = state.request;
  if (request.new_latent) draw_latent(request, state.model->generator);
  if (rests) state.history.settle(request);
  for (; request.steps < 0; ++request.steps) state.history.undo(request);
  for (; request.steps > 0; --request.steps) state.history.redo(request);
}

void play(State& state) {
  state.saved.clear();
  if (!state.model) return;
  auto& [file, generator, workspace] = *state.model;
  const Request& request = state.request;
  Images& result = state.result;
  const int labels = generator.label_count();
  result.height = generator.card().image.shape[1];
  result.width = generator.card().image.shape[2];
  // Of more labels than the strip or one texture holds, it shows those from the chosen one's page.
  const int page = std::min(largest_strip, state.largest_texture / result.width);
  const int first = labels > 0 ? request.label / page * page : 0;
  result.count = labels > 0 ? std::min(labels - first, page) : std::min(unlabelled_strip, page);
  result.first = labels > 0 ? first : request.seed;
  result.chosen = labels > 0 ? request.label - first : 0;

  std::vector<int> strip_labels;
  for (int i = 0; labels > 0 && i < result.count; ++i) strip_labels.push_back(first + i);
  std::vector<float> images(static_cast<std::size_t>(result.count) * static_cast<std::size_t>(generator.image_size()));
  const auto latents = strip_latents(request, generator, result.count);
  const auto start = std::chrono::steady_clock::now();
  const auto status = generator.sample(latents, strip_labels, images, workspace);
  result.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  if (!status) state.fault = status.message();
  to_rgb(images, generator.card().image, result);
}

void save_picture(State& state) {
  const Images& result = state.result;
  const std::size_t row = static_cast<std::size_t>(result.width) * 3,
                    across = row * static_cast<std::size_t>(result.count);
  std::vector<std::uint8_t> rgb;
  for (std::size_t y = 0; y < static_cast<std::size_t>(result.height); ++y) {
    const auto from = std::span(result.rgb).subspan(y * across + static_cast<std::size_t>(result.chosen) * row, row);
    rgb.insert(rgb.end(), from.begin(), from.end());
  }
  const std::string name = free_name(state);
  const Status status = write_file(name, runtime::to_png(rgb, result.width, result.height, 3));
  state.fault = status.message();
  if (!status) return;
  std::error_code error;
  const std::string folder = std::filesystem::current_path(error).string();
  state.saved = text("Saved as ", name, " in ", folder);
  std::printf("saved as %s/%s\n", folder.c_str(), name.c_str());
  std::fflush(stdout);
}

void draw_anew(Request& request) {
  std::fill(request.walk.begin(), request.walk.end(), 0.0f);
  request.new_latent = true;
}

void choose_seed(Request& request, long long seed) {
  request.seed = std::clamp(seed, 0LL, largest_seed);
  draw_anew(request);
}

void shuffle(Request& request) {
  choose_seed(request, any_number() % 1'000'000);  // short enough to read out
}

void shuffle_label(State& state) {
  const int labels = state.model->generator.label_count();
  if (labels > 0) state.request.label = static_cast<int>(any_number() % static_cast<unsigned>(labels));
}

}  // namespace ganvas::viewer
