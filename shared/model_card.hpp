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

enum class ModelKind { gan, conditional_gan, classifier };
inline constexpr const char* model_kinds[] = {"gan", "conditional_gan", "classifier"};
inline const auto& spellings(ModelKind) { return model_kinds; }

/// `name`: what its tensors' names begin with: "generator", "discriminator", "classifier".
struct NamedNetwork {
  std::string name;
  Network network;
};

/// `size` 0: the model takes no latent vector.
struct Latent {
  int size = 0;
  LatentDistribution distribution = LatentDistribution::normal;
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

/// Where the weights come from. `recipe` holds the resolved options of the run.
struct Training {
  RawJson recipe;
  long long seed = 0, steps = 0, images_seen = 0;
  double seconds = 0;
  std::string data_set, data_sha256, device, trainer_version, libtorch_version;
};

/// Tensors self_test.latents (or .inputs), self_test.labels, self_test.images (or .outputs) replayed on each load.
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
  visit("self_test", c.self_test);
}

/// The network of that name, or null.
const Network* find_network(const ModelCard& card, std::string_view name);

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

/// The tensors of the self-test.
inline constexpr const char* self_test_inputs = "self_test.inputs";    // F32 [n, network input…]
inline constexpr const char* self_test_labels = "self_test.labels";    // I64 [n], of conditional models only
inline constexpr const char* self_test_outputs = "self_test.outputs";  // F32 [n, network output…]

}  // namespace ganvas
