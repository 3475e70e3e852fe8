// A trained model in another type of weights: what stays, what is made anew.
#include "tests/torch_doctest.hpp"

#include "runtime/generator.hpp"
#include "tests/untrained.hpp"
#include "trainer/convert.hpp"
#include "trainer/metrics_command.hpp"
#include "trainer/start.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::contains;
using tests::ScratchFolder;

struct Written {
  std::vector<std::byte> bytes;
  ModelFile model;
};
Written written(const std::filesystem::path& path) {
  auto bytes = read_file(path);
  REQUIRE_MESSAGE(bytes, bytes.message());
  Written file{*std::move(bytes), {}};
  file.model = tests::parsed(file.bytes);
  return file;
}

torch::Tensor pictures(const ModelFile& model) {
  const auto networks = load_networks(model);
  return sample(pointers(networks), model.card, 3, 20, torch::kCPU);
}

}  // namespace

TEST_CASE("a converted model draws the same within its type's steps, is smaller, and loads in the runtime") {
  ScratchFolder folder;
  const auto from = folder.path() / "model.safetensors", to = folder.path() / "small.safetensors";
  REQUIRE(write_file(from, tests::untrained("cgan-mnist", {}, "MNIST")));
  const auto before = written(from);
  for (const auto& [dtype, bytes_a_weight, difference] :
       {std::tuple(WeightType::F32, 4.0, 0.0), std::tuple(WeightType::F16, 2.0, 1e-3),
        std::tuple(WeightType::I8, 1.0, 3e-2)}) {
    const auto status = run_convert({.model = from,
                                     .out = to,
                                     .dtype = dtype,
                                     .classifier = "",
                                     .data = folder.path(),
                                     .images = 40,
                                     .quiet = true});
    REQUIRE_MESSAGE(status, status.message());
    const auto after = written(to);
    const double found = (pictures(after.model) - pictures(before.model)).abs().max().item<double>();
    CHECK(found <= difference);
    if (difference > 0) CHECK(found > 0);
    const auto& weight = after.model.file.tensors.at("generator.2.weight");
    CHECK(static_cast<double>(weight.data.size()) == bytes_a_weight * 110 * 128);
    CHECK(runtime::Generator::load(after.bytes, "converted"));
    auto told = parse_recipe(after.model.card.training.recipe.text, "card", {});
    REQUIRE(told);
    CHECK(told->dtype == dtype);
    told->dtype = WeightType::I8;  // and nothing else of it is changed
    CHECK(to_json(*told) == before.model.card.training.recipe.text);
    CHECK_FALSE(after.model.card.directions.empty());
  }
}

TEST_CASE("a truncation that is built in draws of z what was drawn of psi z, and the card tells of it") {
  ScratchFolder folder;
  const auto from = folder.path() / "model.safetensors", to = folder.path() / "narrow.safetensors";
  REQUIRE(write_file(from, tests::untrained("digits", {}, "MNIST")));
  REQUIRE(
      write_file(folder.path() / "classifier-mnist.safetensors", tests::untrained("classifier-mnist", {}, "MNIST")));
  ConvertRequest request{.model = from, .out = to, .dtype = WeightType::F32, .truncation = 0.75};
  request.classifier = request.data = folder.path();
  request.images = 40;
  request.quiet = true;
  const auto status = run_convert(request);
  REQUIRE_MESSAGE(status, status.message());
  const auto before = written(from), after = written(to);
  const auto labels = torch::arange(10);
  const auto z = latents(before.model.card, 5, 0, 10);
  const auto drawn = [&](const ModelFile& model, const torch::Tensor& input) {
    return play(pointers(load_networks(model)), model.card.kind, input, labels);
  };
  CHECK((drawn(after.model, z) - drawn(before.model, z * 0.75)).abs().max().item<double>() < 1e-5);
  CHECK((drawn(after.model, z) - drawn(before.model, z)).abs().max().item<double>() > 1e-3);
  const auto recipe = [](const ModelFile& model) { return parse_recipe(model.card.training.recipe.text, "card", {}); };
  CHECK(recipe(after.model)->truncation == 0.75 * recipe(before.model)->truncation);
  const auto& metrics = after.model.card.metrics;
  CHECK(contains(tests::find(metrics, "label_accuracy").protocol, "truncation 0.73875 built in"));  // 0.985 · 0.75

  request.model = to;
  request.truncation = 0.5;
  const auto again = run_convert(request);
  REQUIRE_FALSE(again);
  CHECK_MESSAGE(contains(again.message(), "truncation is 0.369375"), again.message());
}

TEST_CASE("a truncation is refused where no linear layer takes the latent vector") {
  ScratchFolder folder;
  const auto from = folder.path() / "model.safetensors", to = folder.path() / "narrow.safetensors";
  ConvertRequest request{.model = from, .out = to, .truncation = 0.9, .classifier = ""};
  request.quiet = true;
  for (const auto& [name, complaint] : {std::pair("cgan-mnist", "the first layer of the generator is not linear"),
                                        std::pair("classifier-mnist", "a classifier has no single generator")}) {
    REQUIRE(write_file(from, tests::untrained(name, {}, "MNIST")));
    const auto status = run_convert(request);
    REQUIRE_FALSE(status);
    CHECK_MESSAGE(contains(status.message(), "model.safetensors: truncation is 0.9, but"), status.message());
    CHECK_MESSAGE(contains(status.message(), complaint), status.message());
    CHECK_FALSE(std::filesystem::exists(to));
    CHECK_FALSE(load_recipe(name, GANVAS_RECIPES, {"truncation=0.9"}));
  }
  const auto pyramid = load_recipe("lapgan-mnist", GANVAS_RECIPES, {"truncation=0.9"});
  REQUIRE_FALSE(pyramid);
  CHECK_MESSAGE(contains(pyramid.message(), "a pyramid has no single generator"), pyramid.message());
}

TEST_CASE("a converted model keeps no number that was measured on the file before") {
  ScratchFolder folder;
  const auto file = folder.path() / "model.safetensors";
  REQUIRE(write_file(file, tests::untrained("cgan-mnist", {}, "MNIST")));
  REQUIRE(write_metrics(file, {{"gan_train_accuracy", 0.99, "before", {}}, {"label_accuracy", 0.99, "before", {}}}));
  REQUIRE(
      write_file(folder.path() / "classifier-mnist.safetensors", tests::untrained("classifier-mnist", {}, "MNIST")));
  ConvertRequest request{.model = file, .out = file, .classifier = folder.path(), .data = folder.path()};
  request.images = 40;
  request.quiet = true;
  REQUIRE(run_convert(request));  // onto itself
  const auto after = written(file);
  REQUIRE(after.model.card.metrics.size() == 1);
  CHECK(after.model.card.metrics[0].name == "label_accuracy");
  CHECK(after.model.card.metrics[0].value < 0.5);

  request.classifier = "";  // nobody judges, so nothing is known of the new file
  REQUIRE(run_convert(request));
  CHECK(written(file).model.card.metrics.empty());
}

TEST_CASE("what is no weights file is refused with its name, and nothing is written") {
  ScratchFolder folder;
  const auto from = folder.path() / "notes.txt", to = folder.path() / "out.safetensors";
  tests::put(from, "no weights");
  const auto status = run_convert({.model = from, .out = to, .quiet = true});
  REQUIRE_FALSE(status);
  CHECK(contains(status.message(), "notes.txt"));
  CHECK_FALSE(std::filesystem::exists(to));
}

TEST_CASE(
    "the trainer replays a file's self-test too: damaged weights are neither converted, measured nor begun with") {
  ScratchFolder folder;
  const auto file = folder.path() / "model.safetensors", to = folder.path() / "out.safetensors";
  auto bytes = tests::untrained("vanilla-mnist", {"dtype=F32"}, "MNIST");
  const auto sound = tests::parsed(bytes);
  const auto weight = sound.file.tensors.at("generator.0.weight").data;
  for (std::size_t i = 2; i < 8000; i += 4)  // the third byte of a float: a different number, and a finite one
    bytes[static_cast<std::size_t>(weight.data() - bytes.data()) + i] ^= std::byte{0x40};
  REQUIRE(write_file(file, bytes));
  const std::string complaint = "model.safetensors: self-test: a pixel differs by ";
  const auto converted = run_convert({.model = file, .out = to, .classifier = "", .quiet = true});
  CHECK_MESSAGE(contains(converted.message(), complaint), converted.message());
  CHECK_FALSE(std::filesystem::exists(to));
  MetricsRequest measured;
  measured.model = file;
  CHECK(contains(run_metrics(measured).message(), complaint));
  const auto recipe = load_recipe("vanilla-mnist", GANVAS_RECIPES, {"start_from=" + file.string()});
  REQUIRE_MESSAGE(recipe, recipe.message());
  CHECK(contains(load_start(*recipe).message(), complaint));
}

TEST_CASE("a conversion that cannot hold the weights leaves the file as it was, also onto itself") {
  ScratchFolder folder;
  const auto file = folder.path() / "model.safetensors";
  NetworkModule module({{2}, {Linear{2, 4}, Tanh{}, Reshape{{1, 2, 2}}}}, torch::kCPU);
  {
    torch::NoGradGuard guard;
    module.parameters.fill_(70000);  // the largest F16 is 65504
  }
  ModelCard card;
  card.name = "large";
  card.latent = {2, LatentDistribution::normal};
  card.image.shape = {1, 2, 2};
  const auto bytes = export_model(card, {&module}, WeightType::F32);
  REQUIRE(write_file(file, bytes));
  const auto status =
      run_convert({.model = file, .out = file, .dtype = WeightType::F16, .classifier = "", .quiet = true});
  CHECK_MESSAGE(contains(status.message(), "beyond the numbers of F16; choose dtype F32"), status.message());
  CHECK(bool(*read_file(file) == bytes));
}

TEST_CASE("a snapshot of a history, whose card has no recipe, is converted too") {
  ScratchFolder folder;
  const auto file = folder.path() / "1000.safetensors", to = folder.path() / "out.safetensors";
  const auto bytes = tests::untrained("vanilla-mnist", {}, "MNIST");
  ModelCard card = tests::parsed(bytes).card;
  card.training.recipe = {};
  REQUIRE(write_file(file, *with_card(bytes, card, file.string())));
  const auto status = run_convert({.model = file, .out = to, .classifier = "", .images = 40, .quiet = true});
  CHECK_MESSAGE(status, status.message());
  CHECK(std::filesystem::exists(to));
}
