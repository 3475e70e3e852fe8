// The runtime's face as C functions, for engine.js. Texts are UTF-8 and end in a zero; texts and tables of numbers
// belong to this side and stay valid until the next call. A call that fails returns 0 and leaves its sentence in
// ganvas_message(). A model draws (Generator) or reads (ImageReader).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/image_reader.hpp"
#include "runtime/nearest.hpp"
#include "shared/latent.hpp"
#include "shared/shapes.hpp"

namespace {

using namespace ganvas::runtime;

// The ten labels of one latent vector are drawn at once; more are cut into such batches.
constexpr int largest_batch = 16;
constexpr std::size_t trace_columns = 10;

// One of the two.
struct Session {
  std::optional<Generator> generator;
  std::optional<ImageReader> reader;
  Workspace workspace;
  std::vector<TracedStep> trace;  // the last one, which its table points into

  const Model& model() const { return generator ? static_cast<const Model&>(*generator) : *reader; }
};

std::string message;

// What a call tells besides a message: a double holds counts, pointers and measurements alike.
double facts[6];
std::vector<double> table;

std::size_t count(int n) { return static_cast<std::size_t>(n); }
double address(const float* values) { return static_cast<double>(reinterpret_cast<std::uintptr_t>(values)); }

int size_of(const ganvas::Shape& shape) { return static_cast<int>(ganvas::element_count(shape)); }

// `size` labels as int, or weights of labels as float.
Labels labels_at(const void* labels, int size, int weighted) {
  if (weighted) return std::span(static_cast<const float*>(labels), count(size));
  return std::span(static_cast<const int*>(labels), count(size));
}

template <class Kind>
Session* load(std::span<const std::byte> bytes, const char* file, std::optional<Kind> Session::*place) {
  auto loaded = Kind::load(bytes, file);
  message = loaded.message();
  if (!loaded) return nullptr;
  auto* session = new Session{{}, {}, loaded->workspace(largest_batch), {}};
  (session->*place).emplace(*std::move(loaded));
  return session;
}

const Generator* generator_of(const Session* session) {
  if (session->generator) return &*session->generator;
  message = "this model reads images and draws none";
  return nullptr;
}

}  // namespace

extern "C" {

const char* ganvas_message() { return message.c_str(); }

/// `file` names the file in messages. The bytes may be freed once this returns.
Session* ganvas_load(const std::byte* bytes, int size, const char* file, int reads) {
  const std::span all(bytes, count(size));
  return reads ? load(all, file, &Session::reader) : load(all, file, &Session::generator);
}

void ganvas_release(Session* session) { delete session; }

const char* ganvas_card(const Session* session) { return session->model().card_json().c_str(); }

/// Input size, output size, label count, self-test difference, how many numbers `directions` has and where they lie.
const double* ganvas_facts(const Session* session) {
  const Model& model = session->model();
  const auto directions = session->generator ? session->generator->directions() : std::span<const float>();
  facts[0] = size_of(model.input());
  facts[1] = size_of(model.output());
  facts[2] = model.label_count();
  facts[3] = model.self_test_difference();
  facts[4] = static_cast<double>(directions.size());
  facts[5] = address(directions.data());
  return facts;
}

/// Samples or reads: inputs [n, input size], labels [label_size] -> outputs [n, output size].
int ganvas_run(Session* session, int n, const float* inputs, int label_size, const void* labels, int weighted,
               float* outputs) {
  const Model& model = session->model();
  const auto status = model.run({inputs, count(n * size_of(model.input()))}, labels_at(labels, label_size, weighted),
                                {outputs, count(n * size_of(model.output()))}, session->workspace);
  message = status.message();
  return status ? 1 : 0;
}

/// One image, and a table: how many steps, and ten numbers for each: network, first, last, picture, milliseconds,
/// multiply-adds, where the values lie, and the shape, zeros where it has fewer than three axes.
const double* ganvas_trace(Session* session, const float* latent, int label_size, const void* labels, int weighted,
                           float* image, int timed) {
  const Generator* generator = generator_of(session);
  if (!generator) return nullptr;
  auto trace = generator->trace({latent, count(generator->latent_size())}, labels_at(labels, label_size, weighted),
                                {image, count(generator->image_size())}, timed != 0, session->workspace);
  message = trace.message();
  if (!trace) return nullptr;
  session->trace = *std::move(trace);
  table.assign(1 + trace_columns * session->trace.size(), 0);
  double* row = table.data();
  *row++ = static_cast<double>(session->trace.size());
  for (const TracedStep& step : session->trace) {
    row[0] = step.network;
    row[1] = step.first;
    row[2] = step.last;
    row[3] = step.picture;
    row[4] = step.milliseconds;
    row[5] = static_cast<double>(step.multiply_adds);
    row[6] = address(step.values.data());
    std::copy(step.shape.begin(), step.shape.end(), row + 7);
    row += trace_columns;
  }
  return table.data();
}

/// Moves `latent` to where the picture is nearest to `target`, and draws it; a table of its error and the one before.
const double* ganvas_nearest(Session* session, const float* target, float* latent, int label_size, const void* labels,
                             int weighted, int steps, double prior, float* image) {
  const Generator* generator = generator_of(session);
  if (!generator) return nullptr;
  const std::span z(latent, count(generator->latent_size()));
  const auto found = nearest(*generator, {target, count(generator->image_size())}, z,
                             labels_at(labels, label_size, weighted), {steps, prior}, session->workspace);
  message = found.message();
  if (!found) return nullptr;
  std::copy(found->latent.begin(), found->latent.end(), latent);
  std::copy(found->image.begin(), found->image.end(), image);
  facts[0] = found->error;
  facts[1] = found->error_before;
  return facts;
}

/// z [size] from (seed, index). A double carries whole numbers up to 2^53, which are all that JavaScript has.
void ganvas_latent(double seed, double index, int uniform, float* z, int size) {
  const auto distribution = uniform ? ganvas::LatentDistribution::uniform : ganvas::LatentDistribution::normal;
  ganvas::fill_latent(static_cast<std::uint64_t>(seed), static_cast<std::uint64_t>(index), distribution,
                      {z, count(size)});
}

}  // extern "C"
