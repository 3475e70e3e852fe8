#include "shared/shapes.hpp"

#include <optional>

namespace ganvas {
namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

// Walks the list with what a layer may see: the main value's shape and the label embedding on the side.
class ShapeWalk {
 public:
  explicit ShapeWalk(Shape input) : shape_(std::move(input)) {}
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
    return become({l.out_channels, height / l.stride + 1, width / l.stride + 1});
  }
  Status operator()(const ConvTranspose2d& l) {
    GANVAS_CHECK(want_channels(l.in_channels));
    if (l.output_padding >= l.stride)
      return fail("has output_padding ", l.output_padding, ", must be smaller than the stride ", l.stride);
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
    if (l.input != "label") return fail("names the side input '", l.input, "', known is: label");
    if (!embedding_) return fail("has no label_embedding before it");
    Shape joined = shape_;
    joined[0] += *embedding_;
    return become(joined);
  }
  Status operator()(const LabelProjection& l) {
    GANVAS_CHECK(want_features(l.in_features, "in_features"));
    return become({1});
  }
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
  Status want_leading(int wanted) const {
    if (shape_[0] == wanted) return Done{};
    return fail("gets ", to_text(shape_), ", wants ", wanted, " channels (num_features)");
  }
  Status become(Shape next) {
    for (int n : next)
      if (n < 1 || n > largest_axis)
        return fail("gives ", to_text(next), ", every axis must lie between 1 and ", largest_axis);
    if (element_count(next) > largest_activation)
      return fail("gives ", to_text(next), ", more than ", largest_activation, " numbers");
    shape_ = std::move(next);
    return Done{};
  }

  Shape shape_;
  std::optional<int> embedding_;
};

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

Result<std::vector<Shape>> shapes_after(const Network& network, const std::string& network_name) {
  if (network.input.size() != 1 && network.input.size() != 3)
    return fail(network_name, " has the input ", to_text(network.input),
                ", wants [features] or [channels,height,width]");
  if (network.layers.empty() || network.layers.size() > 1000)
    return fail(network_name, " has ", network.layers.size(), " layers, wants 1 to 1000");
  if (element_count(network.input) > largest_activation)
    return fail(network_name, " has the input ", to_text(network.input), ", more than ", largest_activation,
                " numbers");
  ShapeWalk walk(network.input);
  std::vector<Shape> shapes;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    if (auto status = std::visit(walk, network.layers[i]); !status)
      return fail(network_name, " layer ", i, " (", name_of(network.layers[i]), ") ", status.message());
    shapes.push_back(walk.shape());
  }
  return shapes;
}

std::vector<TensorSpec> tensors_of(const Layer& layer) {
  std::vector<TensorSpec> tensors;
  const auto add = [&](const char* name, Shape shape) { tensors.push_back({name, std::move(shape)}); };
  std::visit(Overloaded{
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
                 [](const auto&) {},
             },
             layer);
  return tensors;
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
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const int here =
        std::visit(Overloaded{[](const LabelEmbedding& l) { return l.num_embeddings; },
                              [](const ConditionalBatchNorm& l) { return l.num_classes; },
                              [](const LabelProjection& l) { return l.num_classes; }, [](const auto&) { return 0; }},
                   network.layers[i]);
    if (count && here && here != count)
      return fail(network_name, " layer ", i, " (", name_of(network.layers[i]), ") has ", here,
                  " labels, an earlier layer ", count);
    if (here) count = here;
  }
  return count;
}

long long multiply_adds(const Layer& layer, const Shape& before, const Shape& after) {
  return std::visit(
      Overloaded{
          [&](const Linear& l) { return 1LL * l.in_features * l.out_features; },
          [&](const Conv2d& l) { return element_count(after) * l.in_channels * l.kernel_size * l.kernel_size; },
          [&](const ConvTranspose2d& l) {
            return element_count(before) * l.out_channels * l.kernel_size * l.kernel_size;
          },
          [&](const LabelProjection& l) { return 2LL * l.in_features; },
          [](const auto&) { return 0LL; },
      },
      layer);
}

}  // namespace ganvas
