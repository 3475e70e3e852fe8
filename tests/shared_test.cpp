// The contract as data: descriptions in JSON, shapes by hand arithmetic, and the numbers that weights_format.md lists.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "shared/latent.hpp"
#include "shared/model_card.hpp"
#include "shared/network.hpp"
#include "shared/shapes.hpp"

namespace {

using namespace ganvas;

std::string network_json(const std::string& layers, const std::string& input) {
  return R"({"input":)" + input + R"(,"layers":[)" + layers + "]}";
}

Network network_of(const std::string& layers, const std::string& input) {
  auto network = from_json<Network>(network_json(layers, input), "net");
  REQUIRE_MESSAGE(network, network.message());
  return *network;
}

// The shape after the last layer, or the refusal.
std::string shape_after(const std::string& layers, const std::string& input) {
  const auto shapes = shapes_after(network_of(layers, input), "net");
  return shapes ? to_text(shapes->at(shapes->size() - 1)) : shapes.message();
}

std::string tensors_in(const std::string& layers) {
  std::string all;
  for (const auto& tensor : expected_tensors(network_of(layers, "[1]"), "net"))
    all += (all.empty() ? "" : " ") + tensor.name + to_text(tensor.shape);
  return all;
}

std::string refusal(const std::string& layers, const std::string& input = "[1,8,8]") {
  return from_json<Network>(network_json(layers, input), "net").message();
}

struct ShapeCase {
  const char *layers, *before, *after;
};

}  // namespace

TEST_CASE("each layer's shape is what its equation gives") {
  const ShapeCase cases[] = {
      {R"({"type":"linear","in_features":3,"out_features":5})", "[3]", "[5]"},
      // ⌊(8 + 2·1 - 3)/2⌋ + 1 = 4, ⌊(9 + 2·1 - 3)/2⌋ + 1 = 5
      {R"({"type":"conv2d","in_channels":2,"out_channels":6,"kernel_size":3,"stride":2,"padding":1})", "[2,8,9]",
       "[6,4,5]"},
      {R"({"type":"conv2d","in_channels":1,"out_channels":1,"kernel_size":5})", "[1,5,6]", "[1,1,2]"},
      // 2·(7-1) - 2·1 + 4 = 14
      {R"({"type":"conv_transpose2d","in_channels":4,"out_channels":2,"kernel_size":4,"stride":2,"padding":1})",
       "[4,7,7]", "[2,14,14]"},
      // 2·(7-1) - 2·1 + 3 + 1 = 14, 2·(3-1) - 2·1 + 3 + 1 = 6
      {R"({"type":"conv_transpose2d","in_channels":4,"out_channels":2,"kernel_size":3,"stride":2,"padding":1,
           "output_padding":1})",
       "[4,7,3]", "[2,14,6]"},
      {R"({"type":"batch_norm","num_features":4})", "[4,7,7]", "[4,7,7]"},
      {R"({"type":"batch_norm","num_features":4})", "[4]", "[4]"},
      {R"({"type":"conditional_batch_norm","num_features":4,"num_classes":10})", "[4,7,7]", "[4,7,7]"},
      {R"({"type":"relu"})", "[3,2,2]", "[3,2,2]"},
      {R"({"type":"leaky_relu","negative_slope":0.2})", "[9]", "[9]"},
      {R"({"type":"tanh"})", "[9]", "[9]"},
      {R"({"type":"sigmoid"})", "[9]", "[9]"},
      {R"({"type":"dropout","p":0.3})", "[9]", "[9]"},
      {R"({"type":"reshape","shape":[4,3,2]})", "[24]", "[4,3,2]"},
      {R"({"type":"reshape","shape":[24]})", "[4,3,2]", "[24]"},
      {R"({"type":"flatten"})", "[4,3,2]", "[24]"},
      {R"({"type":"upsample","scale_factor":3})", "[2,4,5]", "[2,12,15]"},
      {R"({"type":"upsample","mode":"bilinear"})", "[2,4,5]", "[2,8,10]"},
      {R"({"type":"label_embedding","num_embeddings":10,"embedding_dim":6})", "[100]", "[100]"},
      {R"({"type":"label_embedding","num_embeddings":10,"embedding_dim":6},{"type":"concat"})", "[100]", "[106]"},
      {R"({"type":"label_embedding","num_embeddings":10,"embedding_dim":6},{"type":"concat","input":"label"})",
       "[3,8,8]", "[9,8,8]"},
      {R"({"type":"label_projection","in_features":7,"num_classes":10})", "[7]", "[1]"},
      {R"({"type":"prelu"})", "[4,7,7]", "[4,7,7]"},
      {R"({"type":"prelu","num_parameters":4})", "[4]", "[4]"},
      {R"({"type":"pixel_shuffle","upscale_factor":3})", "[18,4,5]", "[2,12,15]"},
      {R"({"type":"zero_pad2d","left":1,"right":2,"top":3,"bottom":4})", "[2,4,5]", "[2,11,8]"},
      {R"({"type":"minibatch_stddev"})", "[3,4,5]", "[4,4,5]"},
      {R"({"type":"minibatch_discrimination","in_features":7,"out_features":3,"kernel_dims":5})", "[7]", "[10]"},
      {R"({"type":"residual","layers":[{"type":"linear","in_features":7,"out_features":5},)"
       R"({"type":"linear","in_features":5,"out_features":7}]})",
       "[7]", "[7]"},
      {R"({"type":"residual","layers":[]})", "[7]", "[7]"},
      {R"({"type":"spectral_norm","layers":[{"type":"linear","in_features":7,"out_features":5}]})", "[7]", "[5]"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.layers);
    CHECK(shape_after(c.layers, c.before) == c.after);
  }
}

TEST_CASE("each layer's tensors have PyTorch's names and shapes") {
  const std::array<const char*, 2> cases[] = {
      {R"({"type":"linear","in_features":3,"out_features":5})", "net.0.weight[5,3] net.0.bias[5]"},
      {R"({"type":"linear","in_features":3,"out_features":5,"bias":false})", "net.0.weight[5,3]"},
      {R"({"type":"conv2d","in_channels":2,"out_channels":6,"kernel_size":3})", "net.0.weight[6,2,3,3] net.0.bias[6]"},
      {R"({"type":"conv_transpose2d","in_channels":4,"out_channels":2,"kernel_size":4,"bias":false})",
       "net.0.weight[4,2,4,4]"},
      {R"({"type":"batch_norm","num_features":4})",
       "net.0.weight[4] net.0.bias[4] net.0.running_mean[4] net.0.running_var[4]"},
      {R"({"type":"conditional_batch_norm","num_features":4,"num_classes":10})",
       "net.0.weight[10,4] net.0.bias[10,4] net.0.running_mean[4] net.0.running_var[4]"},
      {R"({"type":"label_embedding","num_embeddings":10,"embedding_dim":6})", "net.0.weight[10,6]"},
      {R"({"type":"label_projection","in_features":7,"num_classes":10})",
       "net.0.weight[1,7] net.0.bias[1] net.0.embedding[10,7]"},
      {R"({"type":"relu"},{"type":"linear","in_features":1,"out_features":1})", "net.1.weight[1,1] net.1.bias[1]"},
      {R"({"type":"upsample"},{"type":"flatten"},{"type":"pixel_shuffle","upscale_factor":2},{"type":"zero_pad2d"})",
       ""},
      {R"({"type":"prelu","num_parameters":3})", "net.0.weight[3]"},
      {R"({"type":"minibatch_stddev"})", "net.0.running_mean[1]"},
      {R"({"type":"minibatch_discrimination","in_features":5,"out_features":3,"kernel_dims":2})",
       "net.0.weight[5,6] net.0.running_mean[3]"},
      {R"({"type":"residual","layers":[{"type":"prelu"},{"type":"residual","layers":[{"type":"relu"},{"type":"prelu"}]}]})",
       "net.0.layers.0.weight[1] net.0.layers.1.layers.1.weight[1]"},
      {R"({"type":"spectral_norm","layers":[{"type":"conv2d","in_channels":2,"out_channels":6,"kernel_size":3}]})",
       "net.0.weight_u[6] net.0.layers.0.weight[6,2,3,3] net.0.layers.0.bias[6]"},
  };
  for (const auto& [layers, tensors] : cases) CHECK(tensors_in(layers) == tensors);
}

TEST_CASE("each way in which a layer cannot follow another is refused, with what it gets and what it wants") {
  const ShapeCase cases[] = {
      {R"({"type":"relu"},{"type":"linear","in_features":3,"out_features":5})", "[4]",
       "net layer 1 (linear) gets [4], wants [3] (in_features)"},
      {R"({"type":"linear","in_features":3,"out_features":5})", "[3,1,1]",
       "net layer 0 (linear) gets [3,1,1], wants [3] (in_features)"},
      {R"({"type":"conv2d","in_channels":2,"out_channels":6,"kernel_size":3})", "[3,8,8]",
       "net layer 0 (conv2d) gets [3,8,8], wants [2,height,width] (in_channels)"},
      {R"({"type":"conv2d","in_channels":2,"out_channels":6,"kernel_size":3})", "[128]",
       "net layer 0 (conv2d) gets [128], wants [channels,height,width]; put a reshape before it"},
      {R"({"type":"conv2d","in_channels":1,"out_channels":1,"kernel_size":7,"padding":1})", "[1,4,9]",
       "net layer 0 (conv2d) gets [1,4,9], smaller than its kernel of 7 with padding 1"},
      {R"({"type":"conv_transpose2d","in_channels":1,"out_channels":1,"kernel_size":3,"stride":2,"output_padding":2})",
       "[1,4,4]", "net layer 0 (conv_transpose2d) has output_padding 2, must be smaller than the stride 2"},
      {R"({"type":"conv_transpose2d","in_channels":1,"out_channels":1,"kernel_size":1,"padding":1})", "[1,1,1]",
       "net layer 0 (conv_transpose2d) gives [1,-1,-1], every axis must lie between 1 and 65536"},
      {R"({"type":"batch_norm","num_features":4})", "[5,2,2]",
       "net layer 0 (batch_norm) gets [5,2,2], wants 4 channels (num_features)"},
      {R"({"type":"reshape","shape":[2,3]})", "[6]",
       "net layer 0 (reshape) has shape [2,3], wants [features] or [channels,height,width]"},
      {R"({"type":"reshape","shape":[2,3,4]})", "[25]",
       "net layer 0 (reshape) gets [25] (25 numbers), cannot become [2,3,4] (24)"},
      {R"({"type":"concat"})", "[6]", "net layer 0 (concat) has no label_embedding before it"},
      {R"({"type":"concat","input":"image"})", "[6]",
       "net layer 0 (concat) gets [6], wants [channels,height,width]; put a reshape before it"},
      {R"({"type":"concat","input":"image"})", "[6,2,2]",
       "net layer 0 (concat) appends the side image, but the network has none ('image')"},
      {R"({"type":"prelu","num_parameters":3})", "[4,2,2]",
       "net layer 0 (prelu) gets [4,2,2], wants 3 channels (num_parameters)"},
      {R"({"type":"pixel_shuffle","upscale_factor":2})", "[6,2,2]",
       "net layer 0 (pixel_shuffle) gets [6,2,2], wants a multiple of 4 channels (upscale_factor²)"},
      {R"({"type":"minibatch_stddev"})", "[6]",
       "net layer 0 (minibatch_stddev) gets [6], wants [channels,height,width]; put a reshape before it"},
      {R"({"type":"minibatch_discrimination","in_features":5,"out_features":3,"kernel_dims":2})", "[6]",
       "net layer 0 (minibatch_discrimination) gets [6], wants [5] (in_features)"},
      {R"({"type":"minibatch_discrimination","in_features":5,"out_features":60000,"kernel_dims":65536})", "[5]",
       "net layer 0 (minibatch_discrimination) gives [60000,65536], more than 16777216 numbers"},
      {R"({"type":"residual","layers":[{"type":"linear","in_features":3,"out_features":4}]})", "[3]",
       "net layer 0 (residual) gets [3], but its layers give [4], which cannot be added"},
      {R"({"type":"residual","layers":[{"type":"relu"},{"type":"linear","in_features":3,"out_features":4}]})", "[4]",
       "net layer 0 (residual) layer 1 (linear) gets [4], wants [3] (in_features)"},
      {R"({"type":"residual","layers":[{"type":"concat"}]})", "[4]",
       "net layer 0 (residual) layer 0 (concat) must stand outside"},
      {R"({"type":"upsample","scale_factor":16},{"type":"upsample","scale_factor":16})", "[16,64,64]",
       "net layer 1 (upsample) gives [16,16384,16384], more than 16777216 numbers"},
      {R"({"type":"conv2d","in_channels":65536,"out_channels":1,"kernel_size":1,"padding":64})", "[65536,1,256]",
       "net layer 0 (conv2d) pads to [65536,129,384], more than 16777216 numbers"},
      {R"({"type":"conv_transpose2d","in_channels":65536,"out_channels":1,"kernel_size":64})", "[65536,1,1]",
       "net layer 0 (conv_transpose2d) pads to [65536,127,127], more than 16777216 "
       "numbers"},
      {"", "[6]", "net has 0 layers, wants 1 to 1000"},
      {R"({"type":"relu"})", "[6,2]", "net has the input [6,2], wants [features] or [channels,height,width]"},
      {R"({"type":"relu"})", "[65536,65536,65536]",
       "net has the input [65536,65536,65536], more than 16777216 numbers"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.layers);
    CHECK(shape_after(c.layers, c.before) == c.after);
  }
}

TEST_CASE("a description with a wrong key, type or number is refused, naming the place") {
  CHECK(refusal(R"({"type":"lstm"})").find("net.layers[0] has the unknown type 'lstm', known are: linear, conv2d, ") ==
        0);
  CHECK(refusal(R"({"in_features":3})") == "net.layers[0] lacks 'type'");
  CHECK(refusal(R"({"type":"linear","in_features":3})") == "net.layers[0] lacks 'out_features' (a linear layer)");
  CHECK(refusal(R"({"type":"relu","slope":1})") ==
        "net.layers[0] has the unknown key 'slope', known are: type (a relu layer)");
  CHECK(refusal(R"({"type":"linear","in_features":0,"out_features":1})") ==
        "net.layers[0].in_features is 0, must be between 1 and 65536 (a linear layer)");
  CHECK(refusal(R"({"type":"linear","in_features":1.5,"out_features":1})") ==
        "net.layers[0].in_features must be a whole number, found 1.5 (a linear layer)");
  CHECK(refusal(R"({"type":"linear","in_features":99999999999,"out_features":1})") ==
        "net.layers[0].in_features is 99999999999, too large (a linear layer)");
  CHECK(refusal(R"({"type":"linear","in_features":1,"out_features":1,"bias":1})") ==
        "net.layers[0].bias must be true or false, found 1 (a linear layer)");
  CHECK(refusal(R"({"type":"upsample","mode":"cubic"})")
            .find(R"(net.layers[0].mode is "cubic", known are: nearest, bilinear)") == 0);
  CHECK(refusal(R"({"type":"concat","input":"picture"})") ==
        R"(net.layers[0].input is "picture", known are: label, image (a concat layer))");
  CHECK(refusal(R"({"type":"spectral_norm","layers":[{"type":"relu"}]})") ==
        "net.layers[0] must hold one layer, a linear, conv2d or conv_transpose2d (a spectral_norm layer)");
  CHECK(refusal(R"({"type":"residual","layers":[{"type":"linear","in_features":1}]})") ==
        "net.layers[0].layers[0] lacks 'out_features' (a linear layer) (a residual layer)");
  CHECK(refusal(R"("relu")") == R"(net.layers[0] must be an object, found "relu")");
  CHECK(refusal(R"({"type":"relu"})", R"("wide")") == R"(net.input must be a list, found "wide")");
  CHECK(refusal(R"({"type":"relu"})", "[0]") == "net.input[0] is 0, must be between 1 and 65536");
  CHECK(refusal(R"({"type":"relu","type":"tanh"})") == "net: the key 'type' stands twice");
}

TEST_CASE("a text that is not JSON is refused with the place, and a deep one costs no stack") {
  const auto starts = [](const std::string& json, const char* message) {
    return parse_json(json, "card").message().find(message) == 0;
  };
  CHECK(starts("{\"a\":}", "card: not valid JSON at byte 5: "));
  CHECK(starts("{} {}", "card: not valid JSON at byte 3: "));
  CHECK(starts("{\"a\":\"\xff\"}", "card: not valid JSON at byte "));
  CHECK(starts("", "card: not valid JSON at byte 0: "));
  CHECK(starts("[1,NaN]", "card: not valid JSON at byte "));
  CHECK(starts(std::string(1'000'000, '['), "card: not valid JSON"));
  CHECK(parse_json(std::string(100'000, '[') + std::string(100'000, ']'), "card"));
  CHECK(parse_json(R"([{"b":{"a":1,"a":1}}])", "card").message() == "card: the key 'a' stands twice");
}

TEST_CASE("a network survives the way to JSON and back, every layer with every option") {
  const std::string layers =
      R"({"type":"label_embedding","num_embeddings":10,"embedding_dim":6},)"
      R"({"type":"concat","input":"label"},)"
      R"({"type":"linear","in_features":10,"out_features":36,"bias":false},)"
      R"({"type":"reshape","shape":[4,3,3]},)"
      R"({"type":"batch_norm","num_features":4,"eps":0.001,"momentum":0.25},)"
      R"({"type":"relu"},)"
      R"({"type":"conv_transpose2d","in_channels":4,"out_channels":4,"kernel_size":4,"stride":2,"padding":1,)"
      R"("output_padding":1,"bias":true},)"
      R"({"type":"conditional_batch_norm","num_features":4,"num_classes":10,"eps":0.5,"momentum":0.5},)"
      R"({"type":"leaky_relu","negative_slope":0.125},)"
      R"({"type":"upsample","scale_factor":2,"mode":"bilinear"},)"
      R"({"type":"prelu","num_parameters":4},)"
      R"({"type":"residual","layers":[{"type":"relu"},{"type":"residual","layers":[]}]},)"
      R"({"type":"pixel_shuffle","upscale_factor":2},)"
      R"({"type":"minibatch_stddev","group_size":8},)"
      R"({"type":"zero_pad2d","left":1,"right":2,"top":3,"bottom":4},)"
      R"({"type":"spectral_norm","layers":[)"
      R"({"type":"conv2d","in_channels":2,"out_channels":2,"kernel_size":2,"stride":2,"padding":0,"bias":false}]},)"
      R"({"type":"conv2d","in_channels":2,"out_channels":1,"kernel_size":3,"stride":1,"padding":1,"bias":true},)"
      R"({"type":"dropout","p":0.25},)"
      R"({"type":"tanh"},{"type":"sigmoid"},{"type":"flatten"},)"
      // 28 + 3 + 4 and 28 + 1 + 2, halved
      R"({"type":"minibatch_discrimination","in_features":255,"out_features":5,"kernel_dims":3},)"
      R"({"type":"label_projection","in_features":260,"num_classes":10})";
  const auto network = network_of(layers, "[4]");
  CHECK(to_json(network) == network_json(layers, "[4]"));
  CHECK(network.layers.size() == std::variant_size_v<AnyLayer>);  // a new layer type belongs in this test
  CHECK(shape_after(layers, "[4]") == "[1]");
  const auto labels = label_count(network, "net");
  REQUIRE(labels);
  CHECK(*labels == 10);
}

TEST_CASE("a side image is appended where its size fits, and is part of the description") {
  const std::string json = R"({"input":[2,3,4],"image":[5,3,4],"layers":[{"type":"concat","input":"image"}]})";
  const auto network = from_json<Network>(json, "net");
  REQUIRE_MESSAGE(network, network.message());
  CHECK(to_json(*network) == json);
  CHECK(to_text(shapes_after(*network, "net")->back()) == "[7,3,4]");
  const std::vector<Layer> layers{Concat{SideInput::image}};
  CHECK(shapes_after({{2, 3, 4}, layers, {5, 4, 3}}, "net").message() ==
        "net layer 0 (concat) gets [2,3,4], cannot append the side image [5,4,3]");
  CHECK(shapes_after({{2, 3, 4}, layers, {5}}, "net").message() ==
        "net has the side image [5], wants [channels,height,width]");
}

TEST_CASE("an option that is left out takes torch.nn's default") {
  const auto network = network_of(R"({"type":"leaky_relu"},{"type":"dropout"},{"type":"batch_norm","num_features":2},)"
                                  R"({"type":"linear","in_features":2,"out_features":1})",
                                  "[2]");
  CHECK(std::get<LeakyRelu>(network.layers[0]).negative_slope == 0.01);
  CHECK(std::get<Dropout>(network.layers[1]).p == 0.5);
  CHECK(std::get<BatchNorm>(network.layers[2]).eps == 1e-5);
  CHECK(std::get<BatchNorm>(network.layers[2]).momentum == 0.1);
  CHECK(std::get<Linear>(network.layers[3]).bias);
}

TEST_CASE("layers that tell different numbers of labels apart are refused") {
  const auto network = network_of(R"({"type":"label_embedding","num_embeddings":10,"embedding_dim":2},)"
                                  R"({"type":"conditional_batch_norm","num_features":4,"num_classes":9})",
                                  "[4]");
  CHECK(label_count(network, "net").message() ==
        "net layer 1 (conditional_batch_norm) has 9 labels, an earlier layer 10");
}

TEST_CASE("numbers in messages are those of printf's %.9g") {
  const auto printed = [](double value) {
    char digits[32];
    std::snprintf(digits, sizeof digits, "%.9g", value);
    return std::string(digits);
  };
  for (const double value : {0.0, -0.0, 1.0, -1.5, 0.1, 1e-4, 9.9999e-5, 1e-5, 123456789.0, 999999999.5, 1e9, -2.5e-300,
                             1.7976931348623157e308, 100.0, 0.3, 65536.0, 0.00012345678949})
    CHECK(text(value) == printed(value));
  for (std::uint64_t i = 0; i < 20000; ++i) {
    double value;
    const std::uint64_t bits = random_bits(3, i, 0);
    std::memcpy(&value, &bits, sizeof value);
    const double modest = static_cast<double>(bits >> 40) / 1000;
    if (std::isfinite(value)) CHECK(text(value) == printed(value));
    CHECK(text(modest) == printed(modest));
  }
}

TEST_CASE("a message has none of a strange text's control characters, which a terminal would obey") {
  CHECK(fail("red\x1b[31m", std::string("\0\a\x7f", 3), " Füße\nend").message() == "red?[31m??? Füße\nend");
  // U+009B alone is an escape and its bracket.
  CHECK(fail("red\u009b31m").message().find("\u009b") == std::string::npos);
}

TEST_CASE("multiply-adds are counted as by hand") {
  CHECK(multiply_adds(Linear{3, 5}, {3}, {5}) == 15);
  // each of 6·4·4 outputs sums 2·3·3 products; each of 4·7·7 inputs stamps 2·4·4
  CHECK(multiply_adds(Conv2d{2, 6, 3, 2, 1}, {2, 8, 8}, {6, 4, 4}) == 1728);
  CHECK(multiply_adds(ConvTranspose2d{4, 2, 4, 2, 1}, {4, 7, 7}, {2, 14, 14}) == 6272);
  CHECK(multiply_adds(Relu{}, {9}, {9}) == 0);
  // 3·5 + 5·3 within
  CHECK(multiply_adds(Residual{{Linear{3, 5}, Linear{5, 3}}}, {3}, {3}) == 30);
}

TEST_CASE("latent numbers are bit for bit those that weights_format.md lists") {
  // From another program: SplitMix64 in integers, Φ⁻¹ by bisection of the complementary error function.
  struct Case {
    std::uint64_t seed, index, k, bits;
    std::uint32_t normal, uniform;
  };
  const Case cases[] = {
      {0, 0, 0, 0x238275bc38fcbe91, 0xbf8b0681, 0xbf38fb15},
      {0, 0, 1, 0xf89a2566b5822c54, 0x3ff2d8de, 0x3f71344b},
      {0, 1, 0, 0x2f101fe21496ea20, 0xbf669cb0, 0xbf21dfc0},
      {1, 0, 0, 0xb18a02f46d8d86c3, 0x3f017e1a, 0x3ec6280c},
      {42, 0, 63, 0x18f3f0cd453bbb1a, 0xbfa5e647, 0xbf4e181e},
      {42, 9, 99, 0xed6fa778eb726c64, 0x3fba8939, 0x3f5adf4f},
      {~std::uint64_t{0}, 0, 0, 0xfc042709560421da, 0x4009f399, 0x3f78084e},
      {12345678901234567, 1000000, 511, 0x8ac6634a8c625751, 0x3dd8790b, 0x3dac6635},
  };
  for (const auto& c : cases) {
    CAPTURE(c.seed);
    CAPTURE(c.k);
    CHECK(random_bits(c.seed, c.index, c.k) == c.bits);
    std::vector<float> z(c.k + 1);
    const auto bits_of_last = [&z] {
      std::uint32_t bits;
      std::memcpy(&bits, &z.back(), sizeof bits);
      return bits;
    };
    fill_latent(c.seed, c.index, LatentDistribution::normal, z);
    CHECK(bits_of_last() == c.normal);
    fill_latent(c.seed, c.index, LatentDistribution::uniform, z);
    CHECK(bits_of_last() == c.uniform);
  }
}

TEST_CASE("a card that contradicts itself is refused, naming both sides") {
  const auto card = [](const std::string& kind, const std::string& rest, const std::string& name = "generator") {
    const std::string layers = R"({"type":"linear","in_features":4,"out_features":784},)"
                               R"({"type":"tanh"},{"type":"reshape","shape":[1,28,28]})";
    return parse_card(R"({"version":1,"name":"toy","kind":")" + kind + R"(","networks":[{"name":")" + name +
                          R"(","input":[4],"layers":[)" + layers + R"(]}],"self_test":{"tolerance":0.0001},)" + rest +
                          "}",
                      "toy")
        .message();
  };
  const std::string latent = R"("latent":{"size":4},)";
  const std::string image = R"("image":{"shape":[1,28,28],"low":-1,"high":1})";
  CHECK(card("gan", latent + image) == "");
  CHECK(card("gan", R"("latent":{"size":5},)" + image) == "toy: the generator's input is [4], the card wants [5]");
  CHECK(card("gan", latent + R"("image":{"shape":[1,14,56],"low":-1,"high":1})") ==
        "toy: the generator gives [1,28,28], the card wants [1,14,56]");
  CHECK(card("gan", latent + R"("image":{"shape":[1,28,28],"low":1,"high":1})") ==
        "toy: the card's pixels run from 1 to 1");
  CHECK(card("conditional_gan", latent + image) ==
        "toy: the card says conditional_gan, its networks tell 0 labels apart");
  CHECK(card("gan", latent + image, "critic") ==
        "toy: the card says gan, so its first network must be 'generator', found 'critic'");
  CHECK(
      card("gan", latent + image + R"(,"colour":"red")").find("toy: card has the unknown key 'colour', known are: ") ==
      0);
}
