#include "shared/network.hpp"

#include <array>
#include <utility>

namespace ganvas {
namespace {

// The variant is the one list of layer types: what each is called, and how a layer becomes one.
template <std::size_t... I>
constexpr std::array<const char*, sizeof...(I)> names_of(std::index_sequence<I...>) {
  return {std::variant_alternative_t<I, AnyLayer>::name...};
}
template <std::size_t... I>
void become(Layer& layer, std::size_t type, std::index_sequence<I...>) {
  ((type == I ? void(layer.emplace<I>()) : void()), ...);
}

Status choose_type(const std::string& type, const std::string& where, Layer& layer) {
  constexpr auto all = std::make_index_sequence<std::variant_size_v<AnyLayer>>();
  static constexpr auto names = names_of(all);
  std::string known;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (type == names[i]) return become(layer, i, all), Done{};
    known += text(known.empty() ? "" : ", ", names[i]);
  }
  return fail(where, " has the unknown type '", type, "', known are: ", known);
}

std::vector<Layer> played(const std::vector<Layer>& layers) {
  std::vector<Layer> kept;
  for (const Layer& layer : layers) {
    if (std::holds_alternative<Dropout>(layer)) continue;
    if (std::holds_alternative<SpectralNorm>(layer)) {
      kept.push_back(layers_within(layer)->front());
    } else {
      kept.push_back(layer);
      if (auto* residual = std::get_if<Residual>(&kept.back())) residual->layers = played(residual->layers);
    }
  }
  return kept;
}

bool has_weight_matrix(const Layer& layer) {
  return std::holds_alternative<Linear>(layer) || std::holds_alternative<Conv2d>(layer) ||
         std::holds_alternative<ConvTranspose2d>(layer);
}

}  // namespace

Status read_json(const JsonValue& json, const std::string& where, const Rule&, Layer& layer) {
  // Reading what nests goes by recursion: two brackets a level, and one for a layer's own list.
  if (deeper_than(json, 2 * deepest_layers + 2)) return fail(where, " holds layers deeper than ", deepest_layers);
  ObjectReader reader(json, where);
  std::string type;
  reader("type", type);
  if (type.empty()) return reader.finish();
  GANVAS_CHECK(choose_type(type, where, layer));
  dispatch([&](auto& l) { describe(reader, l); }, layer);
  if (auto status = reader.finish(); !status) return fail(status.message(), " (a ", type, " layer)");
  const auto* norm = std::get_if<SpectralNorm>(&layer);
  if (norm && (norm->layers.size() != 1 || !has_weight_matrix(norm->layers[0])))
    return fail(where, " must hold one layer, a linear, conv2d or conv_transpose2d (a spectral_norm layer)");
  return Done{};
}

void write_json(JsonWriter& writer, const Layer& layer) {
  ObjectWriter object(writer);
  object("type", std::string(name_of(layer)));
  dispatch([&](const auto& l) { describe(object, const_cast<std::remove_cvref_t<decltype(l)>&>(l)); }, layer);
  object.finish();
}

const std::vector<Layer>* layers_within(const Layer& layer) {
  if (const auto* residual = std::get_if<Residual>(&layer)) return &residual->layers;
  if (const auto* norm = std::get_if<SpectralNorm>(&layer)) return &norm->layers;
  return nullptr;
}

bool has_spectral_norm(const std::vector<Layer>& layers) {
  for (const Layer& layer : layers) {
    const auto* within = layers_within(layer);
    if (std::holds_alternative<SpectralNorm>(layer) || (within && has_spectral_norm(*within))) return true;
  }
  return false;
}

Network without_training_layers(const Network& network) {
  return {network.input, played(network.layers), network.image};
}

}  // namespace ganvas
