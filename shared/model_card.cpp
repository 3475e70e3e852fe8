#include "shared/model_card.hpp"

#include "shared/shapes.hpp"

namespace ganvas {
namespace {

std::vector<std::int64_t> wide(const Shape& shape) { return {shape.begin(), shape.end()}; }

Status check_networks(const ModelCard& card) {
  if (card.networks.empty()) return fail("the card names no network");
  for (const NamedNetwork& named : card.networks) {
    if (auto shapes = shapes_after(named.network, named.name); !shapes) return shapes.error();
    auto labels = label_count(named.network, named.name);
    if (!labels) return labels.error();
    if (*labels != 0 && *labels != static_cast<int>(card.labels.size()))
      return fail(named.name, " tells ", *labels, " labels apart, the card names ", card.labels.size());
    if (has_spectral_norm(named.network.layers))
      return fail(named.name, " has a spectral_norm layer, which is for training; export divides by it");
  }
  return Done{};
}

Shape output_of(const Network& network) { return shapes_after(network, "")->back(); }

Status check_ends(const NamedNetwork& named, const Shape& input, const Shape& output) {
  if (named.network.input != input)
    return fail("the ", named.name, "'s input is ", to_text(named.network.input), ", the card wants ", to_text(input));
  if (const Shape found = output_of(named.network); found != output)
    return fail("the ", named.name, " gives ", to_text(found), ", the card wants ", to_text(output));
  return Done{};
}

// The first level draws a small image, each further one adds detail to the image before it, twice as large.
Status check_pyramid(const ModelCard& card) {
  int latent = 0;
  Shape image;
  for (std::size_t i = 0; i < card.networks.size(); ++i) {
    const auto& [name, network] = card.networks[i];
    if (name != level_name(i))
      return fail("network ", i, " of a pyramid must be '", level_name(i), "', found '", name, "'");
    if (network.input.size() != 1) return fail(name, " has the input ", to_text(network.input), ", wants [latent]");
    latent += network.input[0];
    const Shape before = image;
    image = output_of(network);
    if (image.size() != 3) return fail(name, " gives ", to_text(image), ", wants [channels,height,width]");
    if (i == 0 && !network.image.empty())
      return fail(name, " takes a side image, which the first level of a pyramid cannot have");
    if (i > 0 && (network.image != image || image != Shape{before[0], 2 * before[1], 2 * before[2]}))
      return fail(name, " makes ", to_text(image), " from the side image ", to_text(network.image), ", wants twice ",
                  to_text(before), " for both");
  }
  if (latent != card.latent.size)
    return fail("the levels take ", latent, " latent numbers, the card's latent size is ", card.latent.size);
  if (image != card.image.shape)
    return fail("the last level gives ", to_text(image), ", the card's image is ", to_text(card.image.shape));
  return Done{};
}

Status check_kind(const ModelCard& card) {
  const NamedNetwork& first = card.networks.front();
  const int labels = static_cast<int>(card.labels.size());
  const bool one_for_both = card.kind == ModelKind::gan || card.kind == ModelKind::conditional_gan;
  const char* wanted = one_for_both || card.kind == ModelKind::pyramid || card.kind == ModelKind::super_resolution
                           ? "generator"
                           : spelling(card.kind);
  if (first.name != wanted)
    return fail("the card says ", spelling(card.kind), ", so its first network must be '", wanted, "', found '",
                first.name, "'");
  for (const NamedNetwork& each : card.networks)
    if (card.kind != ModelKind::pyramid && !each.network.image.empty())
      return fail("the ", each.name, " takes a side image, which only a pyramid's levels do");
  if (one_for_both && takes_labels(card) != (card.kind == ModelKind::conditional_gan))
    return fail("the card says ", spelling(card.kind), ", its networks tell ", takes_labels(card) ? labels : 0,
                " labels apart");
  switch (card.kind) {
    case ModelKind::gan:
    case ModelKind::conditional_gan:
      return check_ends(first, {card.latent.size}, card.image.shape);
    case ModelKind::pyramid:
      return check_pyramid(card);
    case ModelKind::super_resolution:
      if (card.latent.size != 0 || first.network.input.size() != 3)
        return fail("a super_resolution model takes an image, and no latent vector");
      return check_ends(first, first.network.input, card.image.shape);
    case ModelKind::classifier:
      return check_ends(first, card.image.shape, {labels});
    case ModelKind::discriminator:
      // One score, and with an auxiliary classifier one a label beside it (Odena et al. 2017).
      return check_ends(first, card.image.shape, {output_of(first.network) == Shape{1} ? 1 : 1 + labels});
    case ModelKind::encoder:
      return check_ends(first, card.image.shape, {card.latent.size + labels});
  }
  return Done{};
}

// An I8 tensor counts in steps of its scale: a number for each index of the first axis.
Status check_scale(const TensorFile& tensors, const std::string& name) {
  const auto scale = tensors.tensors.find(name + scale_ending);
  const std::int64_t rows = tensors.tensors.find(name)->second.shape.front();
  if (scale != tensors.tensors.end() && scale->second.dtype == DType::F32 &&
      scale->second.shape == std::vector<std::int64_t>{rows})
    return Done{};
  return fail("tensor '", name, "' is I8, so '", name, scale_ending, "' must be F32 [", rows, "], ",
              scale == tensors.tensors.end() ? "it is missing" : "it is not");
}

enum class Holds { weights, numbers, labels };

Status check_tensor(const TensorFile& tensors, const std::string& name, const std::vector<std::int64_t>& shape,
                    Holds holds) {
  const auto found = tensors.tensors.find(name);
  if (found == tensors.tensors.end())
    return fail("tensor '", name, "' is missing, the network wants it with shape ", to_text(shape));
  const TensorView& tensor = found->second;
  if (tensor.shape != shape)
    return fail("tensor '", name, "' has shape ", to_text(tensor.shape), ", the network wants ", to_text(shape));
  if (holds == Holds::weights && tensor.dtype == DType::I8) return check_scale(tensors, name);
  const bool floating = tensor.dtype == DType::F32 || tensor.dtype == DType::F16;
  if (holds == Holds::labels ? tensor.dtype != DType::I64 : !floating)
    return fail("tensor '", name, "' has dtype ", name_of(tensor.dtype), ", wants ",
                holds == Holds::labels    ? "I64"
                : holds == Holds::numbers ? "F32 or F16"
                                          : "F32, F16 or I8");
  return Done{};
}

Status check_self_test(const ModelCard& card, const TensorFile& tensors) {
  const auto inputs = tensors.tensors.find(self_test_inputs);
  const std::int64_t n = inputs == tensors.tensors.end() || inputs->second.shape.empty() ? 1 : inputs->second.shape[0];
  if (n < 1 || n > 64) return fail("the self-test has ", n, " images, wants 1 to 64");
  const auto batch_of = [n](const Shape& shape) {
    std::vector<std::int64_t> batch{n};
    for (const int axis : shape) batch.push_back(axis);
    return batch;
  };
  GANVAS_CHECK(check_tensor(tensors, self_test_inputs, batch_of(model_input(card)), Holds::numbers));
  GANVAS_CHECK(check_tensor(tensors, self_test_outputs, batch_of(model_output(card)), Holds::numbers));
  if (takes_labels(card)) GANVAS_CHECK(check_tensor(tensors, self_test_labels, {n}, Holds::labels));
  return Done{};
}

// Every tensor that the card asks for, by name and without data.
TensorFile known_tensors(const ModelCard& card) {
  TensorFile known;
  const auto add = [&](const std::string& name) { known.tensors.try_emplace(name); };
  for (const NamedNetwork& named : card.networks)
    for (const TensorSpec& spec : expected_tensors(named.network, named.name)) add(spec.name);
  add(self_test_inputs);
  add(self_test_outputs);
  if (takes_labels(card)) add(self_test_labels);
  if (!card.directions.empty()) add(directions_tensor);
  return known;
}

Status check_tensors(const ModelCard& card, const TensorFile& tensors) {
  for (const NamedNetwork& named : card.networks) GANVAS_CHECK(check_weights(named.network, named.name, tensors));
  if (const auto n = static_cast<std::int64_t>(card.directions.size()); n > 0)
    GANVAS_CHECK(check_tensor(tensors, directions_tensor, {n, card.latent.size}, Holds::numbers));
  GANVAS_CHECK(check_self_test(card, tensors));

  const TensorFile known = known_tensors(card);
  for (const auto& [name, tensor] : tensors.tensors) {
    if (known.tensors.count(name)) continue;
    // The scale of a known I8 tensor.
    const std::string scaled = name.ends_with(scale_ending) ? name.substr(0, name.rfind('.')) : "";
    const auto found = tensors.tensors.find(scaled);
    if (found == tensors.tensors.end() || found->second.dtype != DType::I8 || !known.tensors.count(scaled))
      return fail("tensor '", name, "' belongs to no network of the card");
  }
  return Done{};
}

Status read_card(std::string_view json, ModelCard& card) {
  GANVAS_TRY(const auto& document, parse_json(json, "card"));
  // The version first: a newer card may hold keys that this reader rightly does not know.
  if (document.IsObject())
    if (const auto version = document.FindMember("version"); version != document.MemberEnd())
      if (version->value.IsInt64() && version->value.GetInt64() > format_version)
        return fail("format version ", version->value.GetInt64(), ", this program reads up to ", format_version,
                    "; update Ganvas");
  GANVAS_CHECK(read_json(document, "card", any, card));
  if (card.image.shape.size() != 3)
    return fail("card.image.shape is ", to_text(card.image.shape), ", wants [channels,height,width]");
  if (!(card.image.low < card.image.high))
    return fail("the card's pixels run from ", card.image.low, " to ", card.image.high);
  GANVAS_CHECK(check_networks(card));
  GANVAS_CHECK(check_kind(card));
  for (const NamedNetwork& named : card.networks)
    if (find_network(card, named.name) != &named.network) return fail("two networks are called '", named.name, "'");
  return Done{};
}

Status read_model(std::span<const std::byte> bytes, ModelFile& model) {
  GANVAS_CHECK(read_safetensors(bytes, model.file));
  const auto card = model.file.metadata.find("ganvas");
  if (card == model.file.metadata.end())
    return fail("a safetensors file without Ganvas' model card (metadata key 'ganvas'); export it with ganvas train");
  model.card_json = card->second;
  GANVAS_CHECK(read_card(model.card_json, model.card));
  return check_tensors(model.card, model.file);
}

}  // namespace

Status check_weights(const Network& network, const std::string& name, const TensorFile& tensors) {
  for (const TensorSpec& tensor : expected_tensors(network, name))
    GANVAS_CHECK(check_tensor(tensors, tensor.name, wide(tensor.shape), Holds::weights));
  return Done{};
}

bool is_generative(ModelKind kind) {
  return kind == ModelKind::gan || kind == ModelKind::conditional_gan || kind == ModelKind::pyramid;
}

bool takes_labels(const ModelCard& card) {
  for (const NamedNetwork& named : card.networks)
    if (auto labels = label_count(named.network, named.name); labels && *labels > 0) return true;
  return false;
}

std::string level_name(std::size_t level) { return level ? text("generator_", level) : "generator"; }

Shape model_input(const ModelCard& card) {
  return card.kind == ModelKind::pyramid ? Shape{card.latent.size} : card.networks.front().network.input;
}
Shape model_output(const ModelCard& card) {
  return card.kind == ModelKind::pyramid ? card.image.shape : output_of(card.networks.front().network);
}

const Network* find_network(const ModelCard& card, std::string_view name) {
  for (const NamedNetwork& named : card.networks)
    if (named.name == name) return &named.network;
  return nullptr;
}

Result<ModelCard> parse_card(std::string_view json, const std::string& file) {
  ModelCard card;
  if (const auto status = read_card(json, card); !status) return fail(file, ": ", status.message());
  return card;
}

Result<ModelFile> parse_model(std::span<const std::byte> bytes, const std::string& file) {
  ModelFile model;
  if (const auto status = read_model(bytes, model); !status) return fail(file, ": ", status.message());
  return model;
}

Status judge_self_test(const ModelCard& card, double difference, const std::string& file) {
  if (difference <= card.self_test.tolerance) return Done{};
  return fail(file, ": self-test: a ", is_generative(card.kind) ? "pixel" : "number", " differs by ", difference,
              " from what the file states, the tolerance is ", card.self_test.tolerance,
              "; the weights are damaged, fetch or export the file again");
}

}  // namespace ganvas
