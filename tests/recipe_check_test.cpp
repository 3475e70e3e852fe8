// What a recipe's parts must be to each other: games that cannot be played are refused before they begin.
#include "tests/torch_doctest.hpp"

#include "tests/untrained.hpp"
#include "trainer/learner.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::contains;
using tests::ScratchFolder;

std::string message(const std::string& name, const std::vector<std::string>& settings) {
  const auto recipe = load_recipe(name, GANVAS_RECIPES, settings);
  return recipe ? "accepted" : recipe.message();
}

const std::vector<std::string> digit_names{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

// A conditional generator of images [1,side,side] with random weights.
std::filesystem::path write_generator(const ScratchFolder& folder, LatentDistribution distribution, int side) {
  NetworkModule module(
      {{4}, {Linear{4, side * side}, ConditionalBatchNorm{side * side, 10}, Tanh{}, Reshape{{1, side, side}}}},
      torch::kCPU);
  module.initialise(Initialisation::torch);
  ModelCard card;
  card.name = "small";
  card.kind = ModelKind::conditional_gan;
  card.latent = {4, distribution};
  card.labels = digit_names;
  card.image.shape = {1, side, side};
  const auto file = folder.path() / "small.safetensors";
  REQUIRE(write_file(file, export_model(card, {&module}, WeightType::F32)));
  return file;
}

Recipe small_encoder(const std::filesystem::path& generator, LatentDistribution distribution) {
  Recipe recipe;
  recipe.kind = ModelKind::encoder;
  recipe.latent = {4, distribution};
  recipe.encoder = {{1, 6, 6}, {Flatten{}, Linear{36, 14}}};
  recipe.generator_file = generator.string();
  recipe.batch_size = 512;
  return recipe;
}

DataSet noise_images() {
  torch::manual_seed(5);
  return {torch::randint(256, {512, 1, 6, 6}, torch::kInt64).to(torch::kUInt8),
          torch::randint(10, {512}, torch::kInt64), digit_names, "noise", ""};
}

}  // namespace

TEST_CASE("an auxiliary classifier's loss is refused where no discriminator names labels") {
  for (const auto& [recipe, kind] : {std::pair("lapgan-mnist", "pyramid"), std::pair("srgan-mnist", "super_resolution"),
                                     std::pair("vanilla-mnist", "gan")})
    CHECK(contains(message(recipe, {"loss.auxiliary=1"}),
                   text("loss.auxiliary is 1, but the discriminator of the kind ", kind,
                        " names no labels; wants 0, or the kind conditional_gan")));
  CHECK(message("acgan-mnist", {"loss.auxiliary=0.5"}) == "accepted");
}

TEST_CASE("a Wasserstein critic whose slope nothing bounds is refused") {
  const std::string refused =
      "loss.adversarial is wasserstein, but nothing bounds the slope of the critic; wants "
      "loss.gradient_penalty=10, loss.clip=0.01, or a spectral_norm around each of its layers";
  CHECK(contains(message("wgan-mnist", {"loss.clip=0"}), refused));
  CHECK(contains(message("wgan-gp-mnist", {"loss.gradient_penalty=0"}), refused));
  CHECK(contains(message("lapgan-mnist", {"loss.adversarial=wasserstein", "loss.r1_gamma=0"}), refused));
  CHECK(message("lapgan-mnist", {"loss.adversarial=wasserstein"}) == "accepted");  // by R1
  CHECK(message("wgan-mnist", {"loss.clip=0", "loss.gradient_penalty=1"}) == "accepted");

  const std::string normal =
                        R"({"type":"spectral_norm","layers":[{"type":"linear","in_features":784,"out_features":1}]})",
                    plain = R"({"type":"linear","in_features":784,"out_features":1})",
                    wide = R"({"type":"linear","in_features":784,"out_features":784})", flat = R"({"type":"flatten"})";
  const auto with_layers = [&](const std::string& layers) {
    return message("wgan-mnist", {"loss.clip=0", "discriminator.layers=[" + layers + "]"});
  };
  CHECK(with_layers(flat + "," + normal) == "accepted");
  CHECK(contains(with_layers(flat + "," + plain), refused));
  CHECK(contains(with_layers(flat + R"(,{"type":"residual","layers":[)" + wide + "]}," + normal), refused));
}

TEST_CASE("augmentation that moves pixels is refused where the discriminator sees a side image that stays") {
  CHECK(contains(message("lapgan-mnist", {"diff_augment.translation=0.125"}),
                 "diff_augment.translation is 0.125, but levels.0.discriminator sees a side image, which is not moved "
                 "with the image it judges; wants 0, or discriminators without a side image"));
  CHECK(contains(message("lapgan-mnist", {"diff_augment.cutout=0.5"}), "diff_augment.cutout is 0.5, but levels.0."));
  CHECK(message("lapgan-mnist", {"diff_augment.color=1"}) == "accepted");
  CHECK(message("digits", {"diff_augment.translation=0.125"}) == "accepted");
}

TEST_CASE(
    "an encoder learns from latent vectors as its generator takes them: E z² is 1 of normal ones, 1/3 of uniform") {
  ScratchFolder folder;
  for (const auto& [distribution, wanted] :
       {std::pair(LatentDistribution::normal, 1.0), std::pair(LatentDistribution::uniform, 1 / 3.0)}) {
    const auto recipe = small_encoder(write_generator(folder, distribution, 6), distribution);
    auto learner = Learner::make(recipe, noise_images(), torch::kCPU);
    REQUIRE_MESSAGE(learner, learner.message());
    (*learner)->state().at("encoder.parameters").zero_();  // reads 0 in everything
    (*learner)->step(0);
    CHECK((*learner)->take_means().at("latent") == doctest::Approx(wanted).epsilon(0.1));
  }
}

TEST_CASE("an encoder refuses a generator of another distribution or of other images, naming the file and both") {
  ScratchFolder folder;
  const auto refusal = [&](LatentDistribution distribution, int side) {
    const auto file = write_generator(folder, distribution, side);
    return Learner::make(small_encoder(file, LatentDistribution::normal), noise_images(), torch::kCPU).message();
  };
  CHECK(contains(refusal(LatentDistribution::uniform, 6),
                 "small.safetensors: its latent numbers are uniform, the recipe's latent.distribution is normal; an "
                 "encoder wants the same"));
  CHECK(contains(refusal(LatentDistribution::normal, 3),
                 "small.safetensors: draws images [1,3,3], the encoder reads [1,6,6]; generator_file wants a generator "
                 "of the encoder's images"));
  CHECK(refusal(LatentDistribution::normal, 6).empty());
}

TEST_CASE("what a recipe's kind does not read is refused, rather than ignored") {
  const auto refused = [](const char* recipe, const std::string& setting, const std::string& words) {
    const auto found = message(recipe, {setting});
    CHECK_MESSAGE(contains(found, words), setting, ": ", found);
  };
  refused("digits", "augmentation.flip=0.5", "augmentation.flip is set, but the kind conditional_gan does not read it");
  refused("digits", "generator_file=x", "generator_file is set, but the kind conditional_gan does not");
  refused("classifier-mnist", "loss.r1_gamma=1", "loss.r1_gamma is set, but the kind classifier does not");
  refused("classifier-mnist", "schedule.discriminator=2", "schedule.discriminator is set");
  refused("classifier-mnist", "precision=BF16", "precision is set");
  refused("encoder-digits", "diff_augment.color=1", "diff_augment.color is set");
}

TEST_CASE("side images and levels are a pyramid's alone") {
  const auto side = message("digits", {"generator.image=[1,28,28]"});
  CHECK_MESSAGE(contains(side, "a network has the side image [1,28,28], which only a pyramid's levels have"), side);
  const auto coarse = message("lapgan-mnist", {"generator.image=[1,7,7]"});
  CHECK_MESSAGE(contains(coarse, "generator has the side image [1,7,7], wants none"), coarse);
}

TEST_CASE("a name that would overwrite the run's own files, or name none, is refused") {
  for (const char* name : {"", "a/b", ".hidden", "checkpoint"})
    CHECK(contains(message("digits", {text("name=\"", name, "\"")}), text("name is '", name, "', which cannot")));
  CHECK(message("digits", {"name=my digits"}) == "accepted");
}

TEST_CASE("--set takes whole numbers in any spelling, and refuses a key told twice and what is no UTF-8") {
  const auto recipe = load_recipe("digits", GANVAS_RECIPES, {"steps=2e4"});
  REQUIRE_MESSAGE(recipe, recipe.message());
  CHECK(recipe->steps == 20000);
  CHECK(contains(message("digits", {"steps=2.5"}), "must be a whole number"));
  const auto twice = message("digits", {R"(instance_noise={"sd":0.1,"sd":0.2})"});
  CHECK_MESSAGE(contains(twice, "sd"), twice);
  CHECK(contains(message("digits", {"title=caf\xe9"}), "is no UTF-8"));
}
