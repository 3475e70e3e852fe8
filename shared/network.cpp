#include "shared/network.hpp"

#include <algorithm>
#include <utility>

namespace ganvas {
namespace {

// The variant is the one list of layer types: its alternatives, tried in turn by name.
template <std::size_t I = 0>
bool choose_type(std::string_view type, Layer& layer, std::string& known) {
  if constexpr (I < std::variant_size_v<Layer>) {
    using L = std::variant_alternative_t<I, Layer>;
    if (type == L::name) {
      layer.emplace<I>();
      return true;
    }
    known += text(I ? ", " : "", L::name);
    return choose_type<I + 1>(type, layer, known);
  }
  return false;
}

}  // namespace

Status read_json(const JsonValue& json, const std::string& where, const Rule&, Layer& layer) {
  ObjectReader reader(json, where);
  std::string type, known;
  reader("type", type);
  if (type.empty()) return reader.finish().error();
  if (!choose_type(type, layer, known)) return fail(where, " has the unknown type '", type, "', known are: ", known);
  std::visit([&](auto& l) { describe(reader, l); }, layer);
  if (auto status = reader.finish(); !status) return fail(status.message(), " (a ", type, " layer)");
  return Done{};
}

void write_json(JsonWriter& writer, const Layer& layer) {
  ObjectWriter object(writer);
  object("type", std::string(name_of(layer)));
  std::visit([&](const auto& l) { describe(object, const_cast<std::remove_cvref_t<decltype(l)>&>(l)); }, layer);
  object.finish();
}

Network without_training_layers(const Network& network) {
  Network exported{network.input, {}};
  std::copy_if(network.layers.begin(), network.layers.end(), std::back_inserter(exported.layers),
               [](const Layer& layer) { return !std::holds_alternative<Dropout>(layer); });
  return exported;
}

}  // namespace ganvas
