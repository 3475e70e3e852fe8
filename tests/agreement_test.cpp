// The Eigen runtime computes what LibTorch computes: each layer with random shapes, and each recipe's networks.
#include "tests/torch_doctest.hpp"

#include <filesystem>

#include "runtime/generator.hpp"
#include "runtime/network_plan.hpp"
#include "shared/shapes.hpp"
#include "trainer/weights.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;

constexpr double tolerance = 1e-4;

// A network with random weights and statistics, run by both sides on the same random batch.
enum class Weights { wild, as_initialised };
double largest_difference(const Network& network, int batch, Weights weights) {
  NetworkModule module(network, torch::kCPU);
  torch::NoGradGuard guard;
  // Deep networks get weights of a trained size: wild ones would blow values up until a tanh sees only rounding.
  module.initialise(Initialisation::torch);
  weights == Weights::wild ? module.parameters.normal_(0, 0.3)
                           : module.parameters.add_(torch::randn_like(module.parameters), 0.02);
  module.statistics.uniform_(0.5, 1.5);  // as means and as variances
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
  const auto wanted = module.forward(x, labels, false).contiguous();

  TensorFile file;
  std::vector<torch::Tensor> kept;
  for (std::size_t i = 0; i < module.tensors().size(); ++i)
    for (const auto& [name, tensor] : module.tensors()[i]) {
      kept.push_back(tensor.detach().contiguous());
      file.tensors[text("network.", i, ".", name)] = {
          DType::F32, tensor.sizes().vec(),
          std::as_bytes(std::span(kept.back().data_ptr<float>(), static_cast<std::size_t>(tensor.numel())))};
    }
  auto plan = runtime::NetworkPlan::make(network, "network", file);
  REQUIRE_MESSAGE(plan, plan.message());
  auto workspace = plan->workspace(batch);
  auto found = torch::full_like(wanted, 1e9);
  const auto status = plan->forward({x.data_ptr<float>(), static_cast<std::size_t>(x.numel())}, label_list,
                                    {found.data_ptr<float>(), static_cast<std::size_t>(found.numel())}, workspace);
  REQUIRE_MESSAGE(status, status.message());
  // Relative where values are large: a sum of a thousand random products is not a pixel.
  return ((found - wanted).abs() / wanted.abs().clamp_min(1)).max().item<double>();
}

int draw(int least, int most) { return static_cast<int>(torch::randint(least, most + 1, {1}).item<std::int64_t>()); }

template <class Make>
void check_layer(const char* name, Make make) {
  torch::manual_seed(7);
  for (int i = 0; i < 12; ++i) {
    const Network network = make();
    CAPTURE(name);
    CAPTURE(to_json(network));
    CHECK(largest_difference(network, draw(1, 9), Weights::wild) < tolerance);
  }
}

}  // namespace

TEST_CASE("every layer of the runtime agrees with LibTorch on random shapes") {
  const auto image = [] { return Shape{draw(1, 9), draw(4, 12), draw(4, 12)}; };
  check_layer("linear", [] {
    const int in = draw(1, 90), out = draw(1, 90);
    return Network{{in}, {Linear{in, out, draw(0, 1) == 1}}};
  });
  check_layer("conv2d", [&] {
    const Shape x = image();
    return Network{x, {Conv2d{x[0], draw(1, 9), draw(1, 4), draw(1, 3), draw(0, 2), draw(0, 1) == 1}}};
  });
  check_layer("conv_transpose2d", [&] {
    const Shape x = image();
    const int stride = draw(1, 3);
    return Network{
        x, {ConvTranspose2d{x[0], draw(1, 9), draw(2, 5), stride, draw(0, 1), draw(0, stride - 1), draw(0, 1) == 1}}};
  });
  check_layer("batch_norm", [&] {
    const Shape x = draw(0, 1) ? image() : Shape{draw(1, 40)};
    return Network{x, {BatchNorm{x[0], 1e-3, 0.1}}};
  });
  check_layer("batch_norm after a layer that it folds into", [&] {
    const Shape x = image();
    return Network{x,
                   {ConvTranspose2d{x[0], 5, 3, 2, 1, 0, false}, BatchNorm{5}, Relu{}, Conv2d{5, 4, 3, 1, 1, true},
                    BatchNorm{4}, LeakyRelu{0.2}}};
  });
  check_layer("conditional_batch_norm", [&] {
    const Shape x = draw(0, 1) ? image() : Shape{draw(1, 40)};
    return Network{x, {ConditionalBatchNorm{x[0], draw(1, 12)}}};
  });
  check_layer("activations", [] { return Network{{50}, {LeakyRelu{0.2}, Tanh{}, Relu{}, Sigmoid{}}}; });
  check_layer("reshape and flatten", [] { return Network{{24}, {Reshape{{2, 3, 4}}, Tanh{}, Flatten{}}}; });
  check_layer("upsample nearest", [&] { return Network{image(), {Upsample{draw(1, 3), UpsampleMode::nearest}}}; });
  check_layer("upsample bilinear", [&] { return Network{image(), {Upsample{draw(1, 3), UpsampleMode::bilinear}}}; });
  check_layer("dropout, which does nothing after training", [] { return Network{{20}, {Dropout{0.5}, Tanh{}}}; });
  check_layer("label_embedding and concat", [&] {
    const Shape x = draw(0, 1) ? image() : Shape{draw(1, 40)};
    return Network{x, {LabelEmbedding{10, draw(1, 8)}, Concat{}}};
  });
  check_layer("label_projection", [] {
    const int in = draw(1, 40);
    return Network{{in}, {LabelProjection{in, 10}}};
  });
}

TEST_CASE("every recipe's networks agree between the runtime and LibTorch") {
  torch::manual_seed(11);
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(GANVAS_RECIPES)) {
    auto recipe = load_recipe(entry.path().string(), GANVAS_RECIPES, {});
    REQUIRE_MESSAGE(recipe, recipe.message());
    for (const Network* network : {&recipe->generator, &recipe->discriminator, &recipe->classifier}) {
      if (network->layers.empty()) continue;
      CAPTURE(recipe->name);
      CHECK(largest_difference(*network, 5, Weights::as_initialised) < tolerance);
      ++seen;
    }
  }
  CHECK(seen >= 9);
}

TEST_CASE("an exported file loads in the runtime and gives LibTorch's pixels, as F32 and as F16") {
  auto recipe = load_recipe("digits", GANVAS_RECIPES, {});
  REQUIRE(recipe);
  torch::manual_seed(3);
  NetworkModule module(recipe->generator, torch::kCPU);
  module.initialise(Initialisation::torch);
  ModelCard card;
  card.name = "digits";
  card.kind = recipe->kind;
  card.latent = recipe->latent;
  card.labels = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  for (const WeightType dtype : {WeightType::F32, WeightType::F16}) {
    const auto bytes = export_model(card, {&module}, dtype);
    auto generator = runtime::Generator::load(bytes, "digits.safetensors");
    REQUIRE_MESSAGE(generator, generator.message());
    CHECK(generator->self_test_difference() < tolerance);
    const auto wanted = sample({&module}, generator->card(), 5, 20, torch::kCPU).contiguous();
    std::vector<float> latents(20 * 64), images(20 * 784);
    std::vector<int> labels;
    for (int i = 0; i < 20; ++i) {
      fill_latent(5, static_cast<std::uint64_t>(i), LatentDistribution::normal,
                  std::span(latents).subspan(static_cast<std::size_t>(i) * 64, 64));
      labels.push_back(i % 10);
    }
    auto workspace = generator->workspace(20);
    REQUIRE(generator->sample(latents, labels, images, workspace));
    const double difference = (torch::from_blob(images.data(), wanted.sizes()) - wanted).abs().max().item<double>();
    CHECK(difference < (dtype == WeightType::F32 ? tolerance : 2e-2));
  }
}
