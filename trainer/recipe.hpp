// A recipe: everything that decides what a run does, as one described value. Defaults, units and reasons stand in the
// description and nowhere else: reading, writing, --set, comparing on resume and the help text derive from it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shared/model_card.hpp"

namespace ganvas::train {

struct DataChoice;

enum class AdversarialLoss { minimax, non_saturating, least_squares, hinge, wasserstein };
inline constexpr const char* adversarial_losses[] = {"minimax", "non_saturating", "least_squares", "hinge",
                                                     "wasserstein"};
inline const auto& spellings(AdversarialLoss) { return adversarial_losses; }

enum class Initialisation { torch, dcgan };
inline constexpr const char* initialisations[] = {"torch", "dcgan"};
inline const auto& spellings(Initialisation) { return initialisations; }

enum class WeightType { F32, F16, I8 };
inline constexpr const char* weight_types[] = {"F32", "F16", "I8"};
inline const auto& spellings(WeightType) { return weight_types; }

enum class Decay { linear, cosine };
inline constexpr const char* decays[] = {"linear", "cosine"};
inline const auto& spellings(Decay) { return decays; }

enum class Unit { steps, epochs };
inline constexpr const char* units[] = {"steps", "epochs"};
inline const auto& spellings(Unit) { return units; }

/// Which weights a run ends with: those of its last step, or those with the lowest Fréchet distance that it measured.
enum class Delivered { last, best };
inline constexpr const char* delivered_weights[] = {"last", "best"};
inline const auto& spellings(Delivered) { return delivered_weights; }

enum class Precision { F32, BF16 };
inline constexpr const char* precisions[] = {"F32", "BF16"};
inline const auto& spellings(Precision) { return precisions; }

struct AdamOptions {
  double lr = 2e-4, beta1 = 0.5, beta2 = 0.999, weight_decay = 0, max_gradient_norm = 0;
};
struct LossOptions {
  AdversarialLoss adversarial = AdversarialLoss::non_saturating;
  bool relativistic = false;
  double real_label = 1, adversarial_weight = 1, r1_gamma = 0, r2_gamma = 0;
  int r1_interval = 1;
  double gradient_penalty = 0, clip = 0, auxiliary = 0, content = 0;
};
struct InstanceNoise {
  double sd = 0, until = 1;
};
struct DiffAugment {
  double color = 0, translation = 0, cutout = 0;
};
/// k discriminator and j generator updates in turn.
struct Schedule {
  int discriminator = 1, generator = 1;
  Unit unit = Unit::steps;
};
/// A further level of a pyramid.
struct Level {
  Network generator, discriminator;
};
struct Augmentation {
  double shift = 0, degrees = 0, scale = 0, flip = 0;
};

struct Recipe {
  std::string name, title, description;
  std::vector<std::string> notes;
  ModelKind kind = ModelKind::gan;
  std::string data_set = "mnist", image_folder;
  Latent latent;
  Network generator, discriminator, classifier, encoder;
  std::vector<Level> levels;
  std::string generator_file, start_from;
  Initialisation initialisation = Initialisation::torch;
  LossOptions loss;
  AdamOptions generator_adam, discriminator_adam;
  Schedule schedule;
  InstanceNoise instance_noise;
  DiffAugment diff_augment;
  Augmentation augmentation;
  int batch_size = 64, tick = 500, sample_ticks = 1, checkpoint_ticks = 2, metric_ticks = 10, threads = 1;
  long long steps = 10000, seed = 1;
  double decay_start = 1, ema = 0.999, truncation = 1;
  Decay decay = Decay::linear;
  Precision precision = Precision::F32;
  WeightType dtype = WeightType::F16;
  Delivered deliver = Delivered::last;
  std::vector<long long> snapshots;
};

template <class V>
void describe(V& visit, AdamOptions& a) {
  visit("lr", a.lr, optional_between(1e-8, 1, "learning rate, a step"));
  visit("beta1", a.beta1, optional_between(0, 0.9999, "decay of the mean gradient; GANs want 0 to 0.5"));
  visit("beta2", a.beta2, optional_between(0, 0.99999, "decay of the squared gradient"));
  visit("weight_decay", a.weight_decay, optional_between(0, 1, "decoupled, as a share of lr (AdamW)"));
  visit("max_gradient_norm", a.max_gradient_norm,
        optional_between(0, 1e9, "longer gradients are scaled down; 0: none"));
}
template <class V>
void describe(V& visit, LossOptions& l) {
  visit("adversarial", l.adversarial, optional);
  visit("relativistic", l.relativistic, optional);
  visit("real_label", l.real_label, optional_between(0.5, 1, "one-sided label smoothing: D's target for real images"));
  visit("adversarial_weight", l.adversarial_weight, optional_between(0, 1e4, "of G's adversarial loss"));
  visit("r1_gamma", l.r1_gamma, optional_between(0, 1e4, "weight of the gradient penalty on real images; 0: none"));
  visit("r2_gamma", l.r2_gamma, optional_between(0, 1e4, "the same on generated images"));
  visit("r1_interval", l.r1_interval,
        optional_between(1, 1000, "steps between those with R1 and R2 penalties, each weighted as many times"));
  visit("gradient_penalty", l.gradient_penalty, optional_between(0, 1e4, "λ of WGAN-GP; 0: none"));
  visit("clip", l.clip, optional_between(0, 1e3, "D's weights are kept within ± this (WGAN); 0: any"));
  visit("auxiliary", l.auxiliary, optional_between(0, 1e4, "weight of the auxiliary classifier's loss; 0: none"));
  visit("content", l.content, optional_between(0, 1e6, "weight of the content loss of super-resolution"));
}
template <class V>
void describe(V& visit, InstanceNoise& n) {
  visit("sd", n.sd, optional_between(0, 10, "standard deviation of the noise on D's inputs at the start, in -1 … 1"));
  visit("until", n.until, optional_between(1e-6, 1, "share of the steps after which there is none"));
}
template <class V>
void describe(V& visit, DiffAugment& d) {
  visit("color", d.color, optional_between(0, 1, "strength; 1 is the paper's"));
  visit("translation", d.translation, optional_between(0, 0.5, "share of the side, at most; the paper has 0.125"));
  visit("cutout", d.cutout, optional_between(0, 1, "share of the side that is cut; the paper has 0.5"));
}
template <class V>
void describe(V& visit, Schedule& s) {
  visit("discriminator", s.discriminator, optional_between(1, 10000, "D's updates, before G's turn"));
  visit("generator", s.generator, optional_between(1, 10000, "G's updates, before D's turn"));
  visit("unit", s.unit, optional);
}
template <class V>
void describe(V& visit, Level& l) {
  visit("generator", l.generator);
  visit("discriminator", l.discriminator);
}
template <class V>
void describe(V& visit, Augmentation& a) {
  visit("shift", a.shift, optional_between(0, 14, "pixels, at most, each way"));
  visit("degrees", a.degrees, optional_between(0, 180, "rotation, at most, each way"));
  visit("scale", a.scale, optional_between(0, 0.5, "relative change of size, at most, each way"));
  visit("flip", a.flip, optional_between(0, 1, "share of the images shown mirrored, left for right; digits want 0"));
}
template <class V>
void describe(V& visit, Recipe& r) {
  visit("name", r.name);
  visit("title", r.title);
  visit("description", r.description, optional);
  visit("notes", r.notes, optional);
  visit("kind", r.kind);
  visit("data_set", r.data_set);
  visit("image_folder", r.image_folder, optional);  // of data_set "images"
  visit("latent", r.latent, optional);
  visit("generator", r.generator, optional);
  visit("discriminator", r.discriminator, optional);
  visit("levels", r.levels, optional);
  visit("classifier", r.classifier, optional);
  visit("encoder", r.encoder, optional);
  visit("generator_file", r.generator_file, optional);
  visit("start_from", r.start_from, optional);  // a weights file instead of random weights
  visit("initialisation", r.initialisation, optional);
  visit("loss", r.loss, optional);
  visit("generator_adam", r.generator_adam, optional);
  visit("discriminator_adam", r.discriminator_adam, optional);
  visit("schedule", r.schedule, optional);
  visit("instance_noise", r.instance_noise, optional);
  visit("diff_augment", r.diff_augment, optional);
  visit("augmentation", r.augmentation, optional);
  visit("batch_size", r.batch_size, optional_between(2, 65536, "images a step"));
  visit("steps", r.steps, optional_between(1, 1e9, "rounds of the schedule: D's turn and G's; a classifier's updates"));
  visit("decay_start", r.decay_start, optional_between(0, 1, "share of the steps after which lr falls to 0"));
  visit("decay", r.decay, optional);
  visit("ema", r.ema, optional_between(0, 0.999999, "decay a step of the averaged weights that are exported"));
  visit("truncation", r.truncation,
        optional_between(0.5, 1, "ψ that is built into the exported generator: its first weights times this"));
  visit("tick", r.tick, optional_between(1, 1e6, "steps between status lines"));
  visit("sample_ticks", r.sample_ticks, optional_between(1, 1e6, "ticks between sample grids"));
  visit("checkpoint_ticks", r.checkpoint_ticks, optional_between(1, 1e6, "ticks between checkpoints"));
  visit("metric_ticks", r.metric_ticks,
        optional_between(0, 1e6, "ticks between measurements of the Fréchet distance; 0: only when the run ends"));
  visit("threads", r.threads, optional_between(1, 256, "CPU threads; part of the recipe, as sums depend on it"));
  visit("seed", r.seed, optional_between(0, 9e15, "all randomness of a run follows from it"));
  visit("precision", r.precision, optional);
  visit("dtype", r.dtype, optional);
  visit("deliver", r.deliver, optional);
  visit("snapshots", r.snapshots, optional_between(0, 1e15, "images seen at which G is kept for the history"));
}

/// Whether a truncation ψ can be built into a generator: any but 1 wants a first layer that is linear. Messages speak
/// of `truncation`.
Status check_truncation(double psi, ModelKind kind, const Network& generator);

/// Whether its runs can tell the Fréchet distance on their way, given a classifier: of generators, and not of the modes
/// of stacked images.
bool measures_frechet(const Recipe& recipe);

/// Whether the networks connect with each other, the data set, the latent and the kind, and the losses with the
/// networks.
Status check_recipe(const Recipe& recipe);

/// Images that the player with the most updates has met after `steps` steps: real ones, unless G takes more turns than
/// D.
long long images_seen(const Recipe& recipe, long long steps);

/// Reads FILE, or trainer/recipes/NAME.json below `recipes`, applies `settings` ("a.b=value") and checks that the
/// networks connect with each other, the latent and the kind.
Result<Recipe> load_recipe(const std::string& name_or_file, const std::filesystem::path& recipes,
                           const std::vector<std::string>& settings);
/// The same from text; `where` opens the messages.
Result<Recipe> parse_recipe(std::string_view json, const std::string& where, const std::vector<std::string>& settings);

/// What the recipe asks of a data set.
DataChoice data_choice(const Recipe& recipe);

/// What differs, a line each: "generator_adam.lr: the run has 0.0002, now 0.0004".
std::vector<std::string> differences(const Recipe& run, const Recipe& now);

}  // namespace ganvas::train
