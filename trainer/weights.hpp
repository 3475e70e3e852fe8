// Tensors of LibTorch ⇄ safetensors: checkpoints and the exported model.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "shared/safetensors.hpp"
#include "trainer/modules.hpp"

namespace ganvas::train {

/// Any F32 tensors with metadata, written atomically.
Status save_tensors(const std::filesystem::path& path, const std::map<std::string, torch::Tensor>& tensors,
                    const std::map<std::string, std::string>& metadata);

/// Fills the live tensors from a file that holds these, and returns its metadata.
Result<std::map<std::string, std::string>> restore_tensors(const std::filesystem::path& path,
                                                           std::map<std::string, torch::Tensor> tensors);

/// The networks of a model, in the order of its card.
using Networks = std::vector<const NetworkModule*>;

/// What the networks make together of inputs [N, model_input…] and labels I64 [N]: [N, model_output…]. A pyramid's
/// levels each add detail to the enlarged image of the one before: x₀ = G₀(z₀), xₖ = u + Gₖ(zₖ, u), u = bilinear 2·xₖ₋₁
/// (Denton et al. 2015).
torch::Tensor play(const Networks& networks, ModelKind kind, const torch::Tensor& inputs, const torch::Tensor& labels,
                   bool training = false);

/// As they stand in the card of that kind, without training layers.
std::vector<NamedNetwork> named_networks(ModelKind kind, const Networks& networks);

/// The weights file of a trained model, as bytes: without training layers, in the given dtype, with a self-test
/// computed by LibTorch from the weights as the file holds them. `card.networks` is filled in here; `directions` [n,
/// latent size] is undefined where the card has none.
std::vector<std::byte> export_model(ModelCard card, const Networks& networks, WeightType dtype,
                                    const torch::Tensor& directions = {});

/// `count` random latent vectors of `size` numbers, from LibTorch's own generator: [count, size].
torch::Tensor random_latents(LatentDistribution distribution, std::int64_t count, std::int64_t size,
                             const torch::TensorOptions& options = {});

/// Latent vectors `first` … first+count-1 of `seed`, [count, latent size].
torch::Tensor latents(const ModelCard& card, std::uint64_t seed, int first, int count);

/// Generated images, in the order of latent vectors `first` … first+count-1 of `seed`. Image i has labels[i], I64
/// [count]; without them vector i has label i modulo the number of labels (if any). On `device`.
torch::Tensor sample(const Networks& networks, const ModelCard& card, std::uint64_t seed, int count,
                     torch::Device device, int first = 0, torch::Tensor labels = {});

/// The same weights file under another card: tensors and other metadata stay byte for byte what they were.
Result<std::vector<std::byte>> with_card(std::span<const std::byte> bytes, const ModelCard& card,
                                         const std::string& file);

/// The networks of a checked model file, on the CPU.
std::vector<NetworkModule> load_networks(const ModelFile& model);
Networks pointers(const std::vector<NetworkModule>& modules);

/// A weights file whose self-test LibTorch has replayed; `file` looks into `bytes`.
struct TrainedModel {
  std::vector<std::byte> bytes;
  ModelFile file;
  std::vector<NetworkModule> networks;
};
Result<TrainedModel> read_model(const std::filesystem::path& path);

}  // namespace ganvas::train
