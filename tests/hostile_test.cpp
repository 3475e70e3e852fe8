// One damaged file for each rule of the format, the card and the tensors: each is refused with its own message.
#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "runtime/generator.hpp"
#include "tests/random_model.hpp"

using namespace ganvas;
using namespace ganvas::testing;

namespace {

const std::string file_name = "evil.safetensors";

std::vector<std::byte> with_header(std::uint64_t size, const std::string& header, std::size_t data = 0) {
  std::vector<std::byte> bytes(8);
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::byte>(size >> (8 * i));
  for (char c : header) bytes.push_back(static_cast<std::byte>(c));
  bytes.resize(bytes.size() + data);
  return bytes;
}
std::vector<std::byte> with_header(const std::string& header, std::size_t data = 0) {
  return with_header(header.size(), header, data);
}

// The message must name the file and hold the rule's own words.
void check_refused(const std::string& message, const std::string& words) {
  CAPTURE(message);
  CHECK(message.starts_with(file_name + ":"));
  CHECK(message.find(words) != std::string::npos);
}
void refuses_bytes(const std::vector<std::byte>& bytes, const std::string& words) {
  const auto file = parse_safetensors(bytes, file_name);
  REQUIRE_FALSE(file);
  check_refused(file.message(), words);
  check_refused(runtime::Generator::load(bytes, file_name).message(), words);
}
// {"t":{…}} with `data` bytes behind it.
void refuses_tensor(const std::string& tensor, std::size_t data, const std::string& words) {
  refuses_bytes(with_header("{\"t\":" + tensor + "}", data), words);
}
void refuses_model(const std::function<void(RandomModel&)>& damage, const std::string& words) {
  RandomModel model = random_model(small_conditional_generator());
  damage(model);
  const auto generator = runtime::Generator::load(model.bytes(), file_name);
  REQUIRE_FALSE(generator);
  check_refused(generator.message(), words);
}
// The card's text, with one part exchanged.
void refuses_card(const std::string& part, const std::string& instead, const std::string& words) {
  const RandomModel model = random_model(small_conditional_generator());
  std::string card = to_json(model.card);
  const auto at = card.find(part);
  REQUIRE(at != std::string::npos);
  card.replace(at, part.size(), instead);
  const auto bytes = to_safetensors(model.tensors.file.tensors, {{"ganvas", card}});
  const auto generator = runtime::Generator::load(bytes, file_name);
  REQUIRE_FALSE(generator);
  check_refused(generator.message(), words);
}

}  // namespace

TEST_CASE("a file too short for its header's length is refused") { refuses_bytes({}, "0 bytes, too short"); }
TEST_CASE("a header above the limit is refused before anything is allocated") {
  refuses_bytes(with_header(100'000'001, "{}"), "claims a header of 100000001 bytes, the limit is 100000000");
  refuses_bytes(with_header(~0ULL, "{}"), "the limit is");
}
TEST_CASE("a header that ends beyond the file is refused as truncated") {
  refuses_bytes(with_header(50, "{}"), "claims a header of 50 bytes, 2 follow; it is truncated");
}
TEST_CASE("a header that does not start with a brace is refused") {
  refuses_bytes(with_header(" {}"), "must start with '{'");
  refuses_bytes(with_header(""), "must start with '{'");
}
TEST_CASE("a header that is no JSON is refused, naming the byte") {
  refuses_bytes(with_header("{\"t\":"), "not valid JSON at byte 5");
  refuses_bytes(with_header("{} x"), "not valid JSON");
  refuses_bytes(with_header("{\"\xff\":1}"), "not valid JSON");
  refuses_bytes(with_header(std::string("{\"t\0\":1}", 8)), "not valid JSON at byte 3: a zero");
}
TEST_CASE("a list of more items than any of ours has is refused before they are given memory") {
  std::string axes = "1";
  for (int i = 0; i < 1 << 16; ++i) axes += ",1";
  refuses_tensor(R"({"dtype":"F32","shape":[)" + axes + R"(],"data_offsets":[0,4]})", 4,
                 "has 65537 items, must have at most 65536");
}
TEST_CASE("a key that stands twice is refused") {
  refuses_bytes(with_header(R"({"t":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"t":1})"),
                "the key 't' stands twice");
}
TEST_CASE("metadata that are not text are refused") {
  refuses_bytes(with_header(R"({"__metadata__":1})"), "__metadata__ must be an object");
  refuses_bytes(with_header(R"({"__metadata__":{"a":1}})"), "__metadata__ 'a' must be a text, found 1");
}
TEST_CASE("a tensor that is no object, or lacks or adds a member, is refused") {
  refuses_tensor("1", 0, "tensor 't' must be an object, found 1");
  refuses_tensor(R"({"shape":[],"data_offsets":[0,4]})", 4, "tensor 't' lacks 'dtype'");
  refuses_tensor(R"({"dtype":"F32","data_offsets":[0,4]})", 4, "lacks 'shape'");
  refuses_tensor(R"({"dtype":"F32","shape":[1]})", 4, "lacks 'data_offsets'");
  refuses_tensor(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1})", 4, "unknown key 'x'");
}
TEST_CASE("a type that this reader does not know is refused") {
  refuses_tensor(R"({"dtype":"BF16","shape":[2],"data_offsets":[0,4]})", 4, "dtype \"BF16\", this reader knows F32");
  refuses_tensor(R"({"dtype":5,"shape":[2],"data_offsets":[0,4]})", 4, "dtype 5");
}
TEST_CASE("axes that are negative, fractional or too many to count are refused") {
  refuses_tensor(R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})", 4, "must be at least 0");
  refuses_tensor(R"({"dtype":"F32","shape":[1.5],"data_offsets":[0,4]})", 4, "must be a whole number");
  refuses_tensor(R"({"dtype":"F32","shape":[9223372036854775807,9],"data_offsets":[0,4]})", 4,
                 "more bytes than 64 bits");
}
TEST_CASE("offsets that are not two, run backwards or leave the file are refused") {
  refuses_tensor(R"({"dtype":"F32","shape":[1],"data_offsets":[0]})", 4, "1 data_offsets, wants two");
  refuses_tensor(R"({"dtype":"F32","shape":[1],"data_offsets":[4,0]})", 4, "data_offsets [4,0]");
  refuses_tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})", 4,
                 "the file holds 4 bytes of data; it is truncated");
}
TEST_CASE("a tensor whose bytes do not fit its shape is refused") {
  refuses_tensor(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})", 4, "has 4 bytes, F32 [2] wants 8");
}
TEST_CASE("overlaps, holes and bytes at the end are refused") {
  const std::string a = R"("a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
  refuses_bytes(with_header("{" + a + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8),
                "tensor 'b' begins at byte 4, inside the tensor before it");
  refuses_bytes(with_header("{" + a + R"(,"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}})", 16),
                "a hole of 4 bytes before tensor 'b'");
  refuses_bytes(with_header("{" + a + "}", 11), "3 bytes after the last tensor");
}
TEST_CASE("a million brackets are refused without a crash") {
  std::string header = "{\"a\":";
  header.append(1'000'000, '[');
  refuses_bytes(with_header(header), "not valid JSON");
  header.append(1'000'000, ']');
  header += "}";
  refuses_bytes(with_header(header), "must be an object, found a list");
  refuses_card("\"recipe\":null", "\"recipe\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']'),
               "recipe nests deeper than 100 brackets");
}

// A card whose first layer is a relu within `depth` residuals.
static std::string nested(int depth) {
  std::string layer = R"({"type":"relu"})";
  std::string open, close;
  for (int i = 0; i < depth; ++i) {
    open += R"({"type":"residual","layers":[)";
    close += "]}";
  }
  return open + layer + close;
}
TEST_CASE("residuals nest eight deep, not nine, and a hundred thousand cost no stack") {
  const auto network = [](int depth) {
    return from_json<Network>(R"({"input":[2],"layers":[)" + nested(depth) + "]}", "net");
  };
  const auto deepest = network(8);
  REQUIRE_MESSAGE(deepest, deepest.message());
  CHECK(shapes_after(*deepest, "net"));
  CHECK(network(9).message() == "net.layers[0] holds layers deeper than 8");
  CHECK(network(100'000).message() == "net.layers[0] holds layers deeper than 8");
  refuses_card(R"({"type":"relu"})", nested(100'000), "holds layers deeper than 8");
}
TEST_CASE("more than a thousand layers in a row are refused, in a residual too") {
  const std::vector<Layer> many(1001, Relu{});
  CHECK(shapes_after({{2}, many}, "net").message() == "net has 1001 layers, wants 1 to 1000");
  CHECK(shapes_after({{2}, {Residual{many}}}, "net").message() ==
        "net layer 0 (residual) holds 1001 layers, wants at most 1000");
}

TEST_CASE("a safetensors file without a card is refused, saying how to get one") {
  const RandomModel model = random_model(small_generator());
  const auto bytes = to_safetensors(model.tensors.file.tensors, {});
  check_refused(runtime::Generator::load(bytes, file_name).message(), "without Ganvas' model card");
}
TEST_CASE("a card of a newer format is refused with the advice to update") {
  refuses_card("\"version\":1", "\"version\":2", "format version 2, this program reads up to 1; update Ganvas");
}
TEST_CASE("a card with a wrong member is refused, naming it") {
  refuses_card("\"name\":\"random\",", "", "lacks 'name'");
  refuses_card("\"title\"", "\"titel\"", "unknown key 'titel'");
  refuses_card("\"conditional_gan\"", "\"diffusion\"",
               "known are: gan, conditional_gan, pyramid, super_resolution, classifier, discriminator, encoder");
  refuses_card("\"batch_norm\"", "\"layer_norm\"", "unknown type 'layer_norm'");
  refuses_card("\"tolerance\":0.0001", "\"tolerance\":1", "must be between");
  refuses_card("\"low\":-1.0", "\"low\":1.0", "pixels run from 1 to 1");
  refuses_card("\"eps\":0.00001", "\"eps\":1e999", "Number too big");
}
TEST_CASE("a card that does not fit its network is refused") {
  refuses_model([](auto& m) { m.card.latent.size = 7; }, "the generator's input is [6], the card wants [7]");
  refuses_model(
      [](auto& m) {
        m.card.image.shape = {1, 28, 27};
      },
      "the generator gives [1,28,28], the card wants [1,28,27]");
  refuses_model([](auto& m) { m.card.kind = ModelKind::gan; }, "the card says gan, its networks tell 10 labels apart");
  refuses_model([](auto& m) { m.card.labels.pop_back(); }, "tells 10 labels apart, the card names 9");
  refuses_model([](auto& m) { m.card.networks[0].name = "encoder"; },
                "first network must be 'generator', found 'encoder'");
  refuses_model([](auto& m) { m.card.networks.clear(); }, "names no network");
}
TEST_CASE("only a pyramid's networks take a side image, the second of a model no more than the first") {
  refuses_model(
      [](auto& m) {
        m.card.networks.push_back(
            {"helper", {{2}, {Linear{2, 4}, Reshape{{1, 2, 2}}, Concat{SideInput::image}}, {1, 2, 2}}});
      },
      "the helper takes a side image, which only a pyramid's levels do");
}
TEST_CASE("layers that do not connect are refused, naming the layer") {
  refuses_model(
      [](auto& m) {
        m.card.networks[0].network.layers[2] = Linear{8, 392};
      },
      "generator layer 2 (linear) gets [9], wants [8]");
  refuses_model([](auto& m) { m.card.networks[0].network.layers.erase(m.card.networks[0].network.layers.begin()); },
                "has no label_embedding before it");
}
TEST_CASE("a tensor that is missing, misshapen, of another type or unasked for is refused, naming it") {
  refuses_model([](auto& m) { m.tensors.file.tensors.erase("generator.2.bias"); },
                "tensor 'generator.2.bias' is missing");
  refuses_model(
      [](auto& m) {
        m.tensors.put("generator.2.bias", {2}, {0, 0});
      },
      "tensor 'generator.2.bias' has shape [2], the network wants [392]");
  refuses_model([](auto& m) { m.tensors.put("generator.10.bias", std::vector<std::int64_t>{0}); },
                "'generator.10.bias' has dtype I64, wants F32, F16 or I8");
  refuses_model([](auto& m) { m.tensors.put("generator.99.weight", {1}, {0}); },
                "tensor 'generator.99.weight' belongs to no network");
}
TEST_CASE("a self-test that is missing, of the wrong size or not met is refused") {
  refuses_model([](auto& m) { m.tensors.file.tensors.erase(self_test_inputs); }, "'self_test.inputs' is missing");
  refuses_model([](auto& m) { m.tensors.put(self_test_labels, {0, 1, 2}); }, "has shape [3], the network wants [4]");
  refuses_model(
      [](auto& m) {
        m.tensors.put(self_test_inputs, {65, 6}, std::vector<float>(65 * 6));
      },
      "the self-test has 65 images, wants 1 to 64");
  refuses_model(
      [](auto& m) {
        m.tensors.put(self_test_labels, {0, 1, 2, 10});
      },
      "self-test: generator: label 10 does not exist");
  refuses_model([](auto& m) { m.tensors.put(self_test_labels, {0, 1, 2, 1LL << 40}); }, "does not exist");
  refuses_model([](auto& m) { m.tensors.put("generator.10.bias", {1}, {0.9f}); }, "self-test: a pixel differs by");
  refuses_model([](auto& m) { m.tensors.put("generator.10.bias", {1}, {std::numeric_limits<float>::quiet_NaN()}); },
                "self-test: a pixel differs by");
}
TEST_CASE("a small file that asks for gigabytes is refused") {
  RandomModel model;
  model.card.name = "bomb";
  std::vector<Layer> nested{Relu{}};  // residuals that are all open at once keep an image each
  for (int i = 0; i < 60; ++i) nested = {Residual{nested}};
  const Network network{{1}, {Reshape{{1, 1, 1}}, Upsample{16}, Upsample{16}, Upsample{16}, nested.front()}};
  model.card.networks = {{"generator", network}};
  model.card.latent.size = 1;
  put_random_weights(network, "generator", 1, model.tensors);
  const auto plan = runtime::NetworkPlan::make(network, "generator", model.tensors.file);
  REQUIRE_FALSE(plan);
  CHECK(plan.message().find("bytes of memory for one image, the limit is") != std::string::npos);
}
TEST_CASE("a small kernel that unfolds to gigabytes is refused before they are taken") {
  const auto refuses = [](const Network& network) {
    RandomModel model;
    put_random_weights(network, "generator", 1, model.tensors);
    const auto plan = runtime::NetworkPlan::make(network, "generator", model.tensors.file);
    REQUIRE_FALSE(plan);
    CHECK(plan.message() == "generator has small kernels that unfold to more than 1 GB");
  };
  const int most = largest_axis;
  refuses({{most}, {Reshape{{most, 1, 1}}, ConvTranspose2d{most, 4, 1, 64, 0, 63, false}}});
  refuses({{1024}, {Reshape{{1024, 1, 1}}, Upsample{16}, Conv2d{1024, 1024, 1, 1, 0, false}}});
}
TEST_CASE("every truncation of a good file is refused") {
  const auto bytes = random_model(small_generator()).bytes();
  REQUIRE(runtime::Generator::load(bytes, file_name));
  for (std::size_t size = 0; size < bytes.size(); size += size < 64 ? 1 : 13) {
    CAPTURE(size);
    CHECK_FALSE(runtime::Generator::load(std::span(bytes).first(size), file_name));
  }
}
TEST_CASE("no flipped bit of a good file crashes the loader") {
  auto bytes = random_model(small_generator()).bytes();
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (int bit : {0, 3, 7}) {
      bytes[i] ^= static_cast<std::byte>(1 << bit);
      const auto generator = runtime::Generator::load(bytes, file_name);
      CHECK((generator || !generator.message().empty()));
      bytes[i] ^= static_cast<std::byte>(1 << bit);
    }
}
