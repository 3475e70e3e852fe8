// The runtime's face as C functions, for engine.js. Texts are UTF-8 and end in a zero; texts and tables of numbers
// belong to this side and stay valid until the next call. A call that fails returns 0 and leaves its sentence in
// ganvas_message(). A model draws (Generator) or reads (ImageReader).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "runtime/image_reader.hpp"
#include "runtime/nearest.hpp"
#include "shared/latent.hpp"
#include "shared/shapes.hpp"

namespace {

using namespace ganvas::runtime;

// The ten labels of one latent vector are drawn at once; more are cut into such batches.
constexpr int largest_batch = 16;

struct Model {
  std::variant<Generator, ImageReader> network;
  Workspace workspace;
  std::vector<TracedStep> trace;  // the last one, which its table points into
};

std::string message;
std::vector<double> table;  // a double holds counts, pointers and measurements alike

void put(std::initializer_list<double> numbers) {
  for (double number : numbers) table.push_back(number);
}

std::size_t count(int n) { return static_cast<std::size_t>(n); }
double address(const float* values) { return static_cast<double>(reinterpret_cast<std::uintptr_t>(values)); }

int input_size(const Generator& generator) { return generator.latent_size(); }
int input_size(const ImageReader& reader) { return static_cast<int>(ganvas::element_count(reader.input())); }
int output_size(const Generator& generator) { return generator.image_size(); }
int output_size(const ImageReader& reader) { return static_cast<int>(ganvas::element_count(reader.output())); }

// `size` labels as int, or weights of labels as float.
Labels labels_at(const void* labels, int size, int weighted) {
  if (weighted) return std::span(static_cast<const float*>(labels), count(size));
  return std::span(static_cast<const int*>(labels), count(size));
}

template <class Network>
Model* load(std::span<const std::byte> bytes, const char* file) {
  auto network = Network::load(bytes, file);
  if (!network) {
    message = network.message();
    return nullptr;
  }
  auto workspace = network->workspace(largest_batch);
  return new Model{*std::move(network), std::move(workspace), {}};
}

const Generator* generator_of(const Model* model) {
  const auto* generator = std::get_if<Generator>(&model->network);
  if (!generator) message = "this model reads images and draws none";
  return generator;
}

}  // namespace

extern "C" {

const char* ganvas_message() { return message.c_str(); }

/// `file` names the file in messages. The bytes may be freed once this returns.
Model* ganvas_load(const std::byte* bytes, int size, const char* file, int reads) {
  const std::span all(bytes, count(size));
  return reads ? load<ImageReader>(all, file) : load<Generator>(all, file);
}

void ganvas_release(Model* model) { delete model; }

const char* ganvas_card(const Model* model) {
  return std::visit([](const auto& network) { return network.card_json().c_str(); }, model->network);
}

/// Input size, output size, label count, self-test difference, how many numbers `directions` has and where they lie.
const double* ganvas_facts(const Model* model) {
  table.clear();
  std::visit(
      [](const auto& network) {
        put({double(input_size(network)), double(output_size(network)), double(network.label_count()),
             network.self_test_difference()});
      },
      model->network);
  const auto* generator = std::get_if<Generator>(&model->network);
  const auto directions = generator ? generator->directions() : std::span<const float>();
  put({static_cast<double>(directions.size()), address(directions.data())});
  return table.data();
}

/// Samples or reads: inputs [n, input size], labels [label_size] -> outputs [n, output size].
int ganvas_run(Model* model, int n, const float* inputs, int label_size, const void* labels, int weighted,
               float* outputs) {
  const auto status = std::visit(
      [&](const auto& network) {
        const std::span in(inputs, count(n) * count(input_size(network)));
        const std::span out(outputs, count(n) * count(output_size(network)));
        const Labels chosen = labels_at(labels, label_size, weighted);
        if constexpr (std::is_same_v<std::decay_t<decltype(network)>, Generator>)
          return network.sample(in, chosen, out, model->workspace);
        else
          return network.read(in, chosen, out, model->workspace);
      },
      model->network);
  message = status.message();
  return status ? 1 : 0;
}

/// One image, and a table: how many steps, and ten numbers for each: network, first, last, picture, milliseconds,
/// multiply-adds, where the values lie, and the shape, zeros where it has fewer than three axes.
const double* ganvas_trace(Model* model, const float* latent, int label_size, const void* labels, int weighted,
                           float* image, int timed) {
  const Generator* generator = generator_of(model);
  if (!generator) return nullptr;
  auto trace = generator->trace({latent, count(generator->latent_size())}, labels_at(labels, label_size, weighted),
                                {image, count(generator->image_size())}, timed != 0, model->workspace);
  message = trace.message();
  if (!trace) return nullptr;
  model->trace = *std::move(trace);
  table.clear();
  put({static_cast<double>(model->trace.size())});
  for (const TracedStep& step : model->trace) {
    put({double(step.network), double(step.first), double(step.last), double(step.picture), step.milliseconds,
         static_cast<double>(step.multiply_adds), address(step.values.data())});
    for (std::size_t axis = 0; axis < 3; ++axis) put({axis < step.shape.size() ? double(step.shape[axis]) : 0});
  }
  return table.data();
}

/// Moves `latent` to where the picture is nearest to `target`, and draws it; a table of its error and the one before.
const double* ganvas_nearest(Model* model, const float* target, float* latent, int label_size, const void* labels,
                             int weighted, int steps, double prior, float* image) {
  const Generator* generator = generator_of(model);
  if (!generator) return nullptr;
  const std::span z(latent, count(generator->latent_size()));
  const auto found = nearest(*generator, {target, count(generator->image_size())}, z,
                             labels_at(labels, label_size, weighted), {steps, prior}, model->workspace);
  message = found.message();
  if (!found) return nullptr;
  std::copy(found->latent.begin(), found->latent.end(), latent);
  std::copy(found->image.begin(), found->image.end(), image);
  table.clear();
  put({found->error, found->error_before});
  return table.data();
}

/// z [size] from (seed, index). A double carries whole numbers up to 2^53, which are all that JavaScript has.
void ganvas_latent(double seed, double index, int uniform, float* z, int size) {
  const auto distribution = uniform ? ganvas::LatentDistribution::uniform : ganvas::LatentDistribution::normal;
  ganvas::fill_latent(static_cast<std::uint64_t>(seed), static_cast<std::uint64_t>(index), distribution,
                      {z, count(size)});
}

}  // extern "C"
