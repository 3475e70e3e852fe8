// A recipe: everything that decides what a run does, as one described value. Defaults, units and reasons stand in the
// description and nowhere else: reading, writing, --set, comparing on resume and the help text derive from it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shared/model_card.hpp"

namespace ganvas::train {

enum class AdversarialLoss { non_saturating, least_squares, hinge };
inline constexpr const char* adversarial_losses[] = {"non_saturating", "least_squares", "hinge"};
inline const auto& spellings(AdversarialLoss) { return adversarial_losses; }

enum class Initialisation { torch, dcgan };
inline constexpr const char* initialisations[] = {"torch", "dcgan"};
inline const auto& spellings(Initialisation) { return initialisations; }

enum class WeightType { F32, F16 };
inline constexpr const char* weight_types[] = {"F32", "F16"};
inline const auto& spellings(WeightType) { return weight_types; }

struct AdamOptions {
  double lr = 2e-4, beta1 = 0.5, beta2 = 0.999, weight_decay = 0;
};
struct LossOptions {
  AdversarialLoss adversarial = AdversarialLoss::non_saturating;
  double real_label = 1, r1_gamma = 0;
  int r1_interval = 1;
};
struct Augmentation {
  double shift = 0, degrees = 0, scale = 0, flip = 0;
};

struct Recipe {
  std::string name, title, description;
  std::vector<std::string> notes;
  ModelKind kind = ModelKind::gan;
  std::string data_set = "mnist";
  Latent latent;
  Network generator, discriminator, classifier;
  Initialisation initialisation = Initialisation::torch;
  LossOptions loss;
  AdamOptions generator_adam, discriminator_adam;
  Augmentation augmentation;
  int batch_size = 64, tick = 500, checkpoint_ticks = 2, threads = 1;
  long long steps = 10000, seed = 1;
  double decay_start = 1, ema = 0.999;
  WeightType dtype = WeightType::F16;
};

template <class V>
void describe(V& visit, AdamOptions& a) {
  visit("lr", a.lr, optional_between(1e-8, 1, "learning rate, a step"));
  visit("beta1", a.beta1, optional_between(0, 0.9999, "decay of the mean gradient; GANs want 0 to 0.5"));
  visit("beta2", a.beta2, optional_between(0, 0.99999, "decay of the squared gradient"));
  visit("weight_decay", a.weight_decay, optional_between(0, 1, "decoupled, as a share of lr (AdamW)"));
}
template <class V>
void describe(V& visit, LossOptions& l) {
  visit("adversarial", l.adversarial, optional);
  visit("real_label", l.real_label, optional_between(0.5, 1, "one-sided label smoothing: D's target for real images"));
  visit("r1_gamma", l.r1_gamma, optional_between(0, 1e4, "weight of the gradient penalty on real images; 0: none"));
  visit("r1_interval", l.r1_interval,
        optional_between(1, 1000, "D steps between penalties, each weighted as many times"));
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
  visit("latent", r.latent, optional);
  visit("generator", r.generator, optional);
  visit("discriminator", r.discriminator, optional);
  visit("classifier", r.classifier, optional);
  visit("initialisation", r.initialisation, optional);
  visit("loss", r.loss, optional);
  visit("generator_adam", r.generator_adam, optional);
  visit("discriminator_adam", r.discriminator_adam, optional);
  visit("augmentation", r.augmentation, optional);
  visit("batch_size", r.batch_size, optional_between(2, 65536, "images a step"));
  visit("steps", r.steps, optional_between(1, 1e9, "generator (or classifier) updates"));
  visit("decay_start", r.decay_start, optional_between(0, 1, "share of the steps after which lr falls linearly to 0"));
  visit("ema", r.ema, optional_between(0, 0.999999, "decay a step of the averaged weights that are exported"));
  visit("tick", r.tick, optional_between(1, 1e6, "steps between status lines and sample grids"));
  visit("checkpoint_ticks", r.checkpoint_ticks, optional_between(1, 1e6, "ticks between checkpoints"));
  visit("threads", r.threads, optional_between(1, 256, "CPU threads; part of the recipe, as sums depend on it"));
  visit("seed", r.seed, optional_between(0, 9e15, "all randomness of a run follows from it"));
  visit("dtype", r.dtype, optional);
}

/// Reads FILE, or trainer/recipes/NAME.json below `recipes`, applies `settings` ("a.b=value") and checks that the
/// networks connect with each other, the latent and the kind.
Result<Recipe> load_recipe(const std::string& name_or_file, const std::filesystem::path& recipes,
                           const std::vector<std::string>& settings);
/// The same from text; `where` opens the messages.
Result<Recipe> parse_recipe(std::string_view json, const std::string& where, const std::vector<std::string>& settings);

/// What differs, a line each: "generator_adam.lr: the run has 0.0002, now 0.0004".
std::vector<std::string> differences(const Recipe& run, const Recipe& now);

}  // namespace ganvas::train
