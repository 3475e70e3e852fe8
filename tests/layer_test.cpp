// Each layer against values worked out by hand, and the big kernels against a direct loop.
#include <doctest/doctest.h>

#include "tests/random_model.hpp"

using namespace ganvas;
using namespace ganvas::testing;
using Floats = std::vector<float>;

namespace {

// One forward pass of a network whose tensors are given in order.
Floats forward(const Network& network, const std::vector<Floats>& weights, const Floats& inputs, int n = 1,
               const std::vector<int>& labels = {}, const Floats& image = {}) {
  Tensors tensors;
  const auto specs = expected_tensors(network, "g");
  REQUIRE(specs.size() == weights.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    CAPTURE(specs[i].name);
    REQUIRE(element_count(specs[i].shape) == static_cast<long long>(weights[i].size()));
    tensors.put(specs[i].name, {specs[i].shape.begin(), specs[i].shape.end()}, weights[i]);
  }
  const auto plan = runtime::NetworkPlan::make(network, "g", tensors.file);
  REQUIRE_MESSAGE(plan, plan.message());
  Floats outputs(static_cast<std::size_t>(n * element_count(plan->output())));
  auto workspace = plan->workspace(n);
  const auto status = plan->forward({inputs, labels, outputs, image}, workspace);
  REQUIRE_MESSAGE(status, status.message());
  return outputs;
}

void check_close(const Floats& found, const Floats& wanted, double tolerance = 1e-5) {
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    CHECK(std::fabs(found[i] - wanted[i]) <= tolerance);
  }
}

// y[o][oy][ox] = b[o] + Σ w[o][c][ky][kx] x[c][oy s + ky - p][ox s + kx - p]
Floats direct_conv(const Conv2d& l, const Floats& w, const Floats& b, const Floats& x, int height, int width) {
  const int out_h = (height + 2 * l.padding - l.kernel_size) / l.stride + 1;
  const int out_w = (width + 2 * l.padding - l.kernel_size) / l.stride + 1;
  const int k = l.kernel_size;
  Floats y;
  for (int o = 0; o < l.out_channels; ++o)
    for (int oy = 0; oy < out_h; ++oy)
      for (int ox = 0; ox < out_w; ++ox) {
        double sum = b[static_cast<std::size_t>(o)];
        for (int c = 0; c < l.in_channels; ++c)
          for (int ky = 0; ky < k; ++ky)
            for (int kx = 0; kx < k; ++kx) {
              const int iy = oy * l.stride + ky - l.padding, ix = ox * l.stride + kx - l.padding;
              if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
              sum += static_cast<double>(w[static_cast<std::size_t>(((o * l.in_channels + c) * k + ky) * k + kx)]) *
                     static_cast<double>(x[static_cast<std::size_t>((c * height + iy) * width + ix)]);
            }
        y.push_back(static_cast<float>(sum));
      }
  return y;
}

// Each x[i][iy][ix] stamps w[i][o] at iy s - p, ix s - p.
Floats direct_transposed(const ConvTranspose2d& l, const Floats& w, const Floats& b, const Floats& x, int height,
                         int width) {
  const int k = l.kernel_size;
  const int out_h = l.stride * (height - 1) - 2 * l.padding + k + l.output_padding;
  const int out_w = l.stride * (width - 1) - 2 * l.padding + k + l.output_padding;
  Floats y;
  for (int o = 0; o < l.out_channels; ++o)
    y.insert(y.end(), static_cast<std::size_t>(out_h * out_w), b[static_cast<std::size_t>(o)]);
  for (int i = 0; i < l.in_channels; ++i)
    for (int iy = 0; iy < height; ++iy)
      for (int ix = 0; ix < width; ++ix)
        for (int o = 0; o < l.out_channels; ++o)
          for (int ky = 0; ky < k; ++ky)
            for (int kx = 0; kx < k; ++kx) {
              const int oy = iy * l.stride + ky - l.padding, ox = ix * l.stride + kx - l.padding;
              if (oy < 0 || ox < 0 || oy >= out_h || ox >= out_w) continue;
              y[static_cast<std::size_t>((o * out_h + oy) * out_w + ox)] +=
                  w[static_cast<std::size_t>(((i * l.out_channels + o) * k + ky) * k + kx)] *
                  x[static_cast<std::size_t>((i * height + iy) * width + ix)];
            }
  return y;
}

}  // namespace

TEST_CASE("linear gives x Wᵀ + b, for one vector and for many") {
  const Network network{{2}, {Linear{2, 3}}};
  check_close(forward(network, {{1, 2, 3, 4, 5, 6}, {10, 20, 30}}, {1, -1}), {9, 19, 29});
  check_close(forward(network, {{1, 2, 3, 4, 5, 6}, {10, 20, 30}}, {1, -1, 0, 1}, 2), {9, 19, 29, 12, 24, 36});
  check_close(forward({{2}, {Linear{2, 1, false}}}, {{1, 2}}, {3, 4}), {11});
}

TEST_CASE("conv2d gives the sum under each kernel position, zeros beyond the border") {
  const Network network{{1, 2, 2}, {Conv2d{1, 1, 3, 1, 1}}};
  check_close(forward(network, {{1, 2, 3, 4, 5, 6, 7, 8, 9}, {0.5}}, {1, 10, 100, 1000}),
              {9865.5f, 8754.5f, 6532.5f, 5421.5f}, 1e-3);
}

TEST_CASE("conv2d agrees with a direct loop for every kernel, stride and padding") {
  for (int kernel : {1, 2, 3, 5})
    for (int stride : {1, 2, 3})
      for (int padding : {0, 1, 2}) {
        CAPTURE(kernel);
        CAPTURE(stride);
        CAPTURE(padding);
        const Conv2d l{3, 7, kernel, stride, padding};
        const Floats w = uniform(1, static_cast<std::size_t>(3 * 7 * kernel * kernel)), b = uniform(2, 7),
                     x = uniform(3, 2 * 3 * 9 * 14);
        Floats wanted = direct_conv(l, w, b, {x.begin(), x.begin() + 3 * 9 * 14}, 9, 14);
        const Floats second = direct_conv(l, w, b, {x.begin() + 3 * 9 * 14, x.end()}, 9, 14);
        wanted.insert(wanted.end(), second.begin(), second.end());
        check_close(forward({{3, 9, 14}, {l}}, {w, b}, x, 2), wanted);
      }
}

TEST_CASE("conv_transpose2d stamps the kernel at each input pixel") {
  check_close(forward({{1, 1, 2}, {ConvTranspose2d{1, 1, 2, 2, 0}}}, {{1, 2, 3, 4}, {0.5}}, {1, 10}),
              {1.5, 2.5, 10.5, 20.5, 3.5, 4.5, 30.5, 40.5});
}

TEST_CASE("conv_transpose2d agrees with a direct loop for every kernel, stride and padding") {
  for (int kernel : {1, 2, 4, 5})
    for (int stride : {1, 2, 3})
      for (int padding : {0, 1})
        for (int output_padding : {0, 1}) {
          if (output_padding >= stride || kernel < 2 * padding) continue;
          CAPTURE(kernel);
          CAPTURE(stride);
          CAPTURE(padding);
          CAPTURE(output_padding);
          const ConvTranspose2d l{3, 5, kernel, stride, padding, output_padding};
          const Floats w = uniform(1, static_cast<std::size_t>(3 * 5 * kernel * kernel)), b = uniform(2, 5),
                       x = uniform(3, 3 * 5 * 6);
          check_close(forward({{3, 5, 6}, {l}}, {w, b}, x), direct_transposed(l, w, b, x, 5, 6));
        }
}

TEST_CASE("layers that double an image agree with a direct loop where fewer multiplications do, at odd sizes too") {
  for (const int out : {16, 25, 50})
    for (const Shape& shape : {Shape{3, 4, 4}, Shape{19, 7, 5}, Shape{40, 6, 9}})
      for (const int n : {1, 3, 20}) {
        CAPTURE(out);
        CAPTURE(shape[0]);
        CAPTURE(n);
        const int in = shape[0], height = shape[1], width = shape[2];
        const auto size = static_cast<std::size_t>(in * height * width);
        const Floats x = uniform(3, size * static_cast<std::size_t>(n)), b = uniform(2, static_cast<std::size_t>(out));
        const ConvTranspose2d up{in, out, 4, 2, 1};
        const Conv2d conv{in, out, 3, 1, 1};
        const Floats w = uniform(1, static_cast<std::size_t>(in * out * 16)),
                     v = uniform(4, static_cast<std::size_t>(in * out * 9));
        Floats transposed, enlarged;
        for (int i = 0; i < n; ++i) {
          const Floats image(x.begin() + i * static_cast<std::ptrdiff_t>(size),
                             x.begin() + (i + 1) * static_cast<std::ptrdiff_t>(size));
          for (float value : direct_transposed(up, w, b, image, height, width))
            transposed.push_back(std::max(value, 0.2f * value));
          Floats large;
          for (int c = 0; c < in; ++c)
            for (int pixel = 0; pixel < 4 * height * width; ++pixel)
              large.push_back(image[static_cast<std::size_t>((c * height + pixel / 2 / width / 2) * width +
                                                             pixel % (2 * width) / 2)]);
          for (float value : direct_conv(conv, v, b, large, 2 * height, 2 * width)) enlarged.push_back(value);
        }
        check_close(forward({shape, {up, LeakyRelu{0.2}}}, {w, b}, x, n), transposed, 1e-4);
        check_close(forward({shape, {Upsample{2, UpsampleMode::nearest}, conv}}, {v, b}, x, n), enlarged, 1e-4);
      }
}

TEST_CASE("batch_norm alone normalises each channel by its running mean and variance") {
  // (x - mean)/√(var + ε)·weight + bias, ε = 0
  check_close(forward({{2, 1, 2}, {BatchNorm{2, 0.0}}}, {{2, 3}, {1, -1}, {1, 2}, {4, 9}}, {1, 3, 2, 5}),
              {1, 3, -1, 2});
}

TEST_CASE("batch_norm folded into the layer before it gives what it gives alone") {
  const std::vector<Floats> norm{{2, 3}, {1, -1}, {0.1f, 0.2f}, {4, 9}};
  const auto split = [&](const Network& before, std::vector<Floats> weights, const Floats& x) {
    const Floats middle = forward(before, weights, x);
    auto shapes = shapes_after(before, "g");
    const Floats apart = forward({shapes->back(), {BatchNorm{2}}}, norm, middle);
    Network joined = before;
    joined.layers.push_back(BatchNorm{2});
    weights.insert(weights.end(), norm.begin(), norm.end());
    check_close(forward(joined, weights, x), apart);
  };
  SUBCASE("linear") { split({{3}, {Linear{3, 2}}}, {uniform(1, 6), uniform(2, 2)}, {1, 2, 3}); }
  SUBCASE("linear, then reshape to channels") {
    split({{3}, {Linear{3, 8}, Reshape{{2, 2, 2}}}}, {uniform(1, 24), uniform(2, 8)}, {1, 2, 3});
  }
  SUBCASE("conv2d without bias") {
    split({{1, 4, 4}, {Conv2d{1, 2, 3, 1, 1, false}}}, {uniform(1, 18)}, uniform(3, 16));
  }
  SUBCASE("conv_transpose2d") {
    split({{1, 3, 3}, {ConvTranspose2d{1, 2, 4, 2, 1}}}, {uniform(1, 32), uniform(2, 2)}, uniform(3, 9));
  }
  SUBCASE("a leaky relu between them is not folded through") {
    split({{3}, {Linear{3, 2}, LeakyRelu{0.2}}}, {uniform(1, 6), uniform(2, 2)}, {1, 2, 3});
  }
}

TEST_CASE("conditional_batch_norm takes the label's row of weight and bias") {
  check_close(forward({{2}, {ConditionalBatchNorm{2, 2, 0.0}}}, {{1, 2, 3, 4}, {0, 0, 10, 20}, {1, 1}, {4, 4}},
                      {3, 5, 3, 5}, 2, {0, 1}),
              {1, 4, 13, 28});
}

TEST_CASE("activations give their textbook values, fused or not") {
  check_close(forward({{3}, {Relu{}}}, {}, {-2, 0, 3}), {0, 0, 3});
  check_close(forward({{3}, {LeakyRelu{0.2}}}, {}, {-2, 0, 3}), {-0.4f, 0, 3});
  check_close(forward({{3}, {Tanh{}}}, {}, {-1, 0, 20}), {-0.76159416f, 0, 1});
  check_close(forward({{3}, {Sigmoid{}}}, {}, {-1, 0, 200}), {0.26894142f, 0.5f, 1});
  check_close(forward({{1}, {Linear{1, 1}, LeakyRelu{0.5}, Relu{}}}, {{1}, {-3}}, {1}), {0});
}

TEST_CASE("reshape and flatten keep the order of the numbers, in a batch too") {
  const Floats x{0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15};
  check_close(forward({{6}, {Reshape{{2, 1, 3}}, Flatten{}}}, {}, x, 2), x);
  check_close(forward({{6}, {Reshape{{2, 1, 3}}, Reshape{{3, 2, 1}}}}, {}, x, 2), x);
}

TEST_CASE("upsample nearest repeats pixels, bilinear weighs them as areas") {
  check_close(forward({{1, 1, 2}, {Upsample{2, UpsampleMode::nearest}}}, {}, {1, 2}), {1, 1, 2, 2, 1, 1, 2, 2});
  check_close(forward({{1, 1, 2}, {Upsample{2, UpsampleMode::bilinear}}}, {}, {0, 4}), {0, 1, 3, 4, 0, 1, 3, 4});
}

TEST_CASE("dropout does nothing at run time") { check_close(forward({{2}, {Dropout{0.9}}}, {}, {1, 2}), {1, 2}); }

TEST_CASE("concat appends the label's embedding, to an image as planes") {
  check_close(forward({{1}, {LabelEmbedding{2, 2}, Concat{}}}, {{1, 2, 3, 4}}, {9, 8}, 2, {1, 0}), {9, 3, 4, 8, 1, 2});
  check_close(forward({{1, 1, 2}, {LabelEmbedding{2, 1}, Concat{}}}, {{5, 6}}, {1, 2}, 1, {1}), {1, 2, 6, 6});
}

TEST_CASE("label_projection adds the label's own direction to the head") {
  // w·x + b + e[label]·x
  check_close(forward({{2}, {LabelProjection{2, 2}}}, {{1, 2}, {0.5}, {0, 0, 10, 20}}, {1, 1, 1, 1}, 2, {0, 1}),
              {3.5, 33.5});
}

TEST_CASE("prelu has one slope, or one a channel, below 1 or above, fused or not") {
  check_close(forward({{3}, {PRelu{}}}, {{0.25}}, {-2, 0, 3}), {-0.5, 0, 3});
  check_close(forward({{3}, {PRelu{}}}, {{2}}, {-2, 0, 3}), {-4, 0, 3});
  check_close(forward({{3}, {PRelu{}}}, {{-1}}, {-2, 0, 3}), {2, 0, 3});
  check_close(forward({{1}, {Linear{1, 1}, PRelu{}}}, {{1}, {-3}, {0.5}}, {1}), {-1});
  check_close(forward({{1}, {Linear{1, 1}, PRelu{}}}, {{1}, {-3}, {2}}, {1}), {-4});
  check_close(forward({{2, 1, 2}, {PRelu{2}}}, {{0.5, 3}}, {-2, 4, -1, 5, -4, -6, 7, -8}, 2),
              {-1, 4, -3, 5, -2, -3, 7, -24});
}

TEST_CASE("pixel_shuffle makes the channels of a pixel its sub-pixels, row by row") {
  check_close(forward({{4, 1, 2}, {PixelShuffle{2}}}, {}, {0, 1, 10, 11, 20, 21, 30, 31}),
              {0, 10, 1, 11, 20, 30, 21, 31});
  const Floats x{0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17};  // [2 images, 8 channels, 1, 1]
  check_close(forward({{8, 1, 1}, {PixelShuffle{2}}}, {}, x, 2), x);
  // [2 images, 4, 2, 1]: the pixel of row h and channel c is 10h + c
  check_close(forward({{4, 2, 1}, {PixelShuffle{2}}}, {}, {0, 10, 1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16, 7, 17}, 2),
              {0, 1, 2, 3, 10, 11, 12, 13, 4, 5, 6, 7, 14, 15, 16, 17});
}

TEST_CASE("zero_pad2d puts zeros on each side by its own number") {
  check_close(forward({{1, 1, 2}, {ZeroPad2d{1, 2, 0, 1}}}, {}, {5, 6}), {0, 5, 6, 0, 0, 0, 0, 0, 0, 0});
  check_close(forward({{1, 1, 1}, {ZeroPad2d{0, 0, 2, 0}}}, {}, {5, 6}, 2), {0, 0, 5, 0, 0, 6});
}

TEST_CASE("the layers that look at a batch append what training met on average") {
  check_close(forward({{1, 1, 2}, {MinibatchStddev{}}}, {{7}}, {1, 2, 3, 4}, 2), {1, 2, 7, 7, 3, 4, 7, 7});
  check_close(forward({{2}, {MinibatchDiscrimination{2, 3, 1}}}, {uniform(1, 6), {5, 6, 7}}, {1, 2, 3, 4}, 2),
              {1, 2, 5, 6, 7, 3, 4, 5, 6, 7});
}

TEST_CASE("concat appends the side image, each image of a batch its own") {
  const Network network{{1, 1, 2}, {Concat{SideInput::image}}, {2, 1, 2}};
  check_close(forward(network, {}, {1, 2, 3, 4}, 2, {}, {10, 11, 12, 13, 20, 21, 22, 23}),
              {1, 2, 10, 11, 12, 13, 3, 4, 20, 21, 22, 23});
}

TEST_CASE("residual adds its layers' value to its own") {
  check_close(forward({{2}, {Residual{{Linear{2, 2}}}}}, {{1, 2, 3, 4}, {10, 20}}, {1, 1, 0, 1}, 2), {14, 28, 12, 25});
  check_close(forward({{2}, {Residual{}}}, {}, {3, -4}), {6, -8});
  SUBCASE("in a residual too, before or behind other layers") {
    // 1 + (2 + 3·2)
    check_close(forward({{1}, {Residual{{Linear{1, 1, false}, Residual{{Linear{1, 1, false}}}}}}}, {{2}, {3}}, {1}),
                {9});
    // 1 + 2·(1 + 3), then 9 + 5·9
    check_close(
        forward(
            {{1}, {Residual{{Residual{{Linear{1, 1, false}}}, Linear{1, 1, false}}}, Residual{{Linear{1, 1, false}}}}},
            {{3}, {2}, {5}}, {1}),
        {54});
  }
  SUBCASE("eight deep") {
    Layer layer = Relu{};
    for (int depth = 0; depth < deepest_layers; ++depth) layer = Residual{{layer}};
    check_close(forward({{1}, {layer}}, {}, {1, -1}, 2), {9, -8});
  }
}

TEST_CASE("nothing is fused or folded into or out of a residual") {
  // -2 + relu(-2), -2 + 2·(-2), leaky(1 - 3·1), 2·(1 + 1·1) + 1
  check_close(forward({{1}, {Linear{1, 1}, Residual{{Relu{}}}}}, {{1}, {-3}}, {1}), {-2});
  check_close(forward({{1}, {Linear{1, 1}, Residual{{BatchNorm{1, 0.0}}}}}, {{1}, {-3}, {2}, {0}, {0}, {1}}, {1}),
              {-6});
  check_close(forward({{1}, {Residual{{Linear{1, 1, false}}}, LeakyRelu{0.5}}}, {{-3}}, {1}), {-1});
  check_close(forward({{1}, {Residual{{Linear{1, 1, false}}}, BatchNorm{1, 0.0}}}, {{1}, {2}, {1}, {0}, {1}}, {1}),
              {5});
}

TEST_CASE("spectral_norm is refused, as export divides by it") {
  const Network network{{1}, {Residual{{SpectralNorm{{Linear{1, 1}}}}}}};
  Tensors tensors;
  put_random_weights(network, "g", 1, tensors);
  CHECK(runtime::NetworkPlan::make(network, "g", tensors.file).message() ==
        "g has a spectral_norm layer, which is for training; export divides by it");
}
