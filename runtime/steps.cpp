#include "runtime/steps.hpp"

#include "runtime/convolution.hpp"
#include "runtime/eigen.hpp"

namespace ganvas::runtime {
namespace {

using Four = Eigen::Array4f;

// v[i] = f(v[i], w[i]), one packet at a time. Eigen's own loop over an array has further ones for what lies before the
// first whole packet and behind the last, in each expression.
template <class F>
void each(float* v, const float* w, std::ptrdiff_t count, const F& f) {
  for (; count >= 4; count -= 4, v += 4, w += 4) {
    Eigen::Map<Four> packet(v);
    packet = f(packet, Eigen::Map<const Four>(w));
  }
  if (count == 0) return;
  float last[8] = {};
  std::copy_n(v, count, last);
  std::copy_n(w, count, last + 4);
  each(last, last + 4, 4, f);
  std::copy_n(last, count, v);
}

// y = v·scale + shift, then max(y, slope·y)
void run_affine(float* values, std::ptrdiff_t count, float scale, float shift, float slope) {
  each(values, values, count, [&](const Four& v, const Four&) -> Four {
    const Four y = v * scale + shift;
    return y.max(slope * y);
  });
}

struct Runner {
  const Step& step;
  const Memory& m;

  void operator()(const LinearStep& s) const { multiply_vectors(s.weights, step.after.area(), m); }
  void operator()(const ConvStep& s) const { convolve(s.phases, step.before, step.after, m); }
  void operator()(const AffineStep& s) const {
    const std::ptrdiff_t area = step.before.area();
    for (int c = 0; c < step.before.channels; ++c)
      for (int i = 0; i < m.n; ++i)
        run_affine(m.x + (std::ptrdiff_t{c} * m.n + i) * area, area,
                   chosen(s.by_label, s.scale, step.before.channels, c, i),
                   chosen(s.by_label, s.shift, step.before.channels, c, i), s.slope);
  }
  void operator()(const SlopeStep& s) const { run_affine(m.x, count(), 1, 0, s.slope); }
  void operator()(const ChannelSlopeStep& s) const {
    const std::ptrdiff_t plane = step.before.area() * m.n;
    for (int c = 0; c < step.before.channels; ++c) {
      const float slope = s.slopes[static_cast<std::size_t>(c)];
      float* v = m.x + c * plane;
      each(v, v, plane, [&](const Four& x, const Four&) -> Four { return x.max(0) + slope * x.min(0); });
    }
  }
  void operator()(const TanhStep&) const {
    each(m.x, m.x, count(), [](const Four& v, const Four&) -> Four { return v.tanh(); });
  }
  // σ(v) = ½ + ½ tanh(v/2): one function for both
  void operator()(const SigmoidStep&) const {
    run_affine(m.x, count(), 0.5f, 0, 1);
    (*this)(TanhStep{});
    run_affine(m.x, count(), 0.5f, 0.5f, 1);
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
    float* plane = std::copy_n(m.x, count(), m.y);
    const int width = step.after.channels - step.before.channels;
    for (int e = 0; e < width; ++e)
      for (int i = 0; i < m.n; ++i)
        plane = std::fill_n(plane, step.before.area(), chosen(s.by_label, s.rows, width, e, i));
  }
  // [C,n,H,W] and [n,D,H,W] -> [C+D,n,H,W]
  void operator()(const ConcatImageStep&) const {
    const std::ptrdiff_t area = step.before.area(), depth = step.after.channels - step.before.channels;
    float* plane = std::copy_n(m.x, count(), m.y);
    for (std::ptrdiff_t d = 0; d < depth; ++d)
      for (int i = 0; i < m.n; ++i) plane = std::copy_n(m.image + (i * depth + d) * area, area, plane);
  }
  void operator()(const KeepStep& s) const { std::copy_n(m.x, count(), m.kept + s.offset * m.n); }
  void operator()(const AddKeptStep& s) const {
    each(m.x, m.kept + s.offset * m.n, count(), [](const Four& v, const Four& kept) -> Four { return v + kept; });
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

  std::ptrdiff_t count() const { return step.before.size() * m.n; }  // of all numbers before it

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

void run(const Step& step, const Memory& memory) { dispatch(Runner{step, memory}, step.action); }

}  // namespace ganvas::runtime
