// The model card: what a weights file says about itself, kept as JSON in its metadata under "ganvas".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/latent.hpp"
#include "shared/network.hpp"
#include "shared/safetensors.hpp"

namespace ganvas {

inline constexpr int format_version = 1;

/// pyramid: generators that each add detail to the enlarged image of the one before (Denton et al. 2015).
enum class ModelKind { gan, conditional_gan, pyramid, super_resolution, classifier, discriminator, encoder };
inline constexpr const char* model_kinds[] = {"gan",        "conditional_gan", "pyramid", "super_resolution",
                                              "classifier", "discriminator",   "encoder"};
inline const auto& spellings(ModelKind) { return model_kinds; }

/// `name`: what its tensors' names begin with: "generator" (of a pyramid also "generator_1", …), "discriminator",
/// "classifier", "encoder".
struct NamedNetwork {
  std::string name;
  Network network;
};

/// `size` 0: the model takes no latent vector.
struct Latent {
  int size = 0;
  LatentDistribution distribution = LatentDistribution::normal;

  /// How far from 0 a slider goes, of a number as along a direction: three standard deviations hold 99.7 % of what the
  /// network met in training, and a uniform number ends at 1.
  double reach() const { return distribution == LatentDistribution::normal ? 3 : 1; }
};

/// Pixels lie between `low` and `high`: what is black and what is white.
struct ImageFormat {
  Shape shape{1, 28, 28};
  double low = -1, high = 1;
};

struct Metric {
  std::string name;
  double value = 0;
  std::string protocol;        // how it was measured, precise enough to repeat
  std::optional<double> real;  // what real images reach by the same protocol, where that was measured
};

/// A way to walk in latent space, a row of the tensor `directions`: z + t·row, t about -3 … 3.
struct Direction {
  std::string name;       // "slant"; principal directions are "principal 1", …
  std::string low, high;  // what it leads to at either end: "upright", "slanted"; empty: not known
  double effect = 0;      // change of the measured attribute for t = 1, in standard deviations of the attribute
  std::string protocol;   // how it was found and measured
};
inline constexpr const char* directions_tensor = "directions";  // F32 or F16 [directions, latent size]

/// Where the weights come from. `recipe` holds the resolved options of the run.
struct Training {
  RawJson recipe;
  long long seed = 0, steps = 0, images_seen = 0;
  double seconds = 0;
  std::string data_set, data_sha256, device, trainer_version, libtorch_version;
};

/// Tensors self_test.inputs (latent vectors or images), self_test.labels and self_test.outputs, replayed on each load.
struct SelfTest {
  double tolerance = 1e-4;  // the largest difference of one pixel, in the image's own value range
};

struct ModelCard {
  int version = format_version;
  std::string name, title, description;
  ModelKind kind = ModelKind::gan;
  std::vector<NamedNetwork> networks;
  Latent latent;
  std::vector<std::string> labels;  // empty: the model takes no label
  ImageFormat image;
  Training training;
  std::vector<Metric> metrics;
  std::vector<Direction> directions;
  SelfTest self_test;
};

template <class V>
void describe(V& visit, NamedNetwork& n) {
  visit("name", n.name);
  describe(visit, n.network);
}
template <class V>
void describe(V& visit, Latent& l) {
  visit("size", l.size, between(0, largest_axis));
  visit("distribution", l.distribution, optional);
}
template <class V>
void describe(V& visit, ImageFormat& i) {
  visit("shape", i.shape, axis);
  visit("low", i.low, between(-1e3, 1e3));
  visit("high", i.high, between(-1e3, 1e3));
}
template <class V>
void describe(V& visit, Metric& m) {
  visit("name", m.name);
  visit("value", m.value);
  visit("protocol", m.protocol);
  visit("real", m.real, optional);
}
template <class V>
void describe(V& visit, Direction& d) {
  visit("name", d.name);
  visit("low", d.low, optional);
  visit("high", d.high, optional);
  visit("effect", d.effect, optional);
  visit("protocol", d.protocol, optional);
}
template <class V>
void describe(V& visit, Training& t) {
  visit("recipe", t.recipe, optional);
  visit("seed", t.seed, optional);
  visit("steps", t.steps, optional_between(0, 1e15));
  visit("images_seen", t.images_seen, optional_between(0, 1e15));
  visit("seconds", t.seconds, optional_between(0, 1e12));
  visit("data_set", t.data_set, optional);
  visit("data_sha256", t.data_sha256, optional);
  visit("device", t.device, optional);
  visit("trainer_version", t.trainer_version, optional);
  visit("libtorch_version", t.libtorch_version, optional);
}
template <class V>
void describe(V& visit, SelfTest& s) {
  visit("tolerance", s.tolerance, between(1e-7, 1e-2));
}
template <class V>
void describe(V& visit, ModelCard& c) {
  visit("version", c.version, at_least(1));
  visit("name", c.name);
  visit("title", c.title, optional);
  visit("description", c.description, optional);
  visit("kind", c.kind);
  visit("networks", c.networks);
  visit("latent", c.latent, optional);
  visit("labels", c.labels, optional);
  visit("image", c.image);
  visit("training", c.training, optional);
  visit("metrics", c.metrics, optional);
  visit("directions", c.directions, optional);
  visit("self_test", c.self_test);
}

/// What a pyramid's networks are called, from the coarsest: "generator", "generator_1", …
std::string level_name(std::size_t level);
/// The network of that name, or null.
const Network* find_network(const ModelCard& card, std::string_view name);

/// Whether it makes images from latent vectors: a gan, a conditional_gan or a pyramid.
bool is_generative(ModelKind kind);
/// Whether any of its networks tells labels apart.
bool takes_labels(const ModelCard& card);
/// What one call takes and gives, without the batch: a pyramid takes the latent vectors of all its levels, one after
/// the other. Of a checked card.
Shape model_input(const ModelCard& card);
Shape model_output(const ModelCard& card);

/// Reads and checks a card against itself: known version, networks that connect, latent and image that fit the
/// network's ends, as many labels as the layers tell apart. `file` opens the messages.
Result<ModelCard> parse_card(std::string_view json, const std::string& file);

/// A weights file as this project writes it: the card, the network's weights and the self-test, all of it checked:
/// every expected tensor is there with its shape and a float type, and no tensor that nobody asked for.
struct ModelFile {
  ModelCard card;
  TensorFile file;
  std::string card_json;
};
Result<ModelFile> parse_model(std::span<const std::byte> bytes, const std::string& file);

/// Whether the file has every tensor of a network, each with its shape, and as floats or I8 with a scale. `name` opens
/// the tensors' names.
Status check_weights(const Network& network, const std::string& name, const TensorFile& tensors);

/// What a replayed self-test says of a file; `difference` is the largest of one number of the outputs.
Status judge_self_test(const ModelCard& card, double difference, const std::string& file);

/// The tensors of the self-test.
inline constexpr const char* self_test_inputs = "self_test.inputs";    // F32 [n, model_input…]
inline constexpr const char* self_test_labels = "self_test.labels";    // I64 [n], of models that take labels only
inline constexpr const char* self_test_outputs = "self_test.outputs";  // F32 [n, model_output…]

}  // namespace ganvas
