// A recipe against itself: what reading its members one by one cannot see.
#include <algorithm>

#include "shared/shapes.hpp"
#include "trainer/data_set.hpp"
#include "trainer/recipe.hpp"

namespace ganvas::train {
namespace {

enum class Labels { none, wanted, allowed };

Status check_network(const Network& network, const std::string& name, const Shape& input, const Shape& output,
                     Labels labels, const DataChoice& given) {
  if (network.layers.empty()) return fail("lacks '", name, "'");
  if (network.input != input) return fail(name, " has input ", to_text(network.input), ", wants ", to_text(input));
  GANVAS_TRY(auto shapes, shapes_after(network, name));
  if (shapes.back() != output) return fail(name, " gives ", to_text(shapes.back()), ", wants ", to_text(output));
  GANVAS_TRY(const int count, label_count(network, name));
  if (count && count != given.labels)
    return fail(name, " tells ", count, " labels apart, the data set has ", given.labels);
  if (count && labels == Labels::none) return fail(name, " takes labels, the recipe's kind does not");
  if (!count && labels == Labels::wanted) return fail(name, " takes no labels, the recipe's kind does");
  return Done{};
}

Status check_gan(const Recipe& recipe, const DataChoice& given) {
  if (recipe.latent.size < 1) return fail("latent.size is ", recipe.latent.size, ", a generator wants at least 1");
  const bool conditional = recipe.kind == ModelKind::conditional_gan, auxiliary = recipe.loss.auxiliary > 0;
  const Labels labels = conditional ? Labels::wanted : Labels::none;
  GANVAS_CHECK(check_network(recipe.generator, "generator", {recipe.latent.size}, given.image, labels, given));
  if (!auxiliary) return check_network(recipe.discriminator, "discriminator", given.image, {1}, labels, given);
  // With an auxiliary classifier D names the label itself.
  GANVAS_TRY(const int count, label_count(recipe.generator, "generator"));
  return check_network(recipe.discriminator, "discriminator", given.image, {1 + count}, Labels::none, given);
}

// What a D sees beside its image stays where it is, so moved pixels would no longer lie on those they belong to.
Status check_side_stays(const Recipe& recipe) {
  const DiffAugment& moved = recipe.diff_augment;
  if (moved.translation == 0 && moved.cutout == 0) return Done{};
  for (std::size_t i = 0; i < recipe.levels.size(); ++i)
    if (!recipe.levels[i].discriminator.image.empty())
      return fail("diff_augment.", moved.translation > 0 ? "translation" : "cutout", " is ",
                  moved.translation > 0 ? moved.translation : moved.cutout, ", but levels.", i,
                  ".discriminator sees a side image, which is not moved with the image it judges; wants 0, or "
                  "discriminators without a side image");
  return Done{};
}

// Each level doubles the image of the one before it.
Status check_pyramid(const Recipe& recipe, const DataChoice& given) {
  if (recipe.levels.empty()) return fail("lacks 'levels': a pyramid has at least one above its generator");
  const int scale = 1 << recipe.levels.size();
  if (given.image[1] % scale || given.image[2] % scale)
    return fail("has ", recipe.levels.size(), " levels, but the image ", to_text(given.image),
                " cannot be halved as often");
  Shape image{given.image[0], given.image[1] / scale, given.image[2] / scale};
  int latent = 0;
  for (std::size_t i = 0; i <= recipe.levels.size(); ++i) {
    const Network& g = i ? recipe.levels[i - 1].generator : recipe.generator;
    const Network& d = i ? recipe.levels[i - 1].discriminator : recipe.discriminator;
    const std::string level = i ? text("levels.", i - 1, ".") : "";
    if (g.input.size() != 1) return fail(level, "generator has input ", to_text(g.input), ", wants [latent]");
    latent += g.input[0];
    if (g.image != (i ? image : Shape{}))
      return fail(level, "generator has the side image ", to_text(g.image), ", wants ", i ? to_text(image) : "none");
    if (!d.image.empty() && (i == 0 || d.image != image))
      return fail(level, "discriminator has the side image ", to_text(d.image), ", wants ",
                  i ? to_text(image) + " or none" : "none");
    GANVAS_CHECK(check_network(g, level + "generator", g.input, image, Labels::allowed, given));
    GANVAS_CHECK(check_network(d, level + "discriminator", image, {1}, Labels::allowed, given));
    image = {image[0], 2 * image[1], 2 * image[2]};
  }
  if (latent == recipe.latent.size) return check_side_stays(recipe);
  return fail("latent.size is ", recipe.latent.size, ", the levels' generators take ", latent, " together");
}

Status check_super_resolution(const Recipe& recipe, const DataChoice& given) {
  const Shape& low = recipe.generator.input;
  if (low.size() != 3 || low[0] != given.image[0] || given.image[1] % low[1] || given.image[2] % low[2] ||
      given.image[1] / low[1] != given.image[2] / low[2])
    return fail("generator has input ", to_text(low), ", wants the image ", to_text(given.image),
                " a few times smaller");
  if (recipe.latent.size != 0) return fail("latent.size is ", recipe.latent.size, ", super_resolution takes no latent");
  GANVAS_CHECK(check_network(recipe.generator, "generator", low, given.image, Labels::none, given));
  return check_network(recipe.discriminator, "discriminator", given.image, {1}, Labels::none, given);
}

// Whether each layer with weights is divided by its largest singular value.
bool is_normalised(const std::vector<Layer>& layers) {
  return std::none_of(layers.begin(), layers.end(), [](const Layer& layer) {
    if (const auto* residual = std::get_if<Residual>(&layer)) return !is_normalised(residual->layers);
    return std::holds_alternative<Linear>(layer) || std::holds_alternative<Conv2d>(layer) ||
           std::holds_alternative<ConvTranspose2d>(layer) || std::holds_alternative<LabelProjection>(layer);
  });
}

// A critic's two means differ by the Wasserstein distance only as long as its slope is bounded; else they run away
// (Arjovsky et al. 2017, Gulrajani et al. 2017). A penalty on its gradient alone holds it too (Mescheder et al. 2018).
Status check_critic(const Recipe& recipe) {
  const LossOptions& loss = recipe.loss;
  if (loss.adversarial != AdversarialLoss::wasserstein) return Done{};
  if (loss.clip > 0 || loss.gradient_penalty > 0 || loss.r1_gamma > 0 || loss.r2_gamma > 0) return Done{};
  const bool levels = std::all_of(recipe.levels.begin(), recipe.levels.end(),
                                  [](const Level& level) { return is_normalised(level.discriminator.layers); });
  if (levels && is_normalised(recipe.discriminator.layers)) return Done{};
  return fail(
      "loss.adversarial is wasserstein, but nothing bounds the slope of the critic; wants "
      "loss.gradient_penalty=10, loss.clip=0.01, or a spectral_norm around each of its layers");
}

Status check_losses(const Recipe& recipe) {
  const LossOptions& loss = recipe.loss;
  const bool no_target = loss.adversarial == AdversarialLoss::hinge || loss.adversarial == AdversarialLoss::wasserstein;
  if (no_target && loss.real_label != 1)
    return fail("loss.real_label is ", loss.real_label, ", but ", spelling(loss.adversarial), " has no target for it");
  if (loss.content > 0 && recipe.kind != ModelKind::super_resolution && recipe.kind != ModelKind::encoder)
    return fail("loss.content is ", loss.content, ", but the kind ", spelling(recipe.kind),
                " has no image to come near to");
  if (loss.auxiliary > 0 && recipe.kind != ModelKind::conditional_gan)
    return fail("loss.auxiliary is ", loss.auxiliary, ", but the discriminator of the kind ", spelling(recipe.kind),
                " names no labels; wants 0, or the kind conditional_gan");
  GANVAS_CHECK(check_critic(recipe));
  return Done{};
}

Status check_kept(const Recipe& recipe) {
  for (std::size_t i = 1; i < recipe.snapshots.size(); ++i)
    if (recipe.snapshots[i] <= recipe.snapshots[i - 1])
      return fail("snapshots must rise, ", recipe.snapshots[i], " follows ", recipe.snapshots[i - 1]);
  if (recipe.deliver == Delivered::best && !measures_frechet(recipe))
    return fail("deliver is best, but no Fréchet distance is measured on the way of the kind ", spelling(recipe.kind),
                " of ", recipe.data_set, " with metric_ticks ", recipe.metric_ticks,
                "; wants a generator and metric_ticks of 1 or more, or deliver last");
  return Done{};
}

// The same recipe without what its kind does not read.
Recipe as_read(Recipe r) {
  const ModelKind kind = r.kind;
  if (kind != ModelKind::pyramid) r.levels.clear();
  if (kind != ModelKind::classifier) {
    r.classifier = {};
    r.augmentation = {};
  }
  if (kind != ModelKind::encoder) {
    r.encoder = {};
    r.generator_file.clear();
  }
  if (kind != ModelKind::classifier && kind != ModelKind::encoder) return r;
  const double content = kind == ModelKind::encoder ? r.loss.content : 0;
  r.generator = r.discriminator = {};
  r.loss = {};
  r.loss.content = content;
  r.discriminator_adam = {};
  r.schedule = {};
  r.instance_noise = {};
  r.diff_augment = {};
  r.precision = Precision::F32;
  return r;
}

Status check_read(const Recipe& recipe) {
  if (const auto unread = differences(as_read(recipe), recipe); !unread.empty())
    return fail(unread[0].substr(0, unread[0].find(':')), " is set, but the kind ", spelling(recipe.kind),
                " does not read it; leave it out");
  if (recipe.kind == ModelKind::pyramid) return Done{};
  for (const Network* network : {&recipe.generator, &recipe.discriminator, &recipe.classifier, &recipe.encoder})
    if (!network->image.empty())
      return fail("a network has the side image ", to_text(network->image), ", which only a pyramid's levels have");
  return Done{};
}

// It names files, beside the run's own.
Status check_name(const std::string& name) {
  if (!name.empty() && name[0] != '.' && name.find('/') == std::string::npos && name != "checkpoint") return Done{};
  return fail("name is '", name,
              "', which cannot name the weights file; wants one without a slash or a dot before it, not "
              "checkpoint");
}

}  // namespace

Status check_truncation(double psi, ModelKind kind, const Network& generator) {
  if (psi == 1) return Done{};
  if (kind != ModelKind::gan && kind != ModelKind::conditional_gan)
    return fail("truncation is ", psi, ", but a ", spelling(kind), " has no single generator to build it into");
  const Network played = without_training_layers(generator);
  if (!played.layers.empty() && std::holds_alternative<Linear>(played.layers.front())) return Done{};
  return fail("truncation is ", psi,
              ", but the first layer of the generator is not linear: its weights cannot take it");
}

Status check_recipe(const Recipe& recipe) {
  GANVAS_CHECK(find_data_set(recipe.data_set));
  if (const bool folder = recipe.data_set == "images"; folder == recipe.image_folder.empty())
    return fail(folder ? "data_set images wants the folder: --set image_folder=DIR"
                       : text("image_folder is read by data_set images only, this one is ", recipe.data_set));
  if (!recipe.start_from.empty() && (recipe.kind == ModelKind::classifier || recipe.kind == ModelKind::encoder))
    return fail("start_from is ", recipe.start_from, ", but a ", spelling(recipe.kind),
                " begins with random weights: a generator and its discriminator can go on from a file");
  GANVAS_CHECK(check_name(recipe.name));
  GANVAS_CHECK(check_losses(recipe));
  GANVAS_CHECK(check_kept(recipe));
  GANVAS_CHECK(check_read(recipe));
  GANVAS_CHECK(check_truncation(recipe.truncation, recipe.kind, recipe.generator));
  const DataChoice given = data_choice(recipe);
  if (given.image.size() != 3)
    return fail("the network that meets whole images has input ", to_text(given.image),
                ", wants [channels,height,width]");
  switch (recipe.kind) {
    case ModelKind::gan:
    case ModelKind::conditional_gan:
      return check_gan(recipe, given);
    case ModelKind::pyramid:
      return check_pyramid(recipe, given);
    case ModelKind::super_resolution:
      return check_super_resolution(recipe, given);
    case ModelKind::classifier:
      return check_network(recipe.classifier, "classifier", given.image, {given.labels}, Labels::none, given);
    case ModelKind::encoder:
      if (recipe.generator_file.empty()) return fail("lacks 'generator_file', the weights that draw what it reads");
      return check_network(recipe.encoder, "encoder", given.image, {recipe.latent.size + given.labels}, Labels::none,
                           given);
    case ModelKind::discriminator:
      break;
  }
  return fail("kind is ", spelling(recipe.kind), ", which is not trained on its own");
}

}  // namespace ganvas::train
