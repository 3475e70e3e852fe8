// What a network does at run time: a list of steps over a chunk of n images. A value [C,H,W] of the chunk lies in
// memory as [C, n, H, W] (a vector [F] as [F, n]), so that one product serves the whole chunk and a channel is one row.
#pragma once

#include <variant>
#include <vector>

#include "runtime/labels.hpp"
#include "runtime/phases.hpp"
#include "shared/network.hpp"

namespace ganvas::runtime {

/// A shape as planes: a vector [F] is F planes of 1×1.
struct Planes {
  int channels = 1, height = 1, width = 1;
  std::ptrdiff_t area() const { return std::ptrdiff_t{height} * width; }
  std::ptrdiff_t size() const { return channels * area(); }
};
Planes planes_of(const Shape& shape);

/// Also a transposed convolution of one pixel. Makes planes at once, so that no reshape is left.
struct LinearStep {
  PackedMatrix weights;  // [out, in]
};
/// A convolution, plain or transposed, with what enlarges its input.
struct ConvStep {
  Phases phases;
};
/// y = act(x·scale + shift), rows chosen by the labels: conditional batch norm; with one class, a batch norm that had
/// no neighbour to be folded into.
struct AffineStep {
  std::vector<float> scale, shift;  // [classes, C]
  bool by_label = false;
  float slope = 1;
};
/// Relu and leaky relu that could not be fused.
struct SlopeStep {
  float slope = 0;
};
/// y = x for x > 0, else slope·x: prelu with a slope a channel, or one above 1, which max(x, slope·x) would get wrong.
struct ChannelSlopeStep {
  std::vector<float> slopes;  // [C]
};
struct TanhStep {};
struct SigmoidStep {};
struct ReshapeStep {};
struct UpsampleStep {
  int factor;
  UpsampleMode mode;
};
struct PixelShuffleStep {
  int factor;
};
struct ZeroPadStep {
  Border border;
};
/// Appends e planes of one number each: the label's row of an embedding; with one class, numbers that never change.
struct ConcatRowStep {
  std::vector<float> rows;  // [classes, e]
  bool by_label = false;
};
/// Appends the network's side image.
struct ConcatImageStep {};
/// A residual's two ends: the value is kept at `offset` floats an image of the kept memory, and added again.
struct KeepStep {
  std::ptrdiff_t offset;
};
struct AddKeptStep {
  std::ptrdiff_t offset;
};
struct LabelProjectionStep {
  std::vector<float> weight, embedding;  // [in], [classes, in]
  float bias;
};

using Action = std::variant<LinearStep, ConvStep, AffineStep, SlopeStep, ChannelSlopeStep, TanhStep, SigmoidStep,
                            ReshapeStep, UpsampleStep, PixelShuffleStep, ZeroPadStep, ConcatRowStep, ConcatImageStep,
                            LabelProjectionStep, KeepStep, AddKeptStep>;

/// `shape`: after it, as the layers say; `last_layer`: the last of the network's layers that it stands for (the first
/// is the one behind the step before); `multiply_adds`: of those layers, by shared/shapes.hpp.
struct Step {
  Action action;
  Planes before, after;
  Shape shape;
  int last_layer = 0;
  long long multiply_adds = 0;
};

/// Works on its input's own memory.
bool in_place(const Action& action);
/// Floats that a step needs besides its input and output: for each image, for each image as long as a residual is open,
/// and for each chunk (a packed block).
std::ptrdiff_t scratch_per_image(const Step& step);
std::ptrdiff_t kept_per_image(const Step& step);
std::ptrdiff_t block_size(const Step& step);

/// x [before.C, n, before.H, before.W] -> y [after.C, n, after.H, after.W]; x == y for a step in place. The labels and
/// the side image [n, D, H, W] are the caller's own.
struct Memory {
  int n;
  Labels labels;
  const float* image;
  float* x;
  float* y;
  float* scratch;
  float* kept;
  float* block;
  bool last_first = false;  // a single image's products: see Workspace
};
void run(const Step& step, const Memory& memory);

}  // namespace ganvas::runtime
