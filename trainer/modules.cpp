#include "trainer/modules.hpp"

#include <cmath>
#include <cstring>

#include "shared/shapes.hpp"

namespace ganvas::train {
namespace {

namespace F = torch::nn::functional;

std::vector<std::int64_t> wide(const Shape& shape) { return {shape.begin(), shape.end()}; }
bool is_statistic(const std::string& name) { return name.starts_with("running_"); }

// What a layer may use besides the main value: its own tensors, the labels, the embedding kept for a concat.
struct Call {
  const std::map<std::string, torch::Tensor>& tensors;
  const torch::Tensor& labels;
  torch::Tensor& embedding;
  bool training;

  torch::Tensor tensor(const char* name) const {
    const auto found = tensors.find(name);
    return found == tensors.end() ? torch::Tensor() : found->second;
  }
};

torch::Tensor apply(const Linear&, const torch::Tensor& x, const Call& call) {
  return torch::linear(x, call.tensor("weight"), call.tensor("bias"));
}
torch::Tensor apply(const Conv2d& l, const torch::Tensor& x, const Call& call) {
  return torch::conv2d(x, call.tensor("weight"), call.tensor("bias"), l.stride, l.padding);
}
torch::Tensor apply(const ConvTranspose2d& l, const torch::Tensor& x, const Call& call) {
  return torch::conv_transpose2d(x, call.tensor("weight"), call.tensor("bias"), l.stride, l.padding, l.output_padding);
}
torch::Tensor apply(const BatchNorm& l, const torch::Tensor& x, const Call& call) {
  return torch::batch_norm(x, call.tensor("weight"), call.tensor("bias"), call.tensor("running_mean"),
                           call.tensor("running_var"), call.training, l.momentum, l.eps, true);
}
torch::Tensor apply(const ConditionalBatchNorm& l, const torch::Tensor& x, const Call& call) {
  const auto normal = torch::batch_norm(x, {}, {}, call.tensor("running_mean"), call.tensor("running_var"),
                                        call.training, l.momentum, l.eps, true);
  std::vector<std::int64_t> rows{x.size(0), l.num_features};
  rows.resize(static_cast<std::size_t>(x.dim()), 1);
  const auto weight = call.tensor("weight").index_select(0, call.labels).view(rows);
  const auto bias = call.tensor("bias").index_select(0, call.labels).view(rows);
  return torch::addcmul(bias, normal, weight);
}
torch::Tensor apply(const Relu&, const torch::Tensor& x, const Call&) { return torch::relu(x); }
torch::Tensor apply(const LeakyRelu& l, const torch::Tensor& x, const Call&) {
  return torch::leaky_relu(x, l.negative_slope);
}
torch::Tensor apply(const Tanh&, const torch::Tensor& x, const Call&) { return torch::tanh(x); }
torch::Tensor apply(const Sigmoid&, const torch::Tensor& x, const Call&) { return torch::sigmoid(x); }
torch::Tensor apply(const Reshape& l, const torch::Tensor& x, const Call&) {
  auto shape = wide(l.shape);
  shape.insert(shape.begin(), x.size(0));
  return x.reshape(shape);
}
torch::Tensor apply(const Flatten&, const torch::Tensor& x, const Call&) { return x.flatten(1); }
torch::Tensor apply(const Upsample& l, const torch::Tensor& x, const Call&) {
  auto options = F::InterpolateFuncOptions().scale_factor(std::vector<double>(2, l.scale_factor));
  if (l.mode == UpsampleMode::bilinear) return F::interpolate(x, options.mode(torch::kBilinear).align_corners(false));
  return F::interpolate(x, options.mode(torch::kNearest));
}
torch::Tensor apply(const Dropout& l, const torch::Tensor& x, const Call& call) {
  return torch::dropout(x, l.p, call.training);
}
torch::Tensor apply(const LabelEmbedding&, const torch::Tensor& x, const Call& call) {
  call.embedding = torch::embedding(call.tensor("weight"), call.labels);
  return x;
}
torch::Tensor apply(const Concat&, const torch::Tensor& x, const Call& call) {
  if (x.dim() == 2) return torch::cat({x, call.embedding}, 1);
  const auto planes = call.embedding.unsqueeze(2).unsqueeze(3).expand({-1, -1, x.size(2), x.size(3)});
  return torch::cat({x, planes}, 1);
}
torch::Tensor apply(const LabelProjection&, const torch::Tensor& x, const Call& call) {
  const auto head = torch::linear(x, call.tensor("weight"), call.tensor("bias"));
  return head + (call.tensor("embedding").index_select(0, call.labels) * x).sum(1, true);
}

// torch's default bound: 1/√fan_in, where fan_in is the product of all axes but the first (also of a transposed one).
double default_bound(const torch::Tensor& weight) {
  return 1 / std::sqrt(static_cast<double>(weight.numel()) / static_cast<double>(weight.size(0)));
}

}  // namespace

NetworkModule::NetworkModule(Network network, torch::Device device) : network_(std::move(network)) {
  std::int64_t parameter_count = 0, statistic_count = 0;
  for (const Layer& layer : network_.layers)
    for (const TensorSpec& spec : tensors_of(layer))
      (is_statistic(spec.name) ? statistic_count : parameter_count) += element_count(spec.shape);
  const auto options = torch::TensorOptions().device(device).dtype(torch::kFloat32);
  parameters = torch::zeros({parameter_count}, options);
  gradients = torch::zeros({parameter_count}, options);
  statistics = torch::zeros({statistic_count}, options);

  std::int64_t next_parameter = 0, next_statistic = 0;
  for (const Layer& layer : network_.layers) {
    auto& named = tensors_.emplace_back();
    for (const TensorSpec& spec : tensors_of(layer)) {
      const bool statistic = is_statistic(spec.name);
      std::int64_t& next = statistic ? next_statistic : next_parameter;
      const std::int64_t count = element_count(spec.shape);
      // A leaf of its own over the flat tensor's memory: torch differentiates it as any other.
      auto tensor = (statistic ? statistics : parameters).narrow(0, next, count).view(wide(spec.shape)).detach();
      if (!statistic) {
        tensor.set_requires_grad(true);
        tensor.mutable_grad() = gradients.narrow(0, next, count).view(wide(spec.shape));
      }
      named.emplace(spec.name, tensor);
      next += count;
    }
  }
}

void NetworkModule::initialise(Initialisation how) {
  torch::NoGradGuard guard;
  for (std::size_t i = 0; i < tensors_.size(); ++i) {
    const Layer& layer = network_.layers[i];
    const bool norm = std::holds_alternative<BatchNorm>(layer) || std::holds_alternative<ConditionalBatchNorm>(layer);
    const bool embedding = std::holds_alternative<LabelEmbedding>(layer);
    const double bound = norm || embedding || tensors_[i].empty() ? 0 : default_bound(tensors_[i].at("weight"));
    for (auto& [name, tensor] : tensors_[i]) {
      if (name == "running_var" || (norm && name == "weight")) {
        tensor.fill_(1);
        if (how == Initialisation::dcgan && name == "weight") tensor.normal_(1, 0.02);
      } else if (norm) {
        tensor.zero_();
      } else if (embedding) {
        tensor.normal_();
      } else if (how == Initialisation::dcgan) {
        name == "bias" ? tensor.zero_() : tensor.normal_(0, 0.02);
      } else {
        tensor.uniform_(-bound, bound);
      }
    }
  }
}

void NetworkModule::load(const ModelFile& model, const std::string& name) {
  torch::NoGradGuard guard;
  for (std::size_t i = 0; i < tensors_.size(); ++i)
    for (auto& [tensor_name, tensor] : tensors_[i]) {
      auto values = to_floats(model.file.tensors.at(text(name, ".", i, ".", tensor_name)));
      tensor.copy_(torch::from_blob(values.data(), tensor.sizes()));
    }
}

torch::Tensor NetworkModule::forward(torch::Tensor x, const torch::Tensor& labels, bool training) const {
  return run_layers(std::move(x), labels, training, 0, tensors_.size());
}

torch::Tensor NetworkModule::run_layers(torch::Tensor x, const torch::Tensor& labels, bool training, std::size_t begin,
                                        std::size_t end) const {
  torch::Tensor embedding;
  for (std::size_t i = begin; i < end; ++i) {
    const Call call{tensors_[i], labels, embedding, training};
    x = std::visit([&](const auto& layer) { return apply(layer, x, call); }, network_.layers[i]);
  }
  return x;
}

void NetworkModule::learn(bool on) {
  for (auto& named : tensors_)
    for (auto& [name, tensor] : named)
      if (!is_statistic(name)) tensor.set_requires_grad(on);
}

}  // namespace ganvas::train
