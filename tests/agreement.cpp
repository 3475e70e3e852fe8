#include "tests/agreement.hpp"

#include "runtime/network_plan.hpp"
#include "shared/shapes.hpp"
#include "trainer/weights.hpp"

namespace ganvas {

using namespace train;

double largest_difference(const Network& network, int batch, Weights weights) {
  NetworkModule trained(network, torch::kCPU);
  torch::NoGradGuard guard;
  // Deep networks get weights of a trained size: wild ones would blow values up until a tanh sees only rounding.
  trained.initialise(Initialisation::torch);
  weights == Weights::wild ? trained.parameters.normal_(0, 0.3)
                           : trained.parameters.add_(torch::randn_like(trained.parameters), 0.02);
  trained.statistics.uniform_(0.5, 1.5);  // as means and as variances
  auto labels_wanted = label_count(network, "network");
  REQUIRE(labels_wanted);
  std::vector<std::int64_t> shape(network.input.begin(), network.input.end());
  shape.insert(shape.begin(), batch);
  const auto x = torch::randn(shape);
  torch::Tensor labels;
  std::vector<int> label_list;
  if (*labels_wanted) {
    labels = torch::randint(*labels_wanted, {batch}, torch::kInt64);
    for (int i = 0; i < batch; ++i) label_list.push_back(labels[i].item<int>());
  }
  torch::Tensor image;
  if (!network.image.empty()) image = torch::randn({batch, network.image[0], network.image[1], network.image[2]});
  const auto wanted = trained.forward(x, labels, false, image).contiguous();

  // What the file would hold: no dropout, and the spectral norms divided into the weights.
  const NetworkModule module = trained.played();
  TensorFile file;
  std::vector<torch::Tensor> kept;
  for (std::size_t i = 0; i < module.tensors().size(); ++i)
    for (const auto& [name, tensor] : module.tensors()[i]) {
      kept.push_back(tensor.detach().contiguous());
      file.tensors[text("network.", i, ".", name)] = {
          DType::F32, tensor.sizes().vec(),
          std::as_bytes(std::span(kept.back().data_ptr<float>(), static_cast<std::size_t>(tensor.numel())))};
    }
  auto plan = runtime::NetworkPlan::make(module.network(), "network", file);
  REQUIRE_MESSAGE(plan, plan.message());
  auto workspace = plan->workspace(batch);
  auto found = torch::full_like(wanted, 1e9);
  const auto status = plan->forward(
      {floats_of(x), label_list, floats_of(found), image.defined() ? floats_of(image) : std::span<float>()}, workspace);
  REQUIRE_MESSAGE(status, status.message());
  // A sum of a thousand random products is not a pixel, and a network may make everything small.
  const auto size = wanted.abs();
  return ((found - wanted).abs() / torch::maximum(size, size.max().clamp(1e-3, 1))).max().item<double>();
}

}  // namespace ganvas
