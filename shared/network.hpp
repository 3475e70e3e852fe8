// A network is a list of layers, and the list is data. The same JSON stands in a recipe and in a weights file; the
// trainer builds torch::nn modules from it, the runtime Eigen layers, the page a drawing. Names and options are
// those of torch.nn, except for the layers that torch.nn lacks (see each).
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "shared/json.hpp"

namespace ganvas {

/// Axes slowest first, without the batch: [features], or [channels, height, width].
using Shape = std::vector<int>;

/// Counts above this are a mistake or an attack, in any axis of any layer.
inline constexpr int largest_axis = 1 << 16;
/// Elements of one image after any layer; 2^24 floats are 64 MB.
inline constexpr long long largest_activation = 1LL << 24;

/// y = x Wᵀ + b. x [in], weight [out,in], bias [out].
struct Linear {
  static constexpr const char* name = "linear";
  int in_features = 1, out_features = 1;
  bool bias = true;
};
/// Cross-correlation with zero padding. x [in,H,W], weight [out,in,K,K] -> [out, (H+2p-K)/s+1, same for W].
struct Conv2d {
  static constexpr const char* name = "conv2d";
  int in_channels = 1, out_channels = 1, kernel_size = 1, stride = 1, padding = 0;
  bool bias = true;
};
/// Its transpose. x [in,H,W], weight [in,out,K,K] -> [out, s(H-1)-2p+K+output_padding, same for W].
struct ConvTranspose2d {
  static constexpr const char* name = "conv_transpose2d";
  int in_channels = 1, out_channels = 1, kernel_size = 1, stride = 1, padding = 0, output_padding = 0;
  bool bias = true;
};
/// torch's BatchNorm1d or BatchNorm2d, by the shape it meets: y = (x - mean)/sqrt(var + eps)·weight + bias a channel.
struct BatchNorm {
  static constexpr const char* name = "batch_norm";
  int num_features = 1;
  double eps = 1e-5, momentum = 0.1;
};
/// Batch norm whose weight and bias [classes, features] are rows chosen by the label (de Vries et al. 2017).
struct ConditionalBatchNorm {
  static constexpr const char* name = "conditional_batch_norm";
  int num_features = 1, num_classes = 1;
  double eps = 1e-5, momentum = 0.1;
};
struct Relu {
  static constexpr const char* name = "relu";
};
struct LeakyRelu {
  static constexpr const char* name = "leaky_relu";
  double negative_slope = 0.01;
};
struct Tanh {
  static constexpr const char* name = "tanh";
};
struct Sigmoid {
  static constexpr const char* name = "sigmoid";
};
/// torch's Unflatten of everything but the batch.
struct Reshape {
  static constexpr const char* name = "reshape";
  Shape shape;
};
struct Flatten {
  static constexpr const char* name = "flatten";
};
enum class UpsampleMode { nearest, bilinear };
inline constexpr const char* upsample_modes[] = {"nearest", "bilinear"};
inline const auto& spellings(UpsampleMode) { return upsample_modes; }
/// [C,H,W] -> [C,fH,fW]; bilinear with align_corners=False.
struct Upsample {
  static constexpr const char* name = "upsample";
  int scale_factor = 2;
  UpsampleMode mode = UpsampleMode::nearest;
};
/// Training only: dropped on export.
struct Dropout {
  static constexpr const char* name = "dropout";
  double p = 0.5;
};
/// torch's Embedding of the side input `label`, weight [classes, dim]. The main value passes unchanged; the row is kept
/// for the `concat` that follows.
struct LabelEmbedding {
  static constexpr const char* name = "label_embedding";
  int num_embeddings = 1, embedding_dim = 1;
};
/// Appends a side input to the main value: [a] and [e] -> [a+e]; [C,H,W] and [e] -> [C+e,H,W], each number a plane.
/// The only side input so far is `label`, as the label_embedding before it made it.
struct Concat {
  static constexpr const char* name = "concat";
  std::string input = "label";
};
/// The projection discriminator's head (Miyato & Koyama 2018): y = weight·x + bias + embedding[label]·x.
/// x [in], weight [1,in], bias [1], embedding [classes,in] -> [1].
struct LabelProjection {
  static constexpr const char* name = "label_projection";
  int in_features = 1, num_classes = 1;
};

using Layer = std::variant<Linear, Conv2d, ConvTranspose2d, BatchNorm, ConditionalBatchNorm, Relu, LeakyRelu, Tanh,
                           Sigmoid, Reshape, Flatten, Upsample, Dropout, LabelEmbedding, Concat, LabelProjection>;

/// `input`: the shape of one image or latent vector, without the batch.
struct Network {
  Shape input;
  std::vector<Layer> layers;
};

inline constexpr Rule axis = between(1, largest_axis);

template <class V>
void describe(V& visit, Linear& l) {
  visit("in_features", l.in_features, axis);
  visit("out_features", l.out_features, axis);
  visit("bias", l.bias, optional);
}
template <class V>
void describe(V& visit, Conv2d& l) {
  visit("in_channels", l.in_channels, axis);
  visit("out_channels", l.out_channels, axis);
  visit("kernel_size", l.kernel_size, between(1, 64));
  visit("stride", l.stride, optional_between(1, 64));
  visit("padding", l.padding, optional_between(0, 64));
  visit("bias", l.bias, optional);
}
template <class V>
void describe(V& visit, ConvTranspose2d& l) {
  visit("in_channels", l.in_channels, axis);
  visit("out_channels", l.out_channels, axis);
  visit("kernel_size", l.kernel_size, between(1, 64));
  visit("stride", l.stride, optional_between(1, 64));
  visit("padding", l.padding, optional_between(0, 64));
  visit("output_padding", l.output_padding, optional_between(0, 63));
  visit("bias", l.bias, optional);
}
template <class V>
void describe(V& visit, BatchNorm& l) {
  visit("num_features", l.num_features, axis);
  visit("eps", l.eps, optional_between(0, 1));
  visit("momentum", l.momentum, optional_between(0, 1));
}
template <class V>
void describe(V& visit, ConditionalBatchNorm& l) {
  visit("num_features", l.num_features, axis);
  visit("num_classes", l.num_classes, axis);
  visit("eps", l.eps, optional_between(0, 1));
  visit("momentum", l.momentum, optional_between(0, 1));
}
template <class V>
void describe(V&, Relu&) {}
template <class V>
void describe(V& visit, LeakyRelu& l) {
  visit("negative_slope", l.negative_slope, optional_between(0, 1));
}
template <class V>
void describe(V&, Tanh&) {}
template <class V>
void describe(V&, Sigmoid&) {}
template <class V>
void describe(V& visit, Reshape& l) {
  visit("shape", l.shape, axis);
}
template <class V>
void describe(V&, Flatten&) {}
template <class V>
void describe(V& visit, Upsample& l) {
  visit("scale_factor", l.scale_factor, optional_between(1, 16));
  visit("mode", l.mode, optional);
}
template <class V>
void describe(V& visit, Dropout& l) {
  visit("p", l.p, optional_between(0, 0.999));
}
template <class V>
void describe(V& visit, LabelEmbedding& l) {
  visit("num_embeddings", l.num_embeddings, axis);
  visit("embedding_dim", l.embedding_dim, axis);
}
template <class V>
void describe(V& visit, Concat& l) {
  visit("input", l.input, optional);
}
template <class V>
void describe(V& visit, LabelProjection& l) {
  visit("in_features", l.in_features, axis);
  visit("num_classes", l.num_classes, axis);
}

Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, Layer& layer);
void write_json(JsonWriter& writer, const Layer& layer);

template <class V>
void describe(V& visit, Network& network) {
  visit("input", network.input, axis);
  visit("layers", network.layers, any);
}

inline const char* name_of(const Layer& layer) {
  return std::visit([](const auto& l) { return l.name; }, layer);
}

/// The network that is exported: without the layers that only training needs.
Network without_training_layers(const Network& network);

}  // namespace ganvas
