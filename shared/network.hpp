// A network is a list of layers, and the list is data. The same JSON stands in a recipe and in a weights file; the
// trainer builds torch::nn modules from it, the runtime Eigen layers, the page a drawing. Names and options are
// those of torch.nn, except for the layers that torch.nn lacks (see each).
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "shared/dispatch.hpp"
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
enum class SideInput { label, image };
inline constexpr const char* side_inputs[] = {"label", "image"};
inline const auto& spellings(SideInput) { return side_inputs; }
/// Appends a side input to the main value. `label`, as the label_embedding before it made it: [a] and [e] -> [a+e];
/// [C,H,W] and [e] -> [C+e,H,W], each number a plane. `image`, the network's side image: [C,H,W] and [D,H,W] ->
/// [C+D,H,W].
struct Concat {
  static constexpr const char* name = "concat";
  SideInput input = SideInput::label;
};
/// The projection discriminator's head (Miyato & Koyama 2018): y = weight·x + bias + embedding[label]·x.
/// x [in], weight [1,in], bias [1], embedding [classes,in] -> [1].
struct LabelProjection {
  static constexpr const char* name = "label_projection";
  int in_features = 1, num_classes = 1;
};

/// leaky_relu whose slope is learned: weight [1], or [C], one a channel.
struct PRelu {
  static constexpr const char* name = "prelu";
  int num_parameters = 1;
};
/// [C·r²,H,W] -> [C,rH,rW]: the channels of a pixel become its sub-pixels (Shi et al. 2016).
struct PixelShuffle {
  static constexpr const char* name = "pixel_shuffle";
  int upscale_factor = 2;
};
/// [C,H,W] -> [C,top+H+bottom,left+W+right] with zeros.
struct ZeroPad2d {
  static constexpr const char* name = "zero_pad2d";
  int left = 0, right = 0, top = 0, bottom = 0;
};
/// Appends one plane: how much the images of the batch differ (Karras et al. 2018): the standard deviation over groups
/// of `group_size` images (of the whole batch where it does not divide into such), averaged over channels and pixels.
/// Without a batch to look at, when it is played, it appends what it met in training, on average: running_mean [1].
/// [C,H,W] -> [C+1,H,W].
struct MinibatchStddev {
  static constexpr const char* name = "minibatch_stddev";
  int group_size = 4;
};
/// Appends to each image how close the others of the batch are (Salimans et al. 2016): M = x·T, T [in, B·C] = weight;
/// o_b = Σ over the others of exp(-‖M_b - M'_b‖₁). When it is played: running_mean [B]. [in] -> [in+B].
struct MinibatchDiscrimination {
  static constexpr const char* name = "minibatch_discrimination";
  int in_features = 1, out_features = 1, kernel_dims = 1;
};

struct Layer;
/// y = x + layers(x) (He et al. 2016). Tensors are called `layers.index.tensor`.
struct Residual {
  static constexpr const char* name = "residual";
  std::vector<Layer> layers;
};
/// One linear, conv2d or conv_transpose2d whose weight is divided by its largest singular value (Miyato et al. 2018);
/// weight_u [rows] is the power iteration's vector. Training only: on export the division is done once.
struct SpectralNorm {
  static constexpr const char* name = "spectral_norm";
  std::vector<Layer> layers;
};

using AnyLayer =
    std::variant<Linear, Conv2d, ConvTranspose2d, BatchNorm, ConditionalBatchNorm, Relu, LeakyRelu, Tanh, Sigmoid,
                 Reshape, Flatten, Upsample, Dropout, LabelEmbedding, Concat, LabelProjection, PRelu, PixelShuffle,
                 ZeroPad2d, MinibatchStddev, MinibatchDiscrimination, Residual, SpectralNorm>;
/// A type of its own, so that the layers that hold layers can name it before it is complete.
struct Layer : AnyLayer {
  using AnyLayer::AnyLayer;
};

/// `input`: the shape of one image or latent vector, without the batch. `image`: the shape of the side image that a
/// concat may append; empty: there is none.
struct Network {
  Shape input;
  std::vector<Layer> layers;
  Shape image = {};
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
template <class V>
void describe(V& visit, PRelu& l) {
  visit("num_parameters", l.num_parameters, optional_between(1, largest_axis));
}
template <class V>
void describe(V& visit, PixelShuffle& l) {
  visit("upscale_factor", l.upscale_factor, between(1, 16));
}
template <class V>
void describe(V& visit, ZeroPad2d& l) {
  visit("left", l.left, optional_between(0, 64));
  visit("right", l.right, optional_between(0, 64));
  visit("top", l.top, optional_between(0, 64));
  visit("bottom", l.bottom, optional_between(0, 64));
}
template <class V>
void describe(V& visit, MinibatchStddev& l) {
  visit("group_size", l.group_size, optional_between(2, largest_axis));
}
template <class V>
void describe(V& visit, MinibatchDiscrimination& l) {
  visit("in_features", l.in_features, axis);
  visit("out_features", l.out_features, axis);
  visit("kernel_dims", l.kernel_dims, axis);
}
template <class V>
void describe(V& visit, Residual& l) {
  visit("layers", l.layers, any);
}
template <class V>
void describe(V& visit, SpectralNorm& l) {
  visit("layers", l.layers, any);
}

Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, Layer& layer);
void write_json(JsonWriter& writer, const Layer& layer);

template <class V>
void describe(V& visit, Network& network) {
  visit("input", network.input, axis);
  visit("image", network.image, optional_between(1, largest_axis));
  visit("layers", network.layers, any);
}

inline const char* name_of(const Layer& layer) {
  return dispatch([](const auto& l) { return l.name; }, layer);
}

/// The list that a residual or a spectral_norm holds, or null.
const std::vector<Layer>* layers_within(const Layer& layer);

/// Calls `visit(layer, prefix)` for the layer and for those within it; `prefix` opens the names of its tensors.
template <class Visit>
void each_layer(const Layer& layer, const std::string& prefix, Visit&& visit) {
  visit(layer, prefix);
  if (const auto* within = layers_within(layer))
    for (std::size_t i = 0; i < within->size(); ++i) each_layer((*within)[i], text(prefix, "layers.", i, "."), visit);
}

/// Whether a spectral_norm stands anywhere among them: such a network is for training.
bool has_spectral_norm(const std::vector<Layer>& layers);

/// How deep layers may hold layers.
inline constexpr int deepest_layers = 8;

/// The network that is exported: without dropout, and with a spectral_norm replaced by the layer within it.
Network without_training_layers(const Network& network);

}  // namespace ganvas
