#include "runtime/phases.hpp"

#include <algorithm>

namespace ganvas::runtime {
namespace {

// A phase along one axis. Output out + i·out_stride reads the inputs first + i·in_stride + a, each times the sum of the
// kernel's entries taps[a].
struct AxisPhase {
  int first;
  std::vector<std::vector<int>> taps;
  int out, count;
};
using Axis = std::vector<AxisPhase>;

int count_from(int out, int size, int stride) { return (size - out + stride - 1) / stride; }
int floor_div(int a, int b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

// y[o] = Σ_k w[k] x[o·s + k - p]
Axis convolved(const Conv2d& l, int size) {
  AxisPhase phase{
      .first = -l.padding, .taps = {}, .out = 0, .count = (size + 2 * l.padding - l.kernel_size) / l.stride + 1};
  for (int k = 0; k < l.kernel_size; ++k) phase.taps.push_back({k});
  return {phase};
}

// y[o] = Σ_k w[k] x[i], i·s + k - p = o. With o = q·s + r and r + p = d·s + t: k = t + m·s, i = q + d - m.
Axis transposed(const ConvTranspose2d& l, int size) {
  const int s = l.stride, out_size = (size - 1) * s - 2 * l.padding + l.kernel_size + l.output_padding;
  Axis axis;
  for (int r = 0; r < std::min(s, out_size); ++r) {
    const int t = (r + l.padding) % s, d = (r + l.padding) / s;
    const int taps = t < l.kernel_size ? (l.kernel_size - t - 1) / s + 1 : 0;
    AxisPhase phase{.first = d - taps + 1, .taps = {}, .out = r, .count = count_from(r, out_size, s)};
    for (int a = 0; a < taps; ++a) phase.taps.push_back({t + (taps - 1 - a) * s});
    axis.push_back(std::move(phase));
  }
  return axis;
}

// y[o] = Σ_k w[k] x[⌊(o + k - p)/f⌋], o = q·f + r: the tap at q + e holds every k with ⌊(r + k - p)/f⌋ = e.
Axis enlarged(int f, const Conv2d& l, int size) {
  const int out_size = size * f + 2 * l.padding - l.kernel_size + 1;
  Axis axis;
  for (int r = 0; r < std::min(f, out_size); ++r) {
    const int first = floor_div(r - l.padding, f), last = floor_div(r + l.kernel_size - 1 - l.padding, f);
    AxisPhase phase{.first = first, .taps = {}, .out = r, .count = count_from(r, out_size, f)};
    const int taps = last - first + 1;
    phase.taps.resize(static_cast<std::size_t>(taps));
    for (int k = 0; k < l.kernel_size; ++k)
      phase.taps[static_cast<std::size_t>(floor_div(r + k - l.padding, f) - first)].push_back(k);
    axis.push_back(std::move(phase));
  }
  return axis;
}

struct Ends {
  int before = 0, after = 0;
};
Ends border_of(const Axis& axis, int size, int in_stride) {
  Ends ends;
  for (const AxisPhase& phase : axis) {
    if (phase.taps.empty()) continue;
    ends.before = std::max(ends.before, -phase.first);
    const int read = phase.first + in_stride * (phase.count - 1) + static_cast<int>(phase.taps.size());
    ends.after = std::max(ends.after, read - size);
  }
  return ends;
}

// A kernel [out,in,K,K], or [in,out,K,K], with its bias.
struct Kernel {
  const std::vector<float>&weight, &bias;
  int in, out, size;
  bool in_first;
};

// [out, in·tap_rows·tap_columns], the kernel read in the order in which it lies. Plain pointers, as this is a part of
// the wait for the first image.
PackedMatrix gather(const Kernel& kernel, const AxisPhase& down, const AxisPhase& across) {
  std::vector<int> entries, ends;  // tap k adds up the entries from ends[k - 1] to ends[k]
  for (const auto& kys : down.taps)
    for (const auto& kxs : across.taps) {
      for (int ky : kys)
        for (int kx : kxs) entries.push_back(ky * kernel.size + kx);
      ends.push_back(static_cast<int>(entries.size()));
    }
  const int taps = static_cast<int>(ends.size());
  PackedMatrix rows(kernel.out, kernel.in * taps, kernel.bias);
  if (taps == 0) return rows;
  const float* from = kernel.weight.data();
  for (int pair = 0; pair < kernel.in * kernel.out; ++pair, from += kernel.size * kernel.size) {
    const int o = kernel.in_first ? pair % kernel.out : pair / kernel.in;
    const int i = kernel.in_first ? pair / kernel.out : pair % kernel.in;
    float* to = &rows.at(o, i * taps);
    const int* entry = entries.data();
    for (const int *end = ends.data(), *last = end + taps; end != last; ++end, to += panel_rows)
      for (*to = 0; entry != entries.data() + *end; ++entry) *to += from[*entry];
  }
  return rows;
}

Phases join(const Axis& down, const Axis& across, const Kernel& kernel, int height, int width, int in_stride,
            int out_stride) {
  const Ends above = border_of(down, height, in_stride), beside = border_of(across, width, in_stride);
  Phases phases{.each = {},
                .border = {beside.before, beside.after, above.before, above.after},
                .in_stride = in_stride,
                .out_stride = out_stride,
                .winograd = {}};
  for (const AxisPhase& y : down)
    for (const AxisPhase& x : across) {
      const int tap_rows = static_cast<int>(y.taps.size()), tap_columns = static_cast<int>(x.taps.size());
      phases.each.push_back({.weights = gather(kernel, y, x),
                             .tap_rows = tap_rows,
                             .tap_columns = tap_columns,
                             .top = above.before + y.first,
                             .left = beside.before + x.first,
                             .row = y.out,
                             .column = x.out,
                             .rows = y.count,
                             .columns = x.count});
    }
  return phases;
}

}  // namespace

Phases phases_of(const Conv2d& l, const std::vector<float>& weight, const std::vector<float>& bias, int height,
                 int width) {
  const Kernel kernel{weight, bias, l.in_channels, l.out_channels, l.kernel_size, false};
  return join(convolved(l, height), convolved(l, width), kernel, height, width, l.stride, 1);
}

Phases phases_of(const ConvTranspose2d& l, const std::vector<float>& weight, const std::vector<float>& bias, int height,
                 int width) {
  const Kernel kernel{weight, bias, l.in_channels, l.out_channels, l.kernel_size, true};
  return join(transposed(l, height), transposed(l, width), kernel, height, width, 1, l.stride);
}

Phases phases_of(int factor, const Conv2d& l, const std::vector<float>& weight, const std::vector<float>& bias,
                 int height, int width) {
  const Kernel kernel{weight, bias, l.in_channels, l.out_channels, l.kernel_size, false};
  return join(enlarged(factor, l, height), enlarged(factor, l, width), kernel, height, width, 1, factor);
}

}  // namespace ganvas::runtime
