#include "trainer/modules.hpp"

#include <cmath>
#include <cstring>
#include <functional>

#include "shared/shapes.hpp"
#include "trainer/conv_transpose.hpp"

namespace ganvas::train {
namespace {

namespace F = torch::nn::functional;

using Tensors = std::map<std::string, torch::Tensor>;

std::vector<std::int64_t> wide(const Shape& shape) { return {shape.begin(), shape.end()}; }

// What a layer may use besides the main value: its own tensors, the side inputs, the embedding kept for a concat.
struct Call {
  const Tensors& tensors;
  const torch::Tensor& labels;
  const torch::Tensor& image;
  torch::Tensor& embedding;
  bool training;
  std::string prefix = {};  // of its tensors' names, in a layer within another

  torch::Tensor tensor(const char* name) const {
    const auto found = tensors.find(prefix + name);
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
  return conv_transpose2d(l, x, call.tensor("weight"), call.tensor("bias"));
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
torch::Tensor apply(const Concat& l, const torch::Tensor& x, const Call& call) {
  if (l.input == SideInput::image) return torch::cat({x, call.image}, 1);
  if (x.dim() == 2) return torch::cat({x, call.embedding}, 1);
  const auto planes = call.embedding.unsqueeze(2).unsqueeze(3).expand({-1, -1, x.size(2), x.size(3)});
  return torch::cat({x, planes}, 1);
}
torch::Tensor apply(const LabelProjection&, const torch::Tensor& x, const Call& call) {
  const auto head = torch::linear(x, call.tensor("weight"), call.tensor("bias"));
  return head + (call.tensor("embedding").index_select(0, call.labels) * x).sum(1, true);
}

torch::Tensor apply(const PRelu&, const torch::Tensor& x, const Call& call) {
  return torch::prelu(x, call.tensor("weight"));
}
torch::Tensor apply(const PixelShuffle& l, const torch::Tensor& x, const Call&) {
  return torch::pixel_shuffle(x, l.upscale_factor);
}
torch::Tensor apply(const ZeroPad2d& l, const torch::Tensor& x, const Call&) {
  return torch::constant_pad_nd(x, {l.left, l.right, l.top, l.bottom});
}

// What a layer that looks at the batch appends when there is no batch to look at: its mean over training.
void follow(torch::Tensor running_mean, const torch::Tensor& seen) {
  torch::NoGradGuard guard;
  running_mean.lerp_(seen.detach(), 0.01);
}
torch::Tensor apply(const MinibatchStddev& l, const torch::Tensor& x, const Call& call) {
  const auto n = x.size(0);
  if (!call.training)
    return torch::cat({x, call.tensor("running_mean").view({1, 1, 1, 1}).expand({n, 1, x.size(2), x.size(3)})}, 1);
  const std::int64_t wanted = std::min<std::int64_t>(l.group_size, n), group = n % wanted == 0 ? wanted : n;
  const auto groups = x.view({group, n / group, x.size(1), x.size(2), x.size(3)});
  const auto spread = (groups.var(0, false) + 1e-8).sqrt().mean({1, 2, 3});  // [n/group]
  follow(call.tensor("running_mean"), spread.mean().view({1}));
  return torch::cat({x, spread.repeat({group}).view({n, 1, 1, 1}).expand({n, 1, x.size(2), x.size(3)})}, 1);
}
torch::Tensor apply(const MinibatchDiscrimination& l, const torch::Tensor& x, const Call& call) {
  const auto n = x.size(0);
  if (!call.training) return torch::cat({x, call.tensor("running_mean").unsqueeze(0).expand({n, -1})}, 1);
  const auto m = torch::matmul(x, call.tensor("weight")).view({n, l.out_features, l.kernel_dims});
  const auto distance = (m.unsqueeze(0) - m.unsqueeze(1)).abs().sum(3);  // [n, n, B]
  const auto closeness = (-distance).exp().sum(1) - 1;                   // without itself
  follow(call.tensor("running_mean"), closeness.mean(0));
  return torch::cat({x, closeness}, 1);
}

torch::Tensor run_layer(const Layer& layer, const torch::Tensor& x, const Call& call);

Call within(const Call& call, const Tensors& tensors, std::size_t index) {
  return {tensors, call.labels, call.image, call.embedding, call.training, text(call.prefix, "layers.", index, ".")};
}
torch::Tensor apply(const Residual& l, const torch::Tensor& x, const Call& call) {
  torch::Tensor y = x;
  for (std::size_t i = 0; i < l.layers.size(); ++i) y = run_layer(l.layers[i], y, within(call, call.tensors, i));
  return x + y;
}

// The left singular vector of a weight whose axis `outputs` is a matrix's rows and all others its columns.
struct Singular {
  torch::Tensor u;
  int outputs = 0;
};
Singular singular_of(const SpectralNorm& l, const torch::Tensor& u) {
  return {u, std::holds_alternative<ConvTranspose2d>(l.layers.front()) ? 1 : 0};  // as torch.nn.utils.spectral_norm
}

// W/σ, σ = uᵀ·W·v with the singular vectors u and v of one step of the power iteration, taken as constants.
torch::Tensor normalised(const torch::Tensor& weight, const Singular& singular, bool training) {
  auto u = singular.u;
  const auto matrix = weight.transpose(0, singular.outputs).reshape({weight.size(singular.outputs), -1});
  const auto unit = [](const torch::Tensor& t) { return t / t.norm().clamp_min(1e-12); };
  torch::Tensor left, right;
  {
    torch::NoGradGuard guard;
    right = unit(torch::mv(matrix.t(), u));
    left = unit(torch::mv(matrix, right));
    if (training) u.copy_(left);
  }
  return weight / torch::dot(left, torch::mv(matrix, right));
}
torch::Tensor apply(const SpectralNorm& l, const torch::Tensor& x, const Call& call) {
  const Call inner = within(call, call.tensors, 0);
  Tensors tensors{{inner.prefix + "weight",
                   normalised(inner.tensor("weight"), singular_of(l, call.tensor("weight_u")), call.training)}};
  if (const auto bias = inner.tensor("bias"); bias.defined()) tensors[inner.prefix + "bias"] = bias;
  return run_layer(l.layers.front(), x, within(call, tensors, 0));
}

torch::Tensor run_layer(const Layer& layer, const torch::Tensor& x, const Call& call) {
  return std::visit([&](const auto& l) { return apply(l, x, call); }, layer);
}

// A trained tensor, the one that is played in its place, and the singular vector of its spectral norm (or undefined).
using Pair = std::function<void(torch::Tensor trained, torch::Tensor played, const Singular& singular)>;

// All tensors of a trained layer beside those of the one that is played: see without_training_layers.
void pair_layer(const Layer& layer, const Tensors& trained, const std::string& trained_prefix, const Tensors& played,
                const std::string& played_prefix, const Pair& pair, const Singular& singular = {}) {
  if (const auto* norm = std::get_if<SpectralNorm>(&layer))
    return pair_layer(norm->layers.front(), trained, trained_prefix + "layers.0.", played, played_prefix, pair,
                      singular_of(*norm, trained.at(trained_prefix + "weight_u")));
  if (const auto* residual = std::get_if<Residual>(&layer)) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < residual->layers.size(); ++i)
      if (!std::holds_alternative<Dropout>(residual->layers[i]))
        pair_layer(residual->layers[i], trained, text(trained_prefix, "layers.", i, "."), played,
                   text(played_prefix, "layers.", kept++, "."), pair);
    return;
  }
  for (const TensorSpec& spec : tensors_of(layer))
    pair(trained.at(trained_prefix + spec.name), played.at(played_prefix + spec.name),
         spec.name == "weight" ? singular : Singular());
}

void pair_network(const Network& network, const std::vector<Tensors>& trained, const std::vector<Tensors>& played,
                  const Pair& pair) {
  torch::NoGradGuard guard;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < trained.size(); ++i)
    if (!std::holds_alternative<Dropout>(network.layers[i]))
      pair_layer(network.layers[i], trained[i], "", played[kept++], "", pair);
}

// torch's default bound: 1/√fan_in, where fan_in is the product of all axes but the first (also of a transposed one).
double default_bound(const torch::Tensor& weight) {
  return 1 / std::sqrt(static_cast<double>(weight.numel()) / static_cast<double>(weight.size(0)));
}

void initialise_tensor(const Layer& layer, const std::string& name, torch::Tensor& tensor, Initialisation how,
                       const std::string& prefix, const Tensors& tensors) {
  const bool norm = std::holds_alternative<BatchNorm>(layer) || std::holds_alternative<ConditionalBatchNorm>(layer);
  if (name == "running_var" || (norm && name == "weight")) {
    tensor.fill_(1);
    if (how == Initialisation::dcgan && name == "weight") tensor.normal_(1, 0.02);
  } else if (norm || name == "running_mean") {
    tensor.zero_();
  } else if (std::holds_alternative<LabelEmbedding>(layer) || std::holds_alternative<MinibatchDiscrimination>(layer)) {
    tensor.normal_();
  } else if (std::holds_alternative<PRelu>(layer)) {
    tensor.fill_(0.25);
  } else if (name == "weight_u") {
    tensor.normal_().div_(tensor.norm());
  } else if (how == Initialisation::dcgan) {
    name == "bias" ? tensor.zero_() : tensor.normal_(0, 0.02);
  } else {
    const double bound = default_bound(tensors.at(prefix + "weight"));
    tensor.uniform_(-bound, bound);
  }
}

}  // namespace

torch::Tensor enlarged(const torch::Tensor& images) {
  return torch::upsample_bilinear2d(images, {2 * images.size(2), 2 * images.size(3)}, false);
}

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
  for (std::size_t i = 0; i < tensors_.size(); ++i)
    each_layer(network_.layers[i], "", [&](const Layer& layer, const std::string& prefix) {
      const auto own = [&](const std::string& name) {
        return name.starts_with(prefix) && name.find('.', prefix.size()) == std::string::npos;
      };
      for (auto& [name, tensor] : tensors_[i])
        if (own(name)) initialise_tensor(layer, name.substr(prefix.size()), tensor, how, prefix, tensors_[i]);
    });
}

void NetworkModule::load(const ModelFile& model, const std::string& name) {
  torch::NoGradGuard guard;
  for (std::size_t i = 0; i < tensors_.size(); ++i)
    for (auto& [tensor_name, tensor] : tensors_[i]) {
      auto values = weights_of(model.file, text(name, ".", i, ".", tensor_name));
      tensor.copy_(torch::from_blob(values.data(), tensor.sizes()));
    }
}

NetworkModule NetworkModule::played() const {
  NetworkModule module(without_training_layers(network_), parameters.device());
  pair_network(network_, tensors_, module.tensors_,
               [](const torch::Tensor& trained, torch::Tensor played, const Singular& singular) {
                 played.copy_(singular.u.defined() ? normalised(trained, singular, false) : trained);
               });
  return module;
}

void NetworkModule::begin_with(const NetworkModule& played) {
  pair_network(network_, tensors_, played.tensors_,
               [](torch::Tensor trained, const torch::Tensor& stored, const Singular& singular) {
                 trained.copy_(stored);
                 // u is random yet, and one step would take too small a norm for σ.
                 for (int i = 0; singular.u.defined() && i < 50; ++i) normalised(trained, singular, true);
               });
}

torch::Tensor NetworkModule::forward(torch::Tensor x, const torch::Tensor& labels, bool training,
                                     const torch::Tensor& image) const {
  return run_layers(std::move(x), labels, training, 0, tensors_.size(), image);
}

torch::Tensor NetworkModule::run_layers(torch::Tensor x, const torch::Tensor& labels, bool training, std::size_t begin,
                                        std::size_t end, const torch::Tensor& image) const {
  torch::Tensor embedding;
  for (std::size_t i = begin; i < end; ++i)
    x = run_layer(network_.layers[i], x, {tensors_[i], labels, image, embedding, training});
  return x;
}

void NetworkModule::learn(bool on) {
  for (auto& named : tensors_)
    for (auto& [name, tensor] : named)
      if (!is_statistic(name)) tensor.set_requires_grad(on);
}

}  // namespace ganvas::train
