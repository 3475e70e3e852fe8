#include "trainer/conv_transpose.hpp"

namespace ganvas::train {
namespace {

// The gradients of conv2d(input, weight) by `input` and by `weight`, each where asked for.
auto conv2d_gradients(const torch::Tensor& gradient, const torch::Tensor& input, const torch::Tensor& weight,
                      std::int64_t stride, std::int64_t padding, std::array<bool, 2> wanted) {
  return at::convolution_backward(gradient, input, weight, at::OptionalIntArrayRef(), {stride, stride},
                                  {padding, padding}, {1, 1}, false, {0, 0}, 1, {wanted[0], wanted[1], false});
}

struct TransposedConv2d : torch::autograd::Function<TransposedConv2d> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& weight, std::int64_t stride, std::int64_t padding,
                               std::int64_t output_padding) {
    context->save_for_backward({x, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    const auto side = [&](std::int64_t axis) {
      return (x.size(axis) - 1) * stride - 2 * padding + weight.size(axis) + output_padding;
    };
    // Only the shape of conv2d's input matters to the gradient by it.
    const auto shape = torch::empty({x.size(0), weight.size(1), side(2), side(3)}, x.options());
    return std::get<0>(conv2d_gradients(x, shape, weight, stride, padding, {true, false}));
  }

  static torch::autograd::tensor_list backward(torch::autograd::AutogradContext* context,
                                               const torch::autograd::tensor_list& gradients) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor &x = saved[0], &weight = saved[1], &gradient = gradients[0];
    const auto stride = context->saved_data["stride"].toInt(), padding = context->saved_data["padding"].toInt();
    torch::Tensor of_x, of_weight;
    if (context->needs_input_grad(0)) of_x = torch::conv2d(gradient, weight, {}, stride, padding);
    if (context->needs_input_grad(1))
      of_weight = std::get<1>(conv2d_gradients(x, gradient, weight, stride, padding, {false, true}));
    return {of_x, of_weight, {}, {}, {}};
  }
};

}  // namespace

torch::Tensor conv_transpose2d(const ConvTranspose2d& layer, const torch::Tensor& x, const torch::Tensor& weight,
                               const torch::Tensor& bias) {
  // Autocast gives types of its own to what it knows.
  if (!x.is_cpu() || x.scalar_type() != weight.scalar_type())
    return torch::conv_transpose2d(x, weight, bias, layer.stride, layer.padding, layer.output_padding);
  const auto y = TransposedConv2d::apply(x, weight, layer.stride, layer.padding, layer.output_padding);
  return bias.defined() ? y + bias.view({1, -1, 1, 1}) : y;
}

}  // namespace ganvas::train
