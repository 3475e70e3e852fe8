// What a run leaves behind, also when the data are few or the training fails.
#include "tests/torch_doctest.hpp"

#include "tests/small_data.hpp"
#include "tests/untrained.hpp"
#include "trainer/deliver.hpp"
#include "trainer/history.hpp"
#include "trainer/metrics.hpp"
#include "trainer/stats.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::contains;
using tests::content_of;
using tests::find;
using tests::finished;
using tests::parsed;
using tests::ScratchFolder;
namespace fs = std::filesystem;

Recipe short_recipe(const std::string& name, std::vector<std::string> settings) {
  settings.insert(settings.begin(), {"data_set=images", "tick=1", "steps=2", "dtype=F32", "decay_start=1"});
  auto recipe = load_recipe(name, GANVAS_RECIPES, settings);
  REQUIRE_MESSAGE(recipe, recipe.message());
  return *recipe;
}

ModelFile model_of(const fs::path& file, std::vector<std::byte>& bytes) {
  auto read = read_file(file);
  REQUIRE_MESSAGE(read, read.message());
  bytes = *std::move(read);
  return parsed(bytes);
}

// The first `count` of the pictures of write_pictures, without labels.
void few_pictures(const fs::path& folder, int count) {
  ScratchFolder all;
  tests::write_pictures(all.path());
  fs::create_directories(folder);
  for (int i = 0; i < count; ++i)
    fs::copy_file(all.path() / text("label ", i % 10) / text(i / 10, ".png"), folder / text(i, ".png"));
}

}  // namespace

TEST_CASE("a model of a folder's pictures names the folder, not its place, and is measured where that is now") {
  ScratchFolder folder;
  const auto pictures = folder.path() / "pets";
  tests::write_pictures(pictures / "train");
  tests::write_pictures(pictures / "test");
  auto options = tests::quiet_options(folder.path());
  options.classifier = folder.path() / "judges";
  fs::create_directories(options.classifier);
  REQUIRE(
      write_file(options.classifier / "classifier-any.safetensors", tests::untrained("classifier-mnist", {}, "pets")));
  const auto run = finished(short_recipe("digits", {"image_folder=" + pictures.string(), "batch_size=16"}), options);

  std::vector<std::byte> bytes;
  const auto model = model_of(run.weights, bytes);
  CHECK_FALSE(contains(model.card.training.recipe.text, folder.path().string()));
  CHECK(contains(model.card.training.recipe.text, R"("image_folder":"pets")"));
  CHECK(contains(content_of(run.folder / "options.json"), pictures.string()));  // --resume goes by it
  const double distance = find(model.card.metrics, "frechet_distance").value;

  MeasureOptions measuring{.classifier = options.classifier, .data = {}, .neighbours = {}, .count = 200, .quiet = true};
  const auto lost = measure(model, measuring);
  REQUIRE(lost);
  CHECK(lost->metrics.empty());
  measuring.image_folder = pictures.string();
  const auto again = measure(model, measuring);
  REQUIRE_MESSAGE(again, again.message());
  CHECK(find(again->metrics, "frechet_distance").value == doctest::Approx(distance));
}

TEST_CASE("a run on four pictures leaves all its files, and says what four are too few for") {
  ScratchFolder folder;
  few_pictures(folder.path() / "few/train", 4);
  few_pictures(folder.path() / "few/test", 12);
  auto options = tests::quiet_options(folder.path());
  options.classifier = folder.path() / "judge.safetensors";
  REQUIRE(write_file(options.classifier, tests::untrained("classifier-mnist", {}, "few")));
  const std::string place = "image_folder=" + (folder.path() / "few").string();

  const auto refused = start_run(short_recipe("vanilla-mnist", {place, "batch_size=5"}), options);
  CHECK(refused.message() == "few: 4 images are fewer than a batch (batch_size 5); --set batch_size=4 or less");
  CHECK_FALSE(fs::exists(options.out));

  const auto run = finished(short_recipe("vanilla-mnist", {place, "batch_size=4", "snapshots=[]"}), options);
  CHECK(fs::exists(run.folder / "vanilla-mnist.discriminator.safetensors"));
  CHECK(contains(content_of(run.folder / "history/history.json"), R"({"snapshots":[],"curves":{"images":[4,8])"));
  CHECK(contains(content_of(run.folder / "log.txt"),
                 "not measured: what real images reach: fewer than 6 training images"));
  std::vector<std::byte> bytes;
  const auto card = model_of(run.weights, bytes).card;
  CHECK_FALSE(find(card.metrics, "frechet_distance").real);
  CHECK(card.training.images_seen == 8);
}

TEST_CASE("a history's curves are told to four digits, be they small or large, with null where nothing was measured") {
  ScratchFolder folder;
  REQUIRE(write_file(folder.path() / stats_file,
                     std::string("{\"step\":1,\"seconds\":1,\"R1\":0.00123456,\"D loss\":123456.7}\n"
                                 "{\"step\":2,\"seconds\":2,\"R1\":0.5}\n")));
  const std::string place = "image_folder=" + folder.path().string();
  const auto written = write_history(folder.path(), short_recipe("vanilla-mnist", {place, "batch_size=4"}));
  REQUIRE_MESSAGE(written, written.message());
  CHECK(content_of(folder.path() / "history/history.json") ==
        R"({"snapshots":[],"curves":{"images":[4,8],"D loss":[123500.0,null],"R1":[0.001235,0.5]}})"
        "\n");
}

TEST_CASE("a recipe whose networks take no labels says that it makes one heap of a folder's labels") {
  ScratchFolder folder;
  tests::write_pictures(folder.path() / "pets");
  const auto options = tests::quiet_options(folder.path());
  const auto heap = [&](const std::string& name) {
    const std::string place = "image_folder=" + (folder.path() / "pets").string();
    const auto run = finished(short_recipe(name, {place, "batch_size=8", "steps=1"}), options);
    return contains(content_of(run.folder / "log.txt"), "the 10 label folders of pets are one heap to this recipe");
  };
  CHECK(heap("vanilla-mnist"));
  CHECK_FALSE(heap("digits"));
}

TEST_CASE("images draws by label from sub-folders and without labels from a flat folder") {
  ScratchFolder folder;
  tests::write_pictures(folder.path() / "pets");
  few_pictures(folder.path() / "flat", 20);
  const auto options = tests::quiet_options(folder.path());
  const auto card = [&](const std::string& pictures) {
    const std::string place = "image_folder=" + (folder.path() / pictures).string();
    const auto run = finished(short_recipe("images", {place, "batch_size=2", "steps=1", "snapshots=[]"}), options);
    std::vector<std::byte> bytes;
    return model_of(run.weights, bytes).card;
  };
  CHECK(card("pets").labels.size() == 10);
  CHECK(card("pets/label 3").labels.empty());
  CHECK(card("flat").labels.empty());
}

TEST_CASE("weights that are no numbers are not written") {
  ScratchFolder folder;
  const auto recipe = short_recipe("vanilla-mnist", {"image_folder=pets"});
  NetworkModule generator(recipe.generator, torch::kCPU);
  generator.initialise(Initialisation::torch);
  ModelCard card;
  card.name = "vanilla-mnist";
  card.latent = recipe.latent;
  const Delivery delivery{folder.path(), {}, {}, {}, true, 20, [](auto&) {}};
  const auto file = folder.path() / "vanilla-mnist.safetensors";
  {
    torch::NoGradGuard guard;
    generator.parameters[7] = std::nan("");
  }
  const auto status = deliver_model(delivery, file, {&generator}, card, WeightType::F32, 1);
  CHECK(contains(status.message(),
                 file.string() + ": is not written: the trained weights hold numbers that are not finite"));
  CHECK_FALSE(fs::exists(file));
}

TEST_CASE("a run that is interrupted after it went wrong keeps the checkpoint from before") {
  ScratchFolder folder;
  tests::write_pictures(folder.path() / "pets");
  auto options = tests::quiet_options(folder.path());
  options.stop_after = 6;
  // Its numbers grow a thousandfold a step and are none from the fifth on.
  const auto run = start_run(
      short_recipe("digits", {"image_folder=" + (folder.path() / "pets").string(), "batch_size=8", "tick=4", "steps=90",
                              "checkpoint_ticks=1", "loss.r1_gamma=1e4", "discriminator_adam.lr=1"}),
      options);
  CHECK(contains(run.message(), "is not finite at step 6; the last checkpoint is kept"));
  const auto bytes = read_file(options.out / "00000-digits/checkpoint.safetensors");
  REQUIRE(bytes);
  const auto checkpoint = parse_safetensors(*bytes, "checkpoint");
  REQUIRE(checkpoint);
  CHECK(checkpoint->metadata.at("step") == "4");
}
