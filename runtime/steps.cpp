#include "runtime/steps.hpp"

#include "runtime/convolution.hpp"
#include "runtime/eigen.hpp"

namespace ganvas::runtime {
namespace {

using Floats = Eigen::Map<Eigen::ArrayXf>;

// v = max(v, slope·v)
void apply_slope(float* values, std::ptrdiff_t count, float slope) {
  if (slope == 1) return;
  Floats v(values, count);
  v = v.max(slope * v);
}

struct Runner {
  const Step& step;
  const Memory& m;

  void operator()(const LinearStep& s) const { multiply_vectors(s.weights, step.after.area(), m); }
  void operator()(const ConvStep& s) const { convolve(s.phases, step.before, step.after, m); }
  void operator()(const AffineStep& s) const {
    const std::ptrdiff_t area = step.before.area();
    for (int c = 0; c < step.before.channels; ++c)
      for (int i = 0; i < m.n; ++i) {
        const float scale = chosen(s.by_label, s.scale, step.before.channels, c, i);
        const float shift = chosen(s.by_label, s.shift, step.before.channels, c, i);
        Floats plane(m.x + (std::ptrdiff_t{c} * m.n + i) * area, area);
        plane = plane * scale + shift;
        if (s.slope != 1) plane = plane.max(s.slope * plane);
      }
  }
  void operator()(const SlopeStep& s) const { apply_slope(m.x, step.before.size() * m.n, s.slope); }
  void operator()(const ChannelSlopeStep& s) const {
    const std::ptrdiff_t plane = step.before.area() * m.n;
    for (int c = 0; c < step.before.channels; ++c) {
      Floats v(m.x + c * plane, plane);
      v = (v > 0).select(v, s.slopes[static_cast<std::size_t>(c)] * v);
    }
  }
  void operator()(const TanhStep&) const {
    Floats v(m.x, step.before.size() * m.n);
    v = v.tanh();
  }
  // σ(v) = ½ + ½ tanh(v/2): one function for both
  void operator()(const SigmoidStep&) const {
    Floats v(m.x, step.before.size() * m.n);
    v *= 0.5f;
    (*this)(TanhStep{});
    v = 0.5f + 0.5f * v;
  }
  // The numbers of one image keep their order, [C·H·W]; only where they lie among the chunk's changes.
  void operator()(const ReshapeStep&) const {
    const std::ptrdiff_t from = step.before.area(), to = step.after.area();
    float* y = m.y;
    for (std::ptrdiff_t f = 0; f < step.before.size(); f += to)
      for (int i = 0; i < m.n; ++i) {
        std::ptrdiff_t channel = f / from, pixel = f % from;
        for (std::ptrdiff_t p = 0; p < to; ++p) {
          *y++ = m.x[(channel * m.n + i) * from + pixel];
          if (++pixel == from) pixel = 0, ++channel;
        }
      }
  }
  void operator()(const UpsampleStep& s) const {
    const std::ptrdiff_t count = std::ptrdiff_t{step.before.channels} * m.n;
    if (s.mode == UpsampleMode::nearest)
      upsample_nearest(m.x, count, step.before.height, step.before.width, s.factor, m.y);
    else
      upsample_bilinear(m.x, count, step.before.height, step.before.width, s.factor, m.y);
  }
  void operator()(const PixelShuffleStep& s) const {
    pixel_shuffle(m.x, step.after.channels, m.n, step.before.height, step.before.width, s.factor, m.y);
  }
  void operator()(const ZeroPadStep& s) const {
    zero_pad(m.x, std::ptrdiff_t{step.before.channels} * m.n, step.before.height, step.before.width, s.border, m.y);
  }
  // [C,n,H,W] -> [C+e,n,H,W]: each number of the row fills a plane.
  void operator()(const ConcatRowStep& s) const {
    float* plane = std::copy_n(m.x, step.before.size() * m.n, m.y);
    const int width = step.after.channels - step.before.channels;
    for (int e = 0; e < width; ++e)
      for (int i = 0; i < m.n; ++i)
        plane = std::fill_n(plane, step.before.area(), chosen(s.by_label, s.rows, width, e, i));
  }
  // [C,n,H,W] and [n,D,H,W] -> [C+D,n,H,W]
  void operator()(const ConcatImageStep&) const {
    const std::ptrdiff_t area = step.before.area(), depth = step.after.channels - step.before.channels;
    float* plane = std::copy_n(m.x, step.before.size() * m.n, m.y);
    for (std::ptrdiff_t d = 0; d < depth; ++d)
      for (int i = 0; i < m.n; ++i) plane = std::copy_n(m.image + (i * depth + d) * area, area, plane);
  }
  void operator()(const KeepStep& s) const { std::copy_n(m.x, step.before.size() * m.n, m.kept + s.offset * m.n); }
  void operator()(const AddKeptStep& s) const {
    const std::ptrdiff_t count = step.before.size() * m.n;
    Floats(m.x, count) += Floats(m.kept + s.offset * m.n, count);
  }
  // y[i] = bias + Σ_f (weight[f] + embedding[label_i][f]) · x[f][i]
  void operator()(const LabelProjectionStep& s) const {
    const int features = step.before.channels;
    for (int i = 0; i < m.n; ++i) {
      float sum = s.bias;
      for (int f = 0; f < features; ++f)
        sum += (s.weight[static_cast<std::size_t>(f)] + m.labels.choose(s.embedding, features, f, i)) *
               m.x[std::ptrdiff_t{f} * m.n + i];
      m.y[i] = sum;
    }
  }

  // Entry `at` of image i's row of a table [classes, width], or of the only row.
  float chosen(bool by_label, const std::vector<float>& rows, int width, int at, int i) const {
    return by_label ? m.labels.choose(rows, width, at, i) : rows[static_cast<std::size_t>(at)];
  }
};

}  // namespace

Planes planes_of(const Shape& shape) {
  if (shape.size() == 1) return {shape[0], 1, 1};
  return {shape[0], shape[1], shape[2]};
}

bool in_place(const Action& action) {
  return std::holds_alternative<AffineStep>(action) || std::holds_alternative<SlopeStep>(action) ||
         std::holds_alternative<ChannelSlopeStep>(action) || std::holds_alternative<TanhStep>(action) ||
         std::holds_alternative<SigmoidStep>(action) || std::holds_alternative<KeepStep>(action) ||
         std::holds_alternative<AddKeptStep>(action);
}

std::ptrdiff_t scratch_per_image(const Step& step) {
  if (const auto* conv = std::get_if<ConvStep>(&step.action))
    return scratch_size(conv->phases, step.before, step.after);
  return std::holds_alternative<LinearStep>(step.action) && step.after.area() > 1 ? step.after.size() : 0;
}

std::ptrdiff_t kept_per_image(const Step& step) {
  const auto* keep = std::get_if<KeepStep>(&step.action);
  return keep ? keep->offset + step.before.size() : 0;
}

std::ptrdiff_t block_size(const Step& step) {
  std::ptrdiff_t largest = 0;
  if (const auto* linear = std::get_if<LinearStep>(&step.action)) largest = block_size(linear->weights);
  if (const auto* conv = std::get_if<ConvStep>(&step.action)) largest = block_size(conv->phases, step.before);
  return largest;
}

void run(const Step& step, const Memory& memory) { std::visit(Runner{step, memory}, step.action); }

}  // namespace ganvas::runtime
