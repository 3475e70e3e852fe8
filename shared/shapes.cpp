#include "shared/shapes.hpp"

#include <optional>

namespace ganvas {
namespace {

constexpr std::size_t most_layers = 1000;  // in a row

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

// Walks the list with what a layer may see: the main value's shape and the label embedding on the side.
class ShapeWalk {
 public:
  ShapeWalk(Shape input, const Shape& image) : shape_(std::move(input)), image_(image) {}
  const Shape& shape() const { return shape_; }

  Status operator()(const Linear& l) {
    GANVAS_CHECK(want_features(l.in_features, "in_features"));
    return become({l.out_features});
  }
  Status operator()(const Conv2d& l) {
    GANVAS_CHECK(want_channels(l.in_channels));
    const int height = shape_[1] + 2 * l.padding - l.kernel_size;
    const int width = shape_[2] + 2 * l.padding - l.kernel_size;
    if (height < 0 || width < 0)
      return fail("gets ", to_text(shape_), ", smaller than its kernel of ", l.kernel_size, " with padding ",
                  l.padding);
    GANVAS_CHECK(want_room(l.padding));
    return become({l.out_channels, height / l.stride + 1, width / l.stride + 1});
  }
  Status operator()(const ConvTranspose2d& l) {
    GANVAS_CHECK(want_channels(l.in_channels));
    if (l.output_padding >= l.stride)
      return fail("has output_padding ", l.output_padding, ", must be smaller than the stride ", l.stride);
    GANVAS_CHECK(want_room(l.kernel_size - 1));
    const auto grown = [&](int n) { return l.stride * (n - 1) - 2 * l.padding + l.kernel_size + l.output_padding; };
    return become({l.out_channels, grown(shape_[1]), grown(shape_[2])});
  }
  Status operator()(const BatchNorm& l) { return want_leading(l.num_features); }
  Status operator()(const ConditionalBatchNorm& l) { return want_leading(l.num_features); }
  Status operator()(const Reshape& l) {
    if (l.shape.size() != 1 && l.shape.size() != 3)
      return fail("has shape ", to_text(l.shape), ", wants [features] or [channels,height,width]");
    if (element_count(l.shape) != element_count(shape_))
      return fail("gets ", to_text(shape_), " (", element_count(shape_), " numbers), cannot become ", to_text(l.shape),
                  " (", element_count(l.shape), ")");
    return become(l.shape);
  }
  Status operator()(const Flatten&) {
    const long long count = element_count(shape_);
    if (count > largest_axis) return fail("gets ", to_text(shape_), ", more than ", largest_axis, " numbers");
    return become({static_cast<int>(count)});
  }
  Status operator()(const Upsample& l) {
    GANVAS_CHECK(want_image());
    return become({shape_[0], shape_[1] * l.scale_factor, shape_[2] * l.scale_factor});
  }
  Status operator()(const LabelEmbedding& l) {
    embedding_ = l.embedding_dim;
    return Done{};
  }
  Status operator()(const Concat& l) {
    if (l.input == SideInput::image) return join_image();
    if (!embedding_) return fail("has no label_embedding before it");
    Shape joined = shape_;
    joined[0] += *embedding_;
    return become(joined);
  }
  Status operator()(const LabelProjection& l) {
    GANVAS_CHECK(want_features(l.in_features, "in_features"));
    return become({1});
  }
  Status operator()(const PRelu& l) {
    return l.num_parameters == 1 ? Status(Done{}) : want_leading(l.num_parameters, "num_parameters");
  }
  Status operator()(const PixelShuffle& l) {
    GANVAS_CHECK(want_image());
    const int r = l.upscale_factor;
    if (shape_[0] % (r * r) != 0)
      return fail("gets ", to_text(shape_), ", wants a multiple of ", r * r, " channels (upscale_factor²)");
    return become({shape_[0] / (r * r), shape_[1] * r, shape_[2] * r});
  }
  Status operator()(const ZeroPad2d& l) {
    GANVAS_CHECK(want_image());
    return become({shape_[0], l.top + shape_[1] + l.bottom, l.left + shape_[2] + l.right});
  }
  Status operator()(const MinibatchStddev&) {
    GANVAS_CHECK(want_image());
    return become({shape_[0] + 1, shape_[1], shape_[2]});
  }
  Status operator()(const MinibatchDiscrimination& l) {
    GANVAS_CHECK(want_features(l.in_features, "in_features"));
    GANVAS_CHECK(become({l.out_features, l.kernel_dims}));  // its kernels, at an image
    return become({l.in_features + l.out_features});
  }
  Status operator()(const Residual& l) {
    const Shape before = shape_;
    GANVAS_CHECK(within(l.layers));
    if (shape_ != before)
      return fail("gets ", to_text(before), ", but its layers give ", to_text(shape_), ", which cannot be added");
    return Done{};
  }
  Status operator()(const SpectralNorm& l) { return within(l.layers); }
  // relu, leaky_relu, tanh, sigmoid, dropout
  template <class Elementwise>
  Status operator()(const Elementwise&) {
    return Done{};
  }

 private:
  Status want_features(int wanted, const char* option) const {
    if (shape_.size() == 1 && shape_[0] == wanted) return Done{};
    return fail("gets ", to_text(shape_), ", wants [", wanted, "] (", option, ")");
  }
  Status want_image() const {
    if (shape_.size() == 3) return Done{};
    return fail("gets ", to_text(shape_), ", wants [channels,height,width]; put a reshape before it");
  }
  Status want_channels(int wanted) const {
    GANVAS_CHECK(want_image());
    if (shape_[0] == wanted) return Done{};
    return fail("gets ", to_text(shape_), ", wants [", wanted, ",height,width] (in_channels)");
  }
  // A convolution is computed on its image with zeros around, which is to be no larger than any other value.
  Status want_room(int border) const {
    return want_small({shape_[0], shape_[1] + 2 * border, shape_[2] + 2 * border}, "pads to ");
  }
  Status want_small(const Shape& shape, const char* act) const {
    if (element_count(shape) <= largest_activation) return Done{};
    return fail(act, to_text(shape), ", more than ", largest_activation, " numbers");
  }
  Status want_leading(int wanted, const char* option = "num_features") const {
    if (shape_[0] == wanted) return Done{};
    return fail("gets ", to_text(shape_), ", wants ", wanted, " channels (", option, ")");
  }
  Status join_image() {
    GANVAS_CHECK(want_image());
    if (image_.empty()) return fail("appends the side image, but the network has none ('image')");
    if (image_[1] != shape_[1] || image_[2] != shape_[2])
      return fail("gets ", to_text(shape_), ", cannot append the side image ", to_text(image_));
    return become({shape_[0] + image_[0], shape_[1], shape_[2]});
  }
  Status within(const std::vector<Layer>& layers) {
    if (layers.size() > most_layers) return fail("holds ", layers.size(), " layers, wants at most ", most_layers);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const bool side = std::holds_alternative<Concat>(layers[i]) || std::holds_alternative<LabelEmbedding>(layers[i]);
      auto status = side ? Status(fail("must stand outside")) : dispatch(*this, layers[i]);
      if (!status) return fail("layer ", i, " (", name_of(layers[i]), ") ", status.message());
    }
    return Done{};
  }
  Status become(Shape next) {
    for (int n : next)
      if (n < 1 || n > largest_axis)
        return fail("gives ", to_text(next), ", every axis must lie between 1 and ", largest_axis);
    GANVAS_CHECK(want_small(next, "gives "));
    shape_ = std::move(next);
    return Done{};
  }

  Shape shape_;
  const Shape& image_;
  std::optional<int> embedding_;
};

int labels_of(const Layer& layer) {
  if (const auto* l = std::get_if<LabelEmbedding>(&layer)) return l->num_embeddings;
  if (const auto* l = std::get_if<ConditionalBatchNorm>(&layer)) return l->num_classes;
  if (const auto* l = std::get_if<LabelProjection>(&layer)) return l->num_classes;
  return 0;
}

// `count`: of the layers before these, and then of these too; 0 as long as none has labels.
Status count_labels(const std::vector<Layer>& layers, int& count) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Layer& layer = layers[i];
    const int here = labels_of(layer);
    if (count && here && here != count)
      return fail("layer ", i, " (", name_of(layer), ") has ", here, " labels, an earlier layer ", count);
    if (here) count = here;
    const auto* within = layers_within(layer);
    if (!within) continue;
    if (const auto status = count_labels(*within, count); !status)
      return fail("layer ", i, " (", name_of(layer), ") ", status.message());
  }
  return Done{};
}

}  // namespace

std::string to_text(const Shape& shape) {
  std::string joined = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) joined += text(i ? "," : "", shape[i]);
  return joined + "]";
}

long long element_count(const Shape& shape) {
  long long count = 1;
  for (int n : shape) {
    count *= n;
    if (count > (1LL << 40)) return 1LL << 40;  // saturates: axes are at most 2^16, so no product overflows
  }
  return count;
}

Result<std::vector<Shape>> shapes_after(const Shape& input, const std::vector<Layer>& layers,
                                        const std::string& network_name, const Shape& image) {
  if (input.size() != 1 && input.size() != 3)
    return fail(network_name, " has the input ", to_text(input), ", wants [features] or [channels,height,width]");
  if (layers.empty() || layers.size() > most_layers)
    return fail(network_name, " has ", layers.size(), " layers, wants 1 to ", most_layers);
  if (element_count(input) > largest_activation)
    return fail(network_name, " has the input ", to_text(input), ", more than ", largest_activation, " numbers");
  if (!image.empty() && image.size() != 3)
    return fail(network_name, " has the side image ", to_text(image), ", wants [channels,height,width]");
  ShapeWalk walk(input, image);
  std::vector<Shape> shapes;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (auto status = dispatch(walk, layers[i]); !status)
      return fail(network_name, " layer ", i, " (", name_of(layers[i]), ") ", status.message());
    shapes.push_back(walk.shape());
  }
  return shapes;
}

Result<std::vector<Shape>> shapes_after(const Network& network, const std::string& network_name) {
  return shapes_after(network.input, network.layers, network_name, network.image);
}

std::vector<TensorSpec> tensors_of(const Layer& layer) {
  std::vector<TensorSpec> tensors;
  const auto add = [&](const char* name, Shape shape) { tensors.push_back({name, std::move(shape)}); };
  dispatch(Overloaded{
               [&](const Linear& l) {
                 add("weight", {l.out_features, l.in_features});
                 if (l.bias) add("bias", {l.out_features});
               },
               [&](const Conv2d& l) {
                 add("weight", {l.out_channels, l.in_channels, l.kernel_size, l.kernel_size});
                 if (l.bias) add("bias", {l.out_channels});
               },
               [&](const ConvTranspose2d& l) {
                 add("weight", {l.in_channels, l.out_channels, l.kernel_size, l.kernel_size});
                 if (l.bias) add("bias", {l.out_channels});
               },
               [&](const BatchNorm& l) {
                 add("weight", {l.num_features});
                 add("bias", {l.num_features});
                 add("running_mean", {l.num_features});
                 add("running_var", {l.num_features});
               },
               [&](const ConditionalBatchNorm& l) {
                 add("weight", {l.num_classes, l.num_features});
                 add("bias", {l.num_classes, l.num_features});
                 add("running_mean", {l.num_features});
                 add("running_var", {l.num_features});
               },
               [&](const LabelEmbedding& l) {
                 add("weight", {l.num_embeddings, l.embedding_dim});
               },
               [&](const LabelProjection& l) {
                 add("weight", {1, l.in_features});
                 add("bias", {1});
                 add("embedding", {l.num_classes, l.in_features});
               },
               [&](const PRelu& l) { add("weight", {l.num_parameters}); },
               [&](const MinibatchStddev&) { add("running_mean", {1}); },
               [&](const MinibatchDiscrimination& l) {
                 add("weight", {l.in_features, l.out_features * l.kernel_dims});
                 add("running_mean", {l.out_features});
               },
               [&](const SpectralNorm& l) {
                 const auto weight = tensors_of(l.layers.front()).front().shape;
                 add("weight_u", {weight[std::holds_alternative<ConvTranspose2d>(l.layers.front()) ? 1 : 0]});
               },
               [](const auto&) {},
           },
           layer);
  if (const auto* within = layers_within(layer))
    for (std::size_t i = 0; i < within->size(); ++i)
      for (TensorSpec& tensor : tensors_of((*within)[i]))
        tensors.push_back({text("layers.", i, ".", tensor.name), std::move(tensor.shape)});
  return tensors;
}

bool is_statistic(const std::string& name) {
  return name.find("running_") != std::string::npos || name.ends_with("weight_u");
}

std::vector<TensorSpec> expected_tensors(const Network& network, const std::string& network_name) {
  std::vector<TensorSpec> all;
  for (std::size_t i = 0; i < network.layers.size(); ++i)
    for (TensorSpec& tensor : tensors_of(network.layers[i]))
      all.push_back({text(network_name, ".", i, ".", tensor.name), std::move(tensor.shape)});
  return all;
}

Result<int> label_count(const Network& network, const std::string& network_name) {
  int count = 0;
  if (const auto status = count_labels(network.layers, count); !status)
    return fail(network_name, " ", status.message());
  return count;
}

long long multiply_adds(const Layer& layer, const Shape& before, const Shape& after) {
  return dispatch(
      Overloaded{
          [&](const Linear& l) { return 1LL * l.in_features * l.out_features; },
          [&](const Conv2d& l) { return element_count(after) * l.in_channels * l.kernel_size * l.kernel_size; },
          [&](const ConvTranspose2d& l) {
            return element_count(before) * l.out_channels * l.kernel_size * l.kernel_size;
          },
          [&](const LabelProjection& l) { return 2LL * l.in_features; },
          [&](const MinibatchDiscrimination&) { return 0LL; },  // a constant when played
          [&](const Residual& l) { return multiply_adds(l.layers, before); },
          [&](const SpectralNorm& l) { return multiply_adds(l.layers, before); },
          [](const auto&) { return 0LL; },
      },
      layer);
}

long long multiply_adds(const std::vector<Layer>& layers, const Shape& input) {
  auto shapes = shapes_after(input, layers, "");
  if (!shapes) return 0;  // of a network that was refused before
  long long sum = 0;
  for (std::size_t i = 0; i < layers.size(); ++i)
    sum += multiply_adds(layers[i], i ? (*shapes)[i - 1] : input, (*shapes)[i]);
  return sum;
}

}  // namespace ganvas
