// Weights files made in memory: a network's tensors filled with random numbers, and a self-test that the runtime gives.
#pragma once

#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "runtime/model_plan.hpp"
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

/// Fills in what the card's networks want: random weights, and a self-test of four.
inline void complete(RandomModel& model, std::uint64_t seed = 1) {
  for (const NamedNetwork& named : model.card.networks) {
    put_random_weights(named.network, named.name, seed, model.tensors);
    seed += 100;
  }
  ModelFile file;
  file.card = model.card;
  file.file = model.tensors.file;
  const auto plan = runtime::ModelPlan::make(file);
  if (!plan) return;
  const std::int64_t n = 4;
  const auto batch_of = [n](const Shape& shape) {
    std::vector<std::int64_t> batch(shape.begin(), shape.end());
    batch.insert(batch.begin(), n);
    return batch;
  };
  std::vector<int> labels;
  for (int i = 0; i < n && plan->label_count(); ++i) labels.push_back(i % plan->label_count());
  const auto inputs = uniform(seed + 1000, static_cast<std::size_t>(n * element_count(plan->input())));
  std::vector<float> outputs(static_cast<std::size_t>(n * element_count(plan->output())));
  auto workspace = plan->workspace(static_cast<int>(n));
  if (!plan->forward({inputs, labels, outputs}, workspace)) return;
  model.tensors.put(self_test_inputs, batch_of(plan->input()), inputs);
  model.tensors.put(self_test_outputs, batch_of(plan->output()), outputs);
  if (!labels.empty()) model.tensors.put(self_test_labels, {labels.begin(), labels.end()});
}

inline std::vector<std::string> numbered_labels(int count) {
  std::vector<std::string> labels;
  for (int i = 0; i < count; ++i) labels.push_back(std::to_string(i));
  return labels;
}

/// A generator from latent vectors to images.
inline RandomModel random_model(const Network& generator, std::uint64_t seed = 1) {
  RandomModel model;
  model.card.name = "random";
  model.card.title = "Random weights";
  model.card.networks = {{"generator", generator}};
  model.card.latent.size = generator.input[0];
  if (const auto shapes = shapes_after(generator, "generator"); shapes) model.card.image.shape = shapes->back();
  if (const auto labels = label_count(generator, "generator"); labels) model.card.labels = numbered_labels(*labels);
  model.card.kind = model.card.labels.empty() ? ModelKind::gan : ModelKind::conditional_gan;
  complete(model, seed);
  return model;
}

/// The layers of a generator of digits.
inline Network small_conditional_generator() {
  return {{6},
          {LabelEmbedding{10, 3}, Concat{}, Linear{9, 8 * 7 * 7}, Reshape{{8, 7, 7}}, BatchNorm{8}, Relu{},
           ConvTranspose2d{8, 6, 4, 2, 1, 0, false}, ConditionalBatchNorm{6, 10}, LeakyRelu{0.2},
           Upsample{2, UpsampleMode::bilinear}, Conv2d{6, 1, 3, 1, 1}, Tanh{}}};
}
inline Network small_generator() {
  return {{5}, {Linear{5, 12}, LeakyRelu{0.2}, BatchNorm{12}, Linear{12, 16}, Sigmoid{}, Reshape{{1, 4, 4}}}};
}
/// Colour images, and the layers that the other two lack.
inline Network small_residual_generator() {
  return {{6},
          {Linear{6, 128}, Reshape{{8, 4, 4}},
           Residual{{Conv2d{8, 8, 3, 1, 1}, BatchNorm{8}, PRelu{8}, Residual{{Conv2d{8, 8, 1}, PRelu{}}}}},
           PixelShuffle{2}, ZeroPad2d{1, 1, 1, 1}, Conv2d{2, 3, 3}, Tanh{}}};
}

/// Three levels, of which the second takes labels.
inline RandomModel random_pyramid() {
  RandomModel model;
  model.card.name = "pyramid";
  model.card.kind = ModelKind::pyramid;
  model.card.latent.size = 3 + 2 + 4;
  model.card.labels = numbered_labels(5);
  model.card.image.shape = {3, 16, 16};
  const Concat side{SideInput::image};
  model.card.networks = {
      {"generator", {{3}, {Linear{3, 48}, Tanh{}, Reshape{{3, 4, 4}}}}},
      {"generator_1",
       {{2},
        {LabelEmbedding{5, 2}, Concat{}, Linear{4, 64}, Reshape{{1, 8, 8}}, side, Conv2d{4, 3, 3, 1, 1}},
        {3, 8, 8}}},
      {"generator_2",
       {{4},
        {Linear{4, 256}, Reshape{{1, 16, 16}}, side, Residual{{Conv2d{4, 4, 3, 1, 1}}}, Conv2d{4, 3, 1}},
        {3, 16, 16}}}};
  complete(model);
  return model;
}

/// One model of each kind that reads images.
inline RandomModel random_reader(ModelKind kind) {
  RandomModel model;
  model.card.name = spelling(kind);
  model.card.kind = kind;
  model.card.image.shape = {3, 8, 8};
  const auto set = [&](Network network, int latent, int labels) {
    const char* name = kind == ModelKind::super_resolution ? "generator" : spelling(kind);
    model.card.networks = {{name, std::move(network)}};
    model.card.latent.size = latent;
    model.card.labels = numbered_labels(labels);
  };
  const Shape image{3, 8, 8};
  if (kind == ModelKind::classifier) set({image, {Conv2d{3, 4, 3}, Relu{}, Flatten{}, Linear{144, 5}}}, 0, 5);
  if (kind == ModelKind::discriminator)
    set({image,
         {MinibatchStddev{}, Conv2d{4, 2, 8}, Flatten{}, MinibatchDiscrimination{2, 3, 2}, LabelProjection{5, 5}}},
        0, 5);
  if (kind == ModelKind::encoder) set({image, {Flatten{}, Linear{192, 6 + 5}}}, 6, 5);
  if (kind == ModelKind::super_resolution)
    set({{3, 4, 4}, {Conv2d{3, 12, 3, 1, 1}, PRelu{}, PixelShuffle{2}, Tanh{}}}, 0, 0);
  complete(model);
  return model;
}

}  // namespace ganvas::testing
