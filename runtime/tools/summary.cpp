#include "runtime/tools/summary.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

#include "runtime/model_plan.hpp"
#include "shared/files.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {
namespace {

void add_layers(const NamedNetwork& named, const std::vector<Shape>& shapes, Summary& summary) {
  const Network& network = named.network;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Shape& before = i == 0 ? network.input : shapes[i - 1];
    LayerSummary layer{named.name,
                       name_of(network.layers[i]),
                       static_cast<int>(i),
                       shapes[i],
                       0,
                       multiply_adds(network.layers[i], before, shapes[i])};
    for (const TensorSpec& tensor : tensors_of(network.layers[i]))
      if (!is_statistic(tensor.name)) layer.parameters += element_count(tensor.shape);
    summary.parameters += layer.parameters;
    // The levels of a pyramid play together; of another model the first network alone.
    if (summary.card.kind == ModelKind::pyramid || &named == &summary.card.networks.front())
      summary.multiply_adds += layer.multiply_adds;
    summary.layers.push_back(std::move(layer));
  }
}

// 1234567 -> "1 234 567"
std::string grouped(long long number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, " ");
  return digits;
}

// Of numbers and of names that are ours; what a file says may be longer.
template <class... Values>
std::string line(const char* format, Values... values) {
  char buffer[512];
  std::snprintf(buffer, sizeof buffer, format, values...);
  return buffer;
}

std::string padded(std::string name, std::size_t width = 24) {
  name.resize(std::max(name.size(), width), ' ');
  return name;
}

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += text(all.empty() ? "" : ", ", name);
  return all;
}

std::string card_text(const Summary& s) {
  const ModelCard& c = s.card;
  std::string out = text(c.title.empty() ? c.name : c.title, " (", c.name, ")\n");
  if (!c.description.empty()) out += c.description + "\n";
  out += text("\nkind        ", spelling(c.kind), ", format version ", c.version, "\n");
  if (c.latent.size) out += text("latent      ", c.latent.size, " numbers, ", spelling(c.latent.distribution), "\n");
  if (!c.labels.empty()) out += text("labels      ", joined(c.labels), "\n");
  out += text("image       ", to_text(c.image.shape), ", pixels from ", c.image.low, " to ", c.image.high, "\n");
  const Training& t = c.training;
  out += text("trained     seed ", t.seed, ", ", grouped(t.steps), " steps, ", grouped(t.images_seen), " images, ");
  out += line("%.0f s", t.seconds) + text(t.device.empty() ? "" : " on ", t.device, "\n");
  if (!t.data_set.empty())
    out += text("data        ", t.data_set, t.data_sha256.empty() ? "" : ", SHA-256 ", t.data_sha256, "\n");
  if (!t.trainer_version.empty())
    out += text("trainer     ", t.trainer_version, ", LibTorch ", t.libtorch_version.empty() ? "?" : t.libtorch_version,
                "\n");
  return out;
}

}  // namespace

Result<Summary> summarise(const std::string& file) {
  GANVAS_TRY(const auto bytes, read_file(file, largest_model));
  GANVAS_TRY(ModelFile model, parse_model(bytes, file));
  Summary summary;
  summary.file = file;
  summary.file_bytes = bytes.size();
  std::set<std::string> dtypes;
  for (const auto& [name, tensor] : model.file.tensors) {
    if (name == self_test_inputs || name == self_test_labels || name == self_test_outputs) continue;
    summary.weights_bytes += tensor.data.size();
    dtypes.insert(name_of(tensor.dtype));
  }
  summary.dtypes = joined({dtypes.begin(), dtypes.end()});
  GANVAS_TRY(const auto loaded, load_model(std::move(model), file));
  summary.self_test_difference = loaded->self_test_difference;
  summary.card = loaded->card;
  summary.card_json = loaded->card_json;
  for (const NamedNetwork& named : summary.card.networks) {
    GANVAS_TRY(const auto shapes, shapes_after(named.network, named.name));
    add_layers(named, shapes, summary);
  }
  return summary;
}

std::string as_text(const Summary& s) {
  std::string out = card_text(s);
  std::string network;
  for (const LayerSummary& layer : s.layers) {
    if (layer.network != network) {
      network = layer.network;
      out += text("\n", padded(network, 30), line(" %-14s %12s %14s\n", "shape after", "parameters", "multiply-adds"));
    }
    out += line("%4d  %-24s %-14s %12s %14s\n", layer.index, layer.type.c_str(), to_text(layer.shape).c_str(),
                grouped(layer.parameters).c_str(), grouped(layer.multiply_adds).c_str());
  }
  out +=
      line("%-30s %-14s %12s %14s\n\n", "total", "", grouped(s.parameters).c_str(), grouped(s.multiply_adds).c_str());
  for (const Metric& m : s.card.metrics)
    out += text(padded(m.name), line(" %.5g", m.value), m.real ? line(" (real: %.5g)", *m.real) : "", "  (", m.protocol,
                ")\n");
  if (!s.card.metrics.empty()) out += "\n";
  for (const Direction& d : s.card.directions)
    out += text(padded(d.name), d.low.empty() ? "" : " ", d.low, d.low.empty() ? "" : " to ", d.high, "\n");
  if (!s.card.directions.empty()) out += "\n";
  out += text("weights     ", grouped(static_cast<long long>(s.weights_bytes)), " bytes, ", s.dtypes, "; the file ",
              grouped(static_cast<long long>(s.file_bytes)), " bytes\n");
  return for_terminal(out) + line("self-test   passed: largest difference %.3g, tolerance %.3g\n",
                                  s.self_test_difference, s.card.self_test.tolerance);
}

std::string as_json(const Summary& s) {
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  const auto member = [&](const char* key, const auto& value) {
    writer.Key(key);
    write_json(writer, value);
  };
  writer.StartObject();
  member("file", s.file);
  member("card", RawJson{s.card_json});
  writer.Key("layers");
  writer.StartArray();
  for (const LayerSummary& layer : s.layers) {
    writer.StartObject();
    member("network", layer.network);
    member("index", layer.index);
    member("type", layer.type);
    member("shape", layer.shape);
    member("parameters", layer.parameters);
    member("multiply_adds", layer.multiply_adds);
    writer.EndObject();
  }
  writer.EndArray();
  member("parameters", s.parameters);
  member("multiply_adds", s.multiply_adds);
  member("weights_bytes", static_cast<long long>(s.weights_bytes));
  member("file_bytes", static_cast<long long>(s.file_bytes));
  member("dtypes", s.dtypes);
  member("self_test_difference", s.self_test_difference);
  writer.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace ganvas::runtime
