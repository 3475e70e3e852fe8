// Weights files made in memory: a network's tensors filled with random numbers, and a self-test that the runtime gives.
#pragma once

#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "runtime/network_plan.hpp"
#include "shared/latent.hpp"
#include "shared/model_card.hpp"
#include "shared/shapes.hpp"

namespace ganvas::testing {

/// Owns what a TensorFile only views.
class Tensors {
 public:
  void put(const std::string& name, const std::vector<std::int64_t>& shape, const std::vector<float>& values) {
    put(name, DType::F32, shape, values.data(), values.size() * sizeof(float));
  }
  void put(const std::string& name, const std::vector<std::int64_t>& labels) {
    put(name, DType::I64, {static_cast<std::int64_t>(labels.size())}, labels.data(), labels.size() * 8);
  }
  void put(const std::string& name, DType dtype, const std::vector<std::int64_t>& shape, const void* data,
           std::size_t size) {
    auto& bytes = data_[name];
    bytes.resize(size);
    if (size) std::memcpy(bytes.data(), data, size);
    file.tensors[name] = {dtype, shape, bytes};
  }
  TensorFile file;

 private:
  std::map<std::string, std::vector<std::byte>> data_;
};

inline std::vector<float> uniform(std::uint64_t seed, std::size_t count, double low = -1, double high = 1) {
  std::vector<float> values(count);
  for (std::size_t k = 0; k < count; ++k)
    values[k] = static_cast<float>(low + (high - low) * static_cast<double>(random_bits(seed, 0, k) >> 11) * 0x1p-53);
  return values;
}

/// Weights of a size that keeps activations near 1, variances positive.
inline void put_random_weights(const Network& network, const std::string& name, std::uint64_t seed, Tensors& tensors) {
  for (const TensorSpec& spec : expected_tensors(network, name)) {
    const auto count = static_cast<std::size_t>(element_count(spec.shape));
    const double fan_in = spec.shape.size() > 1 ? static_cast<double>(count) / spec.shape[0] : 12;
    const double size = std::sqrt(3 / fan_in);
    const bool variance = spec.name.ends_with("running_var");
    tensors.put(spec.name, {spec.shape.begin(), spec.shape.end()},
                variance ? uniform(++seed, count, 0.5, 1.5) : uniform(++seed, count, -size, size));
  }
}

struct RandomModel {
  ModelCard card;
  Tensors tensors;
  std::vector<std::byte> bytes() const {
    return to_safetensors(tensors.file.tensors, {{"format", "pt"}, {"ganvas", to_json(card)}});
  }
};

/// A generator from latent vectors to images, with a self-test of four.
inline RandomModel random_model(const Network& generator, std::uint64_t seed = 1) {
  RandomModel model;
  model.card.name = "random";
  model.card.title = "Random weights";
  model.card.networks = {{"generator", generator}};
  model.card.latent.size = generator.input[0];
  put_random_weights(generator, "generator", seed, model.tensors);

  const auto plan = runtime::NetworkPlan::make(generator, "generator", model.tensors.file);
  if (!plan) return model;
  model.card.image.shape = plan->output();
  model.card.kind = plan->label_count() ? ModelKind::conditional_gan : ModelKind::gan;
  std::vector<int> labels;
  for (int i = 0; i < plan->label_count(); ++i) model.card.labels.push_back(std::to_string(i));
  const std::int64_t n = 4;
  if (plan->label_count())
    for (int i = 0; i < n; ++i) labels.push_back(i % plan->label_count());
  const auto inputs = uniform(seed + 1000, static_cast<std::size_t>(n * element_count(generator.input)));
  std::vector<float> outputs(static_cast<std::size_t>(n * element_count(plan->output())));
  auto workspace = plan->workspace(static_cast<int>(n));
  if (!plan->forward({inputs, labels, outputs}, workspace)) return model;
  std::vector<std::int64_t> output_shape(plan->output().begin(), plan->output().end());
  output_shape.insert(output_shape.begin(), n);
  model.tensors.put(self_test_inputs, {n, generator.input[0]}, inputs);
  model.tensors.put(self_test_outputs, output_shape, outputs);
  if (!labels.empty()) model.tensors.put(self_test_labels, {labels.begin(), labels.end()});
  return model;
}

/// Small, and with every kind of layer that a generator has.
inline Network small_conditional_generator() {
  return {{6},
          {LabelEmbedding{10, 3}, Concat{}, Linear{9, 8 * 7 * 7}, Reshape{{8, 7, 7}}, BatchNorm{8}, Relu{},
           ConvTranspose2d{8, 6, 4, 2, 1, 0, false}, ConditionalBatchNorm{6, 10}, LeakyRelu{0.2},
           Upsample{2, UpsampleMode::bilinear}, Conv2d{6, 1, 3, 1, 1}, Tanh{}}};
}
inline Network small_generator() {
  return {{5}, {Linear{5, 12}, LeakyRelu{0.2}, BatchNorm{12}, Linear{12, 16}, Sigmoid{}, Reshape{{1, 4, 4}}}};
}

}  // namespace ganvas::testing
