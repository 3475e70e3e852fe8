// The trainer's transposed convolution against LibTorch's own.
#include "tests/torch_doctest.hpp"

#include "trainer/conv_transpose.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;

int draw(int least, int most) { return static_cast<int>(torch::randint(least, most + 1, {1}).item<std::int64_t>()); }

torch::Tensor by_libtorch(const ConvTranspose2d& l, const torch::Tensor& x, const torch::Tensor& weight,
                          const torch::Tensor& bias) {
  return torch::conv_transpose2d(x, weight, bias, l.stride, l.padding, l.output_padding);
}

// What the layer gives, its gradients by x, weight and bias, and the gradients of their squares: what R1 would need.
template <class Convolution>
std::vector<torch::Tensor> everything(Convolution convolution, const ConvTranspose2d& layer,
                                      const std::vector<torch::Tensor>& values) {
  std::vector<torch::Tensor> inputs;
  for (const auto& value : values) inputs.push_back(value.detach().clone().set_requires_grad(true));
  const auto y = convolution(layer, inputs[0], inputs[1], layer.bias ? inputs[2] : torch::Tensor());
  const auto once = torch::autograd::grad({torch::tanh(y).sum()}, inputs, {}, true, true);
  auto squares = torch::zeros({}, y.options());
  for (const auto& gradient : once) squares = squares + gradient.square().sum();
  std::vector<torch::Tensor> all{y};
  all.insert(all.end(), once.begin(), once.end());
  for (const auto& gradient : torch::autograd::grad({squares}, inputs)) all.push_back(gradient);
  return all;
}

}  // namespace

TEST_CASE("conv_transpose2d gives what LibTorch's gives, and so do its gradients, once and twice") {
  torch::manual_seed(5);
  for (int i = 0; i < 20; ++i) {
    const int stride = draw(1, 3), in = draw(1, 40), out = draw(1, 40);
    const ConvTranspose2d layer{in, out, draw(2, 5), stride, draw(0, 1), draw(0, stride - 1), draw(0, 1) == 1};
    CAPTURE(to_json(Network{{in, 4, 4}, {layer}}));
    const auto check = [&](torch::ScalarType type, double tolerance) {
      const auto random = [&](std::vector<std::int64_t> shape) { return torch::randn(shape).to(type); };
      std::vector<torch::Tensor> values{random({draw(1, 9), in, draw(2, 9), draw(2, 9)}),
                                        random({in, out, layer.kernel_size, layer.kernel_size})};
      if (layer.bias) values.push_back(random({out}));
      const auto found = everything(conv_transpose2d, layer, values);
      const auto wanted = everything(by_libtorch, layer, values);
      for (std::size_t k = 0; k < wanted.size(); ++k) {
        CAPTURE(k);
        REQUIRE(found[k].sizes() == wanted[k].sizes());
        CHECK(((found[k] - wanted[k]).abs().max() / wanted[k].abs().max()).item<double>() < tolerance);
      }
    };
    check(torch::kFloat64, 1e-12);
    check(torch::kFloat32, 1e-4);  // sums of thousands of products, added in another order, and squared
  }
}

TEST_CASE("conv_transpose2d asks for no gradient of what needs none") {
  const ConvTranspose2d layer{3, 2, 4, 2, 1, 0, false};
  const auto x = torch::randn({2, 3, 5, 5});
  const auto weight = torch::randn({3, 2, 4, 4}).set_requires_grad(true);
  conv_transpose2d(layer, x, weight, {}).sum().backward();
  CHECK_FALSE(x.grad().defined());
  CHECK(weight.grad().defined());
  torch::InferenceMode inference;
  CHECK_FALSE(conv_transpose2d(layer, torch::randn({2, 3, 5, 5}), torch::randn({3, 2, 4, 4}), {}).requires_grad());
}
