#include "shared/model_card.hpp"

#include "shared/shapes.hpp"

namespace ganvas {
namespace {

std::vector<std::int64_t> wide(const Shape& shape) { return {shape.begin(), shape.end()}; }

Status check_networks(const ModelCard& card, const std::string& file) {
  if (card.networks.empty()) return fail(file, ": the card names no network");
  for (const NamedNetwork& named : card.networks) {
    if (auto shapes = shapes_after(named.network, named.name); !shapes) return fail(file, ": ", shapes.message());
    auto labels = label_count(named.network, named.name);
    if (!labels) return fail(file, ": ", labels.message());
    if (*labels != 0 && *labels != static_cast<int>(card.labels.size()))
      return fail(file, ": ", named.name, " tells ", *labels, " labels apart, the card names ", card.labels.size());
  }
  return Done{};
}

Status check_generator(const ModelCard& card, const Network& generator, const std::string& file) {
  if (generator.input != Shape{card.latent.size})
    return fail(file, ": the generator's input is ", to_text(generator.input), ", the card's latent size ",
                card.latent.size);
  GANVAS_TRY(auto shapes, shapes_after(generator, "generator"));
  if (shapes.back() != card.image.shape)
    return fail(file, ": the generator gives ", to_text(shapes.back()), ", the card's image is ",
                to_text(card.image.shape));
  GANVAS_TRY(const int labels, label_count(generator, "generator"));
  if ((labels > 0) != (card.kind == ModelKind::conditional_gan))
    return fail(file, ": the card says ", spelling(card.kind), ", the generator tells ", labels, " labels apart");
  return Done{};
}

Status check_tensor(const TensorFile& tensors, const std::string& name, const std::vector<std::int64_t>& shape,
                    bool floating, const std::string& file) {
  const auto found = tensors.tensors.find(name);
  if (found == tensors.tensors.end())
    return fail(file, ": tensor '", name, "' is missing, the network wants it with shape ", to_text(shape));
  const TensorView& tensor = found->second;
  if (tensor.shape != shape)
    return fail(file, ": tensor '", name, "' has shape ", to_text(tensor.shape), ", the network wants ",
                to_text(shape));
  const bool fits = floating ? tensor.dtype == DType::F32 || tensor.dtype == DType::F16 : tensor.dtype == DType::I64;
  if (!fits)
    return fail(file, ": tensor '", name, "' has dtype ", name_of(tensor.dtype), ", wants ",
                floating ? "F32 or F16" : "I64");
  return Done{};
}

Status check_self_test(const ModelCard& card, const TensorFile& tensors, const std::string& file, std::size_t& count) {
  const Network& network = card.networks.front().network;
  GANVAS_TRY(auto shapes, shapes_after(network, card.networks.front().name));
  GANVAS_TRY(const int labels, label_count(network, card.networks.front().name));
  const auto inputs = tensors.tensors.find(self_test_inputs);
  const std::int64_t n = inputs == tensors.tensors.end() || inputs->second.shape.empty() ? 1 : inputs->second.shape[0];
  if (n < 1 || n > 64) return fail(file, ": the self-test has ", n, " images, wants 1 to 64");
  const auto batch_of = [n](const Shape& shape) {
    auto batch = wide(shape);
    batch.insert(batch.begin(), n);
    return batch;
  };
  GANVAS_CHECK(check_tensor(tensors, self_test_inputs, batch_of(network.input), true, file));
  GANVAS_CHECK(check_tensor(tensors, self_test_outputs, batch_of(shapes.back()), true, file));
  if (labels) GANVAS_CHECK(check_tensor(tensors, self_test_labels, {n}, false, file));
  count = labels ? 3 : 2;
  return Done{};
}

}  // namespace

const Network* find_network(const ModelCard& card, std::string_view name) {
  for (const NamedNetwork& named : card.networks)
    if (named.name == name) return &named.network;
  return nullptr;
}

Result<ModelCard> parse_card(std::string_view json, const std::string& file) {
  const std::string where = file + ": card";
  GANVAS_TRY(auto document, parse_json(json, where));
  // The version first: a newer card may hold keys that this reader rightly does not know.
  if (document.IsObject() && document.HasMember("version") && document["version"].IsInt64() &&
      document["version"].GetInt64() > format_version)
    return fail(file, ": format version ", document["version"].GetInt64(), ", this program reads up to ",
                format_version, "; update Ganvas");
  ModelCard card;
  GANVAS_CHECK(read_json(document, where, any, card));
  if (!(card.image.low < card.image.high))
    return fail(file, ": the card's pixels run from ", card.image.low, " to ", card.image.high);
  GANVAS_CHECK(check_networks(card, file));
  if (card.kind == ModelKind::classifier) return card;
  const Network* generator = find_network(card, "generator");
  if (!generator || &card.networks.front().network != generator)
    return fail(file, ": the card says ", spelling(card.kind), ", so its first network must be 'generator', found '",
                card.networks.front().name, "'");
  GANVAS_CHECK(check_generator(card, *generator, file));
  return card;
}

Result<ModelFile> parse_model(std::span<const std::byte> bytes, const std::string& file) {
  ModelFile model;
  GANVAS_TRY(model.file, parse_safetensors(bytes, file));
  const auto card = model.file.metadata.find("ganvas");
  if (card == model.file.metadata.end())
    return fail(file,
                ": a safetensors file without Ganvas' model card (metadata key 'ganvas'); export it with "
                "ganvas train");
  model.card_json = card->second;
  GANVAS_TRY(model.card, parse_card(model.card_json, file));

  std::size_t expected = 0;
  for (const NamedNetwork& named : model.card.networks)
    for (const TensorSpec& tensor : expected_tensors(named.network, named.name)) {
      GANVAS_CHECK(check_tensor(model.file, tensor.name, wide(tensor.shape), true, file));
      ++expected;
    }
  std::size_t self_test = 0;
  GANVAS_CHECK(check_self_test(model.card, model.file, file, self_test));
  if (model.file.tensors.size() == expected + self_test) return model;
  for (const auto& [name, tensor] : model.file.tensors) {
    bool known = name == self_test_inputs || name == self_test_outputs || (self_test == 3 && name == self_test_labels);
    for (const NamedNetwork& named : model.card.networks)
      for (const TensorSpec& spec : expected_tensors(named.network, named.name)) known = known || spec.name == name;
    if (!known) return fail(file, ": tensor '", name, "' belongs to no network of the card");
  }
  return fail(file, ": two networks of the card share a name");
}

}  // namespace ganvas
