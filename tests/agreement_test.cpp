// The Eigen runtime computes what LibTorch computes: each layer with random shapes, and each recipe's networks.
#include "tests/agreement.hpp"

#include <filesystem>

#include "runtime/generator.hpp"
#include "runtime/image_reader.hpp"
#include "trainer/weights.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;

template <class Make>
void check_layer(const char* name, Make make, int times = 12) {
  torch::manual_seed(7);
  for (int i = 0; i < times; ++i) {
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
  check_layer("prelu", [&] {
    const Shape x = draw(0, 1) ? image() : Shape{draw(1, 40)};
    return Network{x, {PRelu{draw(0, 1) ? x[0] : 1}}};
  });
  check_layer("prelu after a layer that it is fused with", [] { return Network{{5}, {Linear{5, 9}, PRelu{}}}; });
  check_layer("pixel_shuffle", [] {
    const int factor = draw(1, 4);
    return Network{{factor * factor * draw(1, 3), draw(1, 5), draw(1, 5)}, {PixelShuffle{factor}}};
  });
  check_layer("zero_pad2d", [&] {
    const Shape x = image();
    return Network{x, {ZeroPad2d{draw(0, 3), draw(0, 3), draw(0, 3), draw(0, 3)}, Conv2d{x[0], 3, 3}}};
  });
  check_layer("minibatch_stddev", [&] { return Network{image(), {MinibatchStddev{}}}; });
  check_layer("minibatch_discrimination", [] {
    const int in = draw(1, 40);
    return Network{{in}, {MinibatchDiscrimination{in, draw(1, 9), draw(1, 5)}}};
  });
  check_layer("concat of the side image", [&] {
    const Shape x = image();
    const int depth = draw(1, 4);
    return Network{
        x, {Concat{SideInput::image}, Conv2d{x[0] + depth, 3, 3, 1, 1}, Concat{SideInput::image}}, {depth, x[1], x[2]}};
  });
  check_layer("residual", [&] {
    const Shape x = image();
    const int c = x[0], middle = draw(1, 9);
    return Network{x,
                   {Conv2d{c, c, 1},
                    Residual{{BatchNorm{c}, Relu{}, Conv2d{c, middle, 3, 1, 1}, PRelu{middle},
                              Residual{{Conv2d{middle, middle, 3, 1, 1, false}, BatchNorm{middle}}}, LeakyRelu{0.2},
                              ConditionalBatchNorm{middle, 10}, Conv2d{middle, c, 3, 1, 1}, Dropout{0.5}}},
                    Relu{}, Residual{{Conv2d{c, c, 1}}}, BatchNorm{c}}};
  });
  check_layer("spectral_norm", [&] {
    const Shape x = image();
    const int c = x[0], out = draw(1, 9);
    return Network{x,
                   {SpectralNorm{{Conv2d{c, out, 3, 1, 1}}}, Relu{},
                    Residual{{Dropout{}, SpectralNorm{{ConvTranspose2d{out, out, 3, 1, 1}}}}}, Flatten{},
                    SpectralNorm{{Linear{out * x[1] * x[2], 5, false}}}}};
  });
}

TEST_CASE("what the plan joins agrees with LibTorch on shapes that no recipe has") {
  // A kernel that covers its image and the zeros around, and any that is smaller.
  const auto convolution = [](const Shape& x, int stride) {
    const int padding = draw(0, 4), most = std::min({x[1] + 2 * padding, x[2] + 2 * padding, 7});
    return Conv2d{x[0], draw(1, 9), draw(1, most), stride, padding, draw(0, 1) == 1};
  };
  const auto narrow = [] { return draw(0, 1) ? Shape{draw(1, 5), 1, draw(1, 20)} : Shape{draw(1, 5), draw(1, 20), 1}; };
  check_layer(
      "upsample and the convolution behind it",
      [&] {
        const int factor = draw(1, 5);
        const Shape x{draw(1, 5), draw(1, 6), draw(1, 6)};
        return Network{x,
                       {Upsample{factor, UpsampleMode::nearest},
                        convolution({x[0], factor * x[1], factor * x[2]}, draw(1, 4) == 1 ? draw(2, 3) : 1)}};
      },
      100);
  check_layer(
      "conv_transpose2d of one pixel",
      [] {
        const int channels = draw(1, 9), stride = draw(1, 4), size = draw(1, 6), padding = draw(0, (size - 1) / 2);
        return Network{
            {channels, 1, 1},
            {ConvTranspose2d{channels, draw(1, 9), size, stride, padding, draw(0, stride - 1), draw(0, 1) == 1}}};
      },
      40);
  check_layer(
      "conv2d of a line",
      [&] {
        const Shape x = narrow();
        return Network{x, {convolution(x, draw(1, 7))}};
      },
      60);
  check_layer(
      "conv_transpose2d of a line",
      [&] {
        const Shape x = narrow();
        const int stride = draw(1, 7);
        return Network{x, {ConvTranspose2d{x[0], draw(1, 9), draw(3, 7), stride, 1, draw(0, stride - 1), true}}};
      },
      40);
  check_layer("batch_norm of each pixel of a convolution", [] {
    const Shape x{draw(1, 4), draw(1, 5), draw(1, 5)};
    return Network{x, {Conv2d{x[0], 6, 1}, Flatten{}, BatchNorm{6 * x[1] * x[2]}, Relu{}}};
  });
  check_layer("batch_norm of other channels than a convolution's", [] {
    return Network{{3, 4, 4},
                   {Conv2d{3, 6, 3, 1, 1}, Reshape{{3, 8, 4}}, BatchNorm{3}, Reshape{{12, 4, 2}}, LeakyRelu{0.1}}};
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

namespace {

NetworkModule initialised(const Network& network) {
  NetworkModule module(network, torch::kCPU);
  module.initialise(Initialisation::torch);
  return module;
}

double difference_of(const std::vector<float>& found, const torch::Tensor& wanted) {
  auto values = found;
  return (torch::from_blob(values.data(), wanted.sizes()) - wanted).abs().max().item<double>();
}

// Twenty images of seed 5, as the runtime draws them from the file's bytes.
std::vector<float> drawn(const runtime::Generator& generator) {
  const auto latent = static_cast<std::size_t>(generator.latent_size());
  std::vector<float> latents(20 * latent), images(20 * static_cast<std::size_t>(generator.image_size()));
  std::vector<int> labels;
  for (std::size_t i = 0; i < 20; ++i) {
    fill_latent(5, i, generator.card().latent.distribution, std::span(latents).subspan(i * latent, latent));
    if (generator.label_count()) labels.push_back(static_cast<int>(i) % generator.label_count());
  }
  auto workspace = generator.workspace(20);
  const auto status = generator.sample(latents, labels, images, workspace);
  REQUIRE_MESSAGE(status, status.message());
  return images;
}

}  // namespace

TEST_CASE("an exported file loads in the runtime and gives LibTorch's pixels, as F32, F16 and I8") {
  auto recipe = load_recipe("digits", GANVAS_RECIPES, {});
  REQUIRE(recipe);
  torch::manual_seed(3);
  const NetworkModule module = initialised(recipe->generator);
  ModelCard card;
  card.name = "digits";
  card.kind = recipe->kind;
  card.latent = recipe->latent;
  card.labels = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  const std::pair<WeightType, double> dtypes[] = {
      {WeightType::F32, tolerance}, {WeightType::F16, 2e-2}, {WeightType::I8, 0.2}};
  for (const auto& [dtype, rounding] : dtypes) {
    const auto bytes = export_model(card, {&module}, dtype);
    const auto generator = runtime::Generator::load(bytes, "digits.safetensors");
    REQUIRE_MESSAGE(generator, generator.message());
    CHECK(generator->self_test_difference() < tolerance);
    const auto images = drawn(*generator);
    CHECK(difference_of(images, sample({&module}, generator->card(), 5, 20, torch::kCPU)) < rounding);
    const auto stored = load_networks(*parse_model(bytes, "digits.safetensors"));
    CHECK(difference_of(images, sample(pointers(stored), generator->card(), 5, 20, torch::kCPU)) < tolerance);
  }
}

TEST_CASE("an exported pyramid gives LibTorch's pixels, its labels going to the level that takes them") {
  torch::manual_seed(4);
  const Concat side{SideInput::image};
  const NetworkModule levels[] = {
      initialised({{6}, {Linear{6, 48}, Tanh{}, Reshape{{3, 4, 4}}}}),
      initialised({{3},
                   {LabelEmbedding{4, 2}, Concat{}, SpectralNorm{{Linear{5, 128}}}, Reshape{{2, 8, 8}}, side,
                    Residual{{Conv2d{5, 5, 3, 1, 1}, PRelu{5}}}, Conv2d{5, 3, 3, 1, 1}},
                   {3, 8, 8}}),
      initialised({{2}, {Linear{2, 256}, Reshape{{1, 16, 16}}, side, Conv2d{4, 3, 3, 1, 1}}, {3, 16, 16}})};
  const Networks networks{&levels[0], &levels[1], &levels[2]};
  ModelCard card;
  card.name = "pyramid";
  card.kind = ModelKind::pyramid;
  card.latent.size = 11;
  card.labels = {"a", "b", "c", "d"};
  card.image.shape = {3, 16, 16};
  const auto generator = runtime::Generator::load(export_model(card, networks, WeightType::F32), "pyramid");
  REQUIRE_MESSAGE(generator, generator.message());
  CHECK(difference_of(drawn(*generator), sample(networks, generator->card(), 5, 20, torch::kCPU)) < tolerance);
}

TEST_CASE("an exported discriminator is read as LibTorch judges when it is not training") {
  torch::manual_seed(5);
  const NetworkModule module =
      initialised({{3, 8, 8},
                   {SpectralNorm{{Conv2d{3, 4, 3, 2, 1}}}, LeakyRelu{0.2}, MinibatchStddev{}, Dropout{}, Flatten{},
                    MinibatchDiscrimination{80, 6, 3}, LabelProjection{86, 4}}});
  ModelCard card;
  card.name = "judge";
  card.kind = ModelKind::discriminator;
  card.labels = {"a", "b", "c", "d"};
  card.image.shape = {3, 8, 8};
  const auto reader = runtime::ImageReader::load(export_model(card, {&module}, WeightType::F32), "judge");
  REQUIRE_MESSAGE(reader, reader.message());
  torch::NoGradGuard guard;
  const auto images = torch::randn({5, 3, 8, 8});
  const auto wanted = module.forward(images, torch::arange(5, torch::kInt64).remainder(4), false);
  std::vector<float> opinions(5);
  auto workspace = reader->workspace(5);
  REQUIRE(reader->read(floats_of(images), std::vector<int>{0, 1, 2, 3, 0}, opinions, workspace));
  CHECK(difference_of(opinions, wanted) < tolerance);
}
