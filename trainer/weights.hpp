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

/// Fills the live tensors from a file that holds exactly these, and returns its metadata.
Result<std::map<std::string, std::string>> restore_tensors(const std::filesystem::path& path,
                                                           std::map<std::string, torch::Tensor> tensors);

/// The weights file of a trained network, as bytes: without training layers, in the recipe's dtype, with a self-test
/// computed by LibTorch from the weights as the file holds them. `card.networks` is filled in here.
std::vector<std::byte> export_model(ModelCard card, const NetworkModule& module, WeightType dtype);

/// Generated images, in the order of latent vectors `first` … first+count-1 of `seed`; vector i has label i modulo the
/// number of labels (if any). On `device`.
torch::Tensor sample(const NetworkModule& generator, const ModelCard& card, std::uint64_t seed, int count,
                     torch::Device device, int first = 0);

/// The same weights file under another card: tensors and other metadata stay byte for byte what they were.
Result<std::vector<std::byte>> with_card(std::span<const std::byte> bytes, const ModelCard& card,
                                         const std::string& file);

}  // namespace ganvas::train
