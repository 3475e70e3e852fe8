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

torch::Tensor latents(const ModelCard& card, std::uint64_t seed, int first, int count) {
  auto z = torch::empty({count, card.latent.size});
  for (int i = 0; i < count; ++i)
    fill_latent(seed, static_cast<std::uint64_t>(first + i), card.latent.distribution,
                {z.data_ptr<float>() + static_cast<std::ptrdiff_t>(i) * card.latent.size,
                 static_cast<std::size_t>(card.latent.size)});
  return z;
}

torch::Tensor cycling_labels(const ModelCard& card, int first, int count) {
  if (card.labels.empty() || card.kind != ModelKind::conditional_gan) return {};
  return torch::arange(first, first + count, torch::kInt64).remainder(static_cast<std::int64_t>(card.labels.size()));
}

// A classifier has no latent: its self-test reads uniform noise in the image's range.
torch::Tensor self_test_input(const ModelCard& card, const Network& network, int count) {
  if (card.latent.size > 0) return latents(card, 0, 0, count);
  ModelCard noise;
  noise.latent = {static_cast<int>(element_count(network.input)), LatentDistribution::uniform};
  std::vector<std::int64_t> shape(network.input.begin(), network.input.end());
  shape.insert(shape.begin(), count);
  return latents(noise, 0, 0, count).view(shape);
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
    if (found->second.dtype != DType::F32 || found->second.shape != tensor.sizes().vec())
      return fail(path.string(), ": tensor '", name, "' has shape ", to_text(found->second.shape), ", the run wants ",
                  to_text(tensor.sizes().vec()));
    auto values = to_floats(found->second);
    tensor.copy_(torch::from_blob(values.data(), tensor.sizes()));
  }
  return file.metadata;
}

std::vector<std::byte> export_model(ModelCard card, const NetworkModule& module, WeightType dtype) {
  const std::string name = card.kind == ModelKind::classifier ? "classifier" : "generator";
  const DType stored = dtype == WeightType::F16 ? DType::F16 : DType::F32;
  card.networks = {{name, without_training_layers(module.network())}};
  Storage storage;
  std::map<std::string, TensorView> views;
  std::size_t index = 0;  // in the exported list
  for (std::size_t i = 0; i < module.tensors().size(); ++i) {
    if (std::holds_alternative<Dropout>(module.network().layers[i])) continue;
    for (const auto& [tensor_name, tensor] : module.tensors()[i])
      views.emplace(text(name, ".", index, ".", tensor_name), storage.keep(tensor, stored));
    ++index;
  }

  // The self-test speaks of the weights as the file holds them, so it is computed from what a reader will read.
  const int count = 4;
  NetworkModule as_stored(card.networks[0].network, torch::kCPU);
  ModelFile file;
  file.file.tensors = views;
  as_stored.load(file, name);
  torch::NoGradGuard guard;
  const auto inputs = self_test_input(card, card.networks[0].network, count);
  const auto labels = cycling_labels(card, 0, count);
  views.emplace(self_test_inputs, storage.keep(inputs, DType::F32));
  if (labels.defined()) views.emplace(self_test_labels, storage.keep(labels, DType::I64));
  views.emplace(self_test_outputs, storage.keep(as_stored.forward(inputs, labels, false), DType::F32));
  return to_safetensors(views, {{"format", "pt"}, {"ganvas", to_json(card)}});
}

torch::Tensor sample(const NetworkModule& generator, const ModelCard& card, std::uint64_t seed, int count,
                     torch::Device device, int first) {
  torch::NoGradGuard guard;
  const auto z = latents(card, seed, first, count).to(device);
  auto labels = cycling_labels(card, first, count);
  if (labels.defined()) labels = labels.to(device);
  std::vector<torch::Tensor> parts;
  for (int begin = 0; begin < count; begin += 250) {
    const int n = std::min(250, count - begin);
    parts.push_back(
        generator.forward(z.narrow(0, begin, n), labels.defined() ? labels.narrow(0, begin, n) : labels, false));
  }
  return torch::cat(parts);
}

Result<std::vector<std::byte>> with_card(std::span<const std::byte> bytes, const ModelCard& card,
                                         const std::string& file) {
  GANVAS_TRY(auto parsed, parse_safetensors(bytes, file));
  parsed.metadata["ganvas"] = to_json(card);
  return to_safetensors(parsed.tensors, parsed.metadata);
}

}  // namespace ganvas::train
