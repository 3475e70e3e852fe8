#include "runtime/plan_steps.hpp"

#include <cmath>

#include "runtime/winograd.hpp"
#include "shared/model_card.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {
namespace {

using Floats = std::vector<float>;

constexpr long long most_unfolded = 1LL << 28;  // floats, a network: 1 GB

// Adds a step for each layer in turn; `before` and `after` are the shapes around the present one, `layer` its place in
// the network, of a residual's layers that of the residual.
class Planner {
 public:
  explicit Planner(const TensorFile& file) : file_(file) {}

  Result<std::vector<Step>> plan(const Network& network, const std::string& name, const std::vector<Shape>& shapes) {
    for (layer_ = 0; layer_ < static_cast<int>(network.layers.size()); ++layer_) {
      const auto i = static_cast<std::size_t>(layer_);
      add(network.layers[i], text(name, ".", i, "."), i == 0 ? network.input : shapes[i - 1], shapes[i]);
    }
    if (unfolded_ > most_unfolded) return fail(name, " has small kernels that unfold to more than 1 GB");
    // The outputs are copied image by image, whatever shape they have in the end.
    if (steps_.size() > 1 && last<ReshapeStep>()) {
      steps_.pop_back();
      steps_.back().shape = output_;
    }
    if (!steps_.empty()) steps_.back().last_layer = layer_ - 1;  // of the layers that do nothing at the end
    for (Step& step : steps_)
      if (auto* conv = std::get_if<ConvStep>(&step.action)) prefer_winograd(conv->phases, step.before, step.after);
    return std::move(steps_);
  }

  /// Layers in a row; `prefix` opens their tensors' names.
  void add(const std::vector<Layer>& layers, const std::string& prefix, const Shape& input,
           const std::vector<Shape>& shapes) {
    for (std::size_t i = 0; i < layers.size(); ++i)
      add(layers[i], text(prefix, i, "."), i == 0 ? input : shapes[i - 1], shapes[i]);
  }
  void add(const Layer& layer, std::string prefix, const Shape& input, const Shape& output) {
    prefix_ = std::move(prefix);
    input_ = input;
    output_ = output;
    before_ = planes_of(input);
    after_ = planes_of(output);
    dispatch(*this, layer);
    // A residual's costs stand at its inner steps.
    if (!steps_.empty() && !std::holds_alternative<Residual>(layer))
      steps_.back().multiply_adds += multiply_adds(layer, input, output);
  }

  void operator()(const Linear& l) {
    push(LinearStep{pack(tensor("weight"), bias(l.bias, l.out_features), l.out_features, l.in_features)});
  }
  void operator()(const Conv2d& l) {
    const Floats weight = tensor("weight"), added = bias(l.bias, l.out_channels);
    if (const auto* upsample = last<UpsampleStep>();
        upsample && upsample->mode == UpsampleMode::nearest && l.stride == 1) {
      const int factor = upsample->factor;
      const long long taps = factor + l.kernel_size - 1;  // of all phases, each way
      if (!room(l.out_channels, l.in_channels * taps * taps)) return;
      before_ = steps_.back().before;
      steps_.pop_back();
      return push(ConvStep{phases_of(factor, l, weight, added, before_.height, before_.width)});
    }
    push(ConvStep{phases_of(l, weight, added, before_.height, before_.width)});
  }
  void operator()(const ConvTranspose2d& l) {
    const Floats weight = tensor("weight"), added = bias(l.bias, l.out_channels);
    if (before_.area() == 1) {
      if (room(l.out_channels * after_.area(), l.in_channels)) push(LinearStep{stamp(l, weight, added)});
      return;
    }
    push(ConvStep{phases_of(l, weight, added, before_.height, before_.width)});
  }
  void operator()(const BatchNorm& l) {
    AffineStep affine = normalisation(l.num_features, 1, l.eps);
    if (!fold(affine)) push(std::move(affine));
  }
  void operator()(const ConditionalBatchNorm& l) {
    AffineStep affine = normalisation(l.num_features, l.num_classes, l.eps);
    affine.by_label = true;
    push(std::move(affine));
  }
  void operator()(const Relu&) { activate(0); }
  void operator()(const LeakyRelu& l) { activate(static_cast<float>(l.negative_slope)); }
  void operator()(const PRelu& l) {
    Floats slopes = tensor("weight");
    if (l.num_parameters == 1 && slopes[0] <= 1) return activate(slopes[0]);
    if (l.num_parameters == 1) slopes.assign(static_cast<std::size_t>(before_.channels), slopes[0]);
    push(ChannelSlopeStep{std::move(slopes)});
  }
  void operator()(const Tanh&) { push(TanhStep{}); }
  void operator()(const Sigmoid&) { push(SigmoidStep{}); }
  void operator()(const Reshape&) { reshape(); }
  void operator()(const Flatten&) { reshape(); }
  void operator()(const Upsample& l) { push(UpsampleStep{l.scale_factor, l.mode}); }
  void operator()(const Dropout&) {}
  void operator()(const LabelEmbedding&) { embedding_ = tensor("weight"); }
  void operator()(const PixelShuffle& l) { push(PixelShuffleStep{l.upscale_factor}); }
  void operator()(const ZeroPad2d& l) { push(ZeroPadStep{{l.left, l.right, l.top, l.bottom}}); }
  void operator()(const Concat& l) {
    if (l.input == SideInput::image)
      push(ConcatImageStep{});
    else
      push(ConcatRowStep{embedding_, true});
  }
  void operator()(const MinibatchStddev&) { push(ConcatRowStep{tensor("running_mean")}); }
  void operator()(const MinibatchDiscrimination&) { push(ConcatRowStep{tensor("running_mean")}); }
  void operator()(const LabelProjection&) {
    push(LabelProjectionStep{tensor("weight"), tensor("embedding"), tensor("bias")[0]});
  }
  // Its value is kept above those of the residuals around it, and given free at its end.
  void operator()(const Residual& l) {
    const std::ptrdiff_t offset = kept_;
    const Planes ends = before_;
    const Shape input = input_;
    push(KeepStep{offset});
    kept_ += ends.size();
    if (const auto shapes = shapes_after(input, l.layers, ""); shapes)  // of none there are no shapes
      add(l.layers, prefix_ + "layers.", input, *shapes);
    before_ = after_ = ends;
    output_ = input;
    push(AddKeptStep{offset});
    kept_ = offset;
  }
  void operator()(const SpectralNorm&) {}  // refused before

 private:
  Floats tensor(const char* name) const { return weights_of(file_, prefix_ + name); }
  Floats bias(bool present, int count) const {
    return present ? tensor("bias") : Floats(static_cast<std::size_t>(count), 0.0f);
  }
  void push(Action action) { steps_.push_back({std::move(action), before_, after_, output_, layer_}); }
  void reshape() {
    if (before_.channels == after_.channels && before_.area() == after_.area()) return;
    // A linear layer writes its numbers where the next layer wants them.
    if (last<LinearStep>() && before_.area() == 1) {
      steps_.back().after = after_;
      return take_in();
    }
    push(ReshapeStep{});
  }

  /// The last step does this layer's work too.
  void take_in() {
    steps_.back().shape = output_;
    steps_.back().last_layer = layer_;
  }

  /// Whether a matrix may be unfolded from a small kernel: a small file could ask for gigabytes.
  bool room(long long rows, long long depth) {
    unfolded_ += (rows + panel_rows) * depth;
    return unfolded_ <= most_unfolded;
  }

  /// The step just before, if it is of this kind.
  template <class T>
  T* last() {
    return steps_.empty() ? nullptr : std::get_if<T>(&steps_.back().action);
  }

  // A transposed convolution of one pixel stamps its kernel, cut off by the padding: a product, weight [in, out,K,K].
  PackedMatrix stamp(const ConvTranspose2d& l, const Floats& weight, const Floats& bias) const {
    const int area = static_cast<int>(after_.area()), size = l.kernel_size;
    Floats biases;
    for (int row = 0; row < l.out_channels * area; ++row) biases.push_back(bias[static_cast<std::size_t>(row / area)]);
    PackedMatrix rows(l.out_channels * area, l.in_channels, biases);
    const float* from = weight.data();
    for (int i = 0; i < l.in_channels; ++i)
      for (int o = 0; o < l.out_channels; ++o, from += size * size)
        for (int p = 0; p < area; ++p) {
          const int ky = p / after_.width + l.padding, kx = p % after_.width + l.padding;
          if (ky < size && kx < size) rows.at(o * area + p, i) = from[ky * size + kx];
        }
    return rows;
  }

  // y = (x - mean)/√(var + ε)·weight + bias  =  x·scale + shift
  AffineStep normalisation(int features, int classes, double eps) const {
    const Floats weight = tensor("weight"), bias = tensor("bias"), mean = tensor("running_mean"),
                 variance = tensor("running_var");
    AffineStep affine;
    for (std::size_t row = 0; row < static_cast<std::size_t>(classes) * static_cast<std::size_t>(features); ++row) {
      const std::size_t c = row % static_cast<std::size_t>(features);
      const double scale = static_cast<double>(weight[row]) / std::sqrt(static_cast<double>(variance[c]) + eps);
      affine.scale.push_back(static_cast<float>(scale));
      affine.shift.push_back(static_cast<float>(bias[row] - static_cast<double>(mean[c]) * scale));
    }
    return affine;
  }

  // The products of the last step that changes numbers rather than their place, if it is one.
  std::vector<PackedMatrix*> last_products() {
    std::vector<PackedMatrix*> products;
    for (std::size_t i = steps_.size(); i-- > 0;) {
      Action& action = steps_[i].action;
      if (std::holds_alternative<ReshapeStep>(action)) continue;
      if (auto* linear = std::get_if<LinearStep>(&action)) products.push_back(&linear->weights);
      if (auto* conv = std::get_if<ConvStep>(&action))
        for (Phase& phase : conv->phases.each) products.push_back(&phase.weights);
      break;
    }
    return products;
  }

  // A batch norm right after a product becomes part of its weights: a(Wx + b) + s = (aW)x + (ab + s).
  bool fold(const AffineStep& affine) {
    const int channels = static_cast<int>(affine.scale.size());
    const auto products = last_products();
    if (products.empty()) return false;
    // The rows are the image's channels in order, or a linear layer's numbers, whatever shape they took since.
    for (PackedMatrix* a : products)
      if (a->slope != 1 || a->rows % channels != 0) return false;
    for (PackedMatrix* a : products)
      for (int r = 0; r < a->rows; ++r) {
        const auto c = static_cast<std::size_t>(r / (a->rows / channels));
        scale_row(*a, r, affine.scale[c], affine.shift[c]);
      }
    take_in();
    return true;
  }

  void activate(float slope) {
    std::vector<float*> fused;
    for (PackedMatrix* a : last_products()) fused.push_back(&a->slope);
    if (auto* affine = last<AffineStep>()) fused.push_back(&affine->slope);
    if (fused.empty() || *fused.front() != 1) return push(SlopeStep{slope});
    for (float* each : fused) *each = slope;
    take_in();
  }

  const TensorFile& file_;
  std::string prefix_;
  int layer_ = 0;
  Shape input_, output_;
  Planes before_, after_;
  std::ptrdiff_t kept_ = 0;  // floats an image, of the residuals that are open
  long long unfolded_ = 0;
  Floats embedding_;
  std::vector<Step> steps_;
};

}  // namespace

Result<std::vector<Step>> plan_steps(const Network& network, const std::vector<Shape>& shapes, const std::string& name,
                                     const TensorFile& file) {
  if (has_spectral_norm(network.layers))
    return fail(name, " has a spectral_norm layer, which is for training; export divides by it");
  GANVAS_CHECK(check_weights(network, name, file));
  return Planner(file).plan(network, name, shapes);
}

}  // namespace ganvas::runtime
