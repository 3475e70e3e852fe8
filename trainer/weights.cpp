#include "trainer/weights.hpp"

#include <cstring>
#include <list>

#include "shared/files.hpp"
#include "shared/float16.hpp"
#include "shared/shapes.hpp"

namespace ganvas::train {
namespace {

// Bytes that stay where they are, so that TensorViews may look at them.
class Storage {
 public:
  TensorView keep(const torch::Tensor& tensor, DType dtype) {
    const auto source = tensor.detach().to(torch::kCPU).contiguous();
    TensorView view{dtype, source.sizes().vec(), {}};
    auto& bytes = kept_.emplace_back(static_cast<std::size_t>(source.numel()) * bytes_of(dtype));
    if (dtype == DType::F16) {
      const float* values = source.data_ptr<float>();
      for (std::size_t i = 0; i < bytes.size() / 2; ++i) {
        const std::uint16_t half = half_from_float(values[i]);
        std::memcpy(bytes.data() + 2 * i, &half, 2);
      }
    } else {
      std::memcpy(bytes.data(), source.data_ptr(), bytes.size());
    }
    view.data = bytes;
    return view;
  }

 private:
  std::list<std::vector<std::byte>> kept_;
};

torch::Tensor cycling_labels(const ModelCard& card, int first, int count) {
  if (!takes_labels(card)) return {};
  return torch::arange(first, first + count, torch::kInt64).remainder(static_cast<std::int64_t>(card.labels.size()));
}

// A model that reads images tests itself on uniform noise in their range.
torch::Tensor self_test_input(const ModelCard& card, int count) {
  if (is_generative(card.kind)) return latents(card, 0, 0, count);
  const Shape input = model_input(card);
  ModelCard noise;
  noise.latent = {static_cast<int>(element_count(input)), LatentDistribution::uniform};
  std::vector<std::int64_t> shape(input.begin(), input.end());
  shape.insert(shape.begin(), count);
  return latents(noise, 0, 0, count).view(shape);
}

std::string network_name(ModelKind kind, std::size_t index) {
  if (is_generative(kind) || kind == ModelKind::super_resolution) return level_name(index);
  return spelling(kind);
}

// Weights with two axes or more in steps of a scale a row: the largest of the row is 127 steps.
void keep_int8(Storage& storage, const std::string& name, const torch::Tensor& weight,
               std::map<std::string, TensorView>& views) {
  const auto rows = weight.detach().to(torch::kCPU).reshape({weight.size(0), -1});
  const auto scale = rows.abs().amax(1).clamp_min(1e-30).div(127);
  const auto steps = (rows / scale.unsqueeze(1)).round().clamp(-127, 127).to(torch::kInt8).view(weight.sizes());
  views.emplace(name, storage.keep(steps, DType::I8));
  views.emplace(name + scale_ending, storage.keep(scale, DType::F32));
}

void keep_network(Storage& storage, const std::string& name, const NetworkModule& module, WeightType dtype,
                  std::map<std::string, TensorView>& views) {
  for (std::size_t i = 0; i < module.tensors().size(); ++i)
    for (const auto& [tensor_name, tensor] : module.tensors()[i]) {
      const std::string full = text(name, ".", i, ".", tensor_name);
      if (dtype == WeightType::I8 && tensor.dim() > 1)
        keep_int8(storage, full, tensor, views);
      else
        views.emplace(full, storage.keep(tensor, dtype == WeightType::F16 ? DType::F16 : DType::F32));
    }
}

}  // namespace

Status save_tensors(const std::filesystem::path& path, const std::map<std::string, torch::Tensor>& tensors,
                    const std::map<std::string, std::string>& metadata) {
  Storage storage;
  std::map<std::string, TensorView> views;
  for (const auto& [name, tensor] : tensors) views.emplace(name, storage.keep(tensor, DType::F32));
  return write_file(path, to_safetensors(views, metadata));
}

Result<std::map<std::string, std::string>> restore_tensors(const std::filesystem::path& path,
                                                           std::map<std::string, torch::Tensor> tensors) {
  GANVAS_TRY(const auto bytes, read_file(path));
  GANVAS_TRY(auto file, parse_safetensors(bytes, path.string()));
  torch::NoGradGuard guard;
  for (auto& [name, tensor] : tensors) {
    const auto found = file.tensors.find(name);
    if (found == file.tensors.end()) return fail(path.string(), ": tensor '", name, "' is missing");
    if (found->second.dtype != DType::F32)
      return fail(path.string(), ": tensor '", name, "' is no F32, as a checkpoint's are; start a new run");
    if (found->second.shape != tensor.sizes().vec())
      return fail(path.string(), ": tensor '", name, "' has shape ", to_text(found->second.shape), ", the run wants ",
                  to_text(tensor.sizes().vec()));
    auto values = to_floats(found->second);
    tensor.copy_(torch::from_blob(values.data(), tensor.sizes()));
  }
  return file.metadata;
}

torch::Tensor play(const Networks& networks, ModelKind kind, const torch::Tensor& inputs, const torch::Tensor& labels,
                   bool training) {
  if (kind != ModelKind::pyramid) return networks.front()->forward(inputs, labels, training);
  torch::Tensor x;
  std::int64_t begin = 0;
  for (const NetworkModule* network : networks) {
    const auto size = network->network().input[0];
    const auto z = inputs.narrow(1, begin, size);
    begin += size;
    const auto u = x.defined() ? enlarged(x) : x;
    x = network->forward(z, labels, training, u);
    if (u.defined()) x = x + u;
  }
  return x;
}

std::vector<NamedNetwork> named_networks(ModelKind kind, const Networks& networks) {
  std::vector<NamedNetwork> named;
  for (std::size_t i = 0; i < networks.size(); ++i)
    named.push_back({network_name(kind, i), without_training_layers(networks[i]->network())});
  return named;
}

std::vector<NetworkModule> load_networks(const ModelFile& model) {
  std::vector<NetworkModule> modules;
  for (const auto& [name, network] : model.card.networks) modules.emplace_back(network, torch::kCPU).load(model, name);
  return modules;
}

Networks pointers(const std::vector<NetworkModule>& modules) {
  Networks networks;
  for (const NetworkModule& module : modules) networks.push_back(&module);
  return networks;
}

Result<TrainedModel> read_model(const std::filesystem::path& path) {
  TrainedModel model;
  GANVAS_TRY(model.bytes, read_file(path));
  GANVAS_TRY(model.file, parse_model(model.bytes, path.string()));
  model.networks = load_networks(model.file);
  const auto& tensors = model.file.file.tensors;
  const auto floats = [&](const char* name) {
    const TensorView& view = tensors.at(name);
    auto values = to_floats(view);
    return torch::from_blob(values.data(), view.shape).clone();
  };
  torch::Tensor labels;
  if (takes_labels(model.file.card)) {
    const TensorView& view = tensors.at(self_test_labels);
    labels = torch::empty(view.shape, torch::kInt64);
    std::memcpy(labels.data_ptr(), view.data.data(), view.data.size());
  }
  torch::NoGradGuard guard;
  const auto found = play(pointers(model.networks), model.file.card.kind, floats(self_test_inputs), labels);
  const double difference = (found - floats(self_test_outputs)).abs().max().item<double>();
  GANVAS_CHECK(judge_self_test(model.file.card, difference, path.string()));
  return model;
}

std::vector<std::byte> export_model(ModelCard card, const Networks& networks, WeightType dtype,
                                    const torch::Tensor& directions) {
  Storage storage;
  std::map<std::string, TensorView> views;
  card.networks = named_networks(card.kind, networks);
  for (std::size_t i = 0; i < networks.size(); ++i)
    keep_network(storage, card.networks[i].name, networks[i]->played(), dtype, views);
  if (directions.defined()) views.emplace(directions_tensor, storage.keep(directions, DType::F32));

  // The self-test speaks of the weights as the file holds them, so it is computed from what a reader will read.
  const int count = 4;
  ModelFile file;
  file.card = card;
  file.file.tensors = views;
  const auto stored = load_networks(file);
  torch::NoGradGuard guard;
  const auto inputs = self_test_input(card, count);
  const auto labels = cycling_labels(card, 0, count);
  views.emplace(self_test_inputs, storage.keep(inputs, DType::F32));
  if (labels.defined()) views.emplace(self_test_labels, storage.keep(labels, DType::I64));
  views.emplace(self_test_outputs, storage.keep(play(pointers(stored), card.kind, inputs, labels), DType::F32));
  return to_safetensors(views, {{"format", "pt"}, {"ganvas", to_json(card)}});
}

torch::Tensor random_latents(LatentDistribution distribution, std::int64_t count, std::int64_t size,
                             const torch::TensorOptions& options) {
  return distribution == LatentDistribution::normal ? torch::randn({count, size}, options)
                                                    : torch::rand({count, size}, options) * 2 - 1;
}

torch::Tensor latents(const ModelCard& card, std::uint64_t seed, int first, int count) {
  auto z = torch::empty({count, card.latent.size});
  for (int i = 0; i < count; ++i)
    fill_latent(seed, static_cast<std::uint64_t>(first + i), card.latent.distribution,
                {z.data_ptr<float>() + static_cast<std::ptrdiff_t>(i) * card.latent.size,
                 static_cast<std::size_t>(card.latent.size)});
  return z;
}

torch::Tensor sample(const Networks& networks, const ModelCard& card, std::uint64_t seed, int count,
                     torch::Device device, int first, torch::Tensor labels) {
  torch::NoGradGuard guard;
  const auto z = latents(card, seed, first, count).to(device);
  if (!labels.defined()) labels = cycling_labels(card, first, count);
  if (labels.defined()) labels = labels.to(device);
  std::vector<torch::Tensor> parts;
  for (int begin = 0; begin < count; begin += 250) {
    const int n = std::min(250, count - begin);
    parts.push_back(
        play(networks, card.kind, z.narrow(0, begin, n), labels.defined() ? labels.narrow(0, begin, n) : labels));
  }
  return torch::cat(parts);
}

Result<std::vector<std::byte>> with_card(std::span<const std::byte> bytes, const ModelCard& card,
                                         const std::string& file) {
  GANVAS_TRY(auto parsed, parse_safetensors(bytes, file));
  parsed.metadata["ganvas"] = to_json(card);
  auto written = to_safetensors(parsed.tensors, parsed.metadata);
  GANVAS_CHECK(parse_model(written, file));
  return written;
}

}  // namespace ganvas::train
