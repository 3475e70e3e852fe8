// The runtime's face as C functions, for engine.js. Texts are UTF-8 and end in a zero; they belong to this side and
// stay valid until the next call. A call that fails returns 0 and leaves its sentence in ganvas_message().
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "runtime/generator.hpp"
#include "shared/latent.hpp"

namespace {

using ganvas::runtime::Generator;
using ganvas::runtime::Workspace;

// The ten labels of one latent vector are drawn at once; more are cut into such batches.
constexpr int largest_batch = 16;

struct Model {
  Generator generator;
  Workspace workspace;
};

std::string message;

std::size_t count(int n) { return static_cast<std::size_t>(n); }

}  // namespace

extern "C" {

const char* ganvas_message() { return message.c_str(); }

/// `file` names the file in messages. The bytes may be freed once this returns.
Model* ganvas_load(const std::byte* bytes, int size, const char* file) {
  auto generator = Generator::load({bytes, count(size)}, file);
  if (!generator) {
    message = generator.message();
    return nullptr;
  }
  auto workspace = generator->workspace(largest_batch);
  return new Model{*std::move(generator), std::move(workspace)};
}

void ganvas_release(Model* model) { delete model; }

const char* ganvas_card(const Model* model) { return model->generator.card_json().c_str(); }
int ganvas_latent_size(const Model* model) { return model->generator.latent_size(); }
int ganvas_label_count(const Model* model) { return model->generator.label_count(); }
int ganvas_image_size(const Model* model) { return model->generator.image_size(); }
double ganvas_self_test_difference(const Model* model) { return model->generator.self_test_difference(); }

/// latents [n, latent_size], labels [label_size] (n of them, or none) -> images [n, image_size].
int ganvas_sample(Model* model, int n, const float* latents, int label_size, const int* labels, float* images) {
  const Generator& generator = model->generator;
  const auto status =
      generator.sample({latents, count(n) * count(generator.latent_size())}, {labels, count(label_size)},
                       {images, count(n) * count(generator.image_size())}, model->workspace);
  message = status.message();
  return status ? 1 : 0;
}

/// z [size] from (seed, index). A double carries whole numbers up to 2^53, which are all that JavaScript has.
void ganvas_latent(double seed, double index, int uniform, float* z, int size) {
  const auto distribution = uniform ? ganvas::LatentDistribution::uniform : ganvas::LatentDistribution::normal;
  ganvas::fill_latent(static_cast<std::uint64_t>(seed), static_cast<std::uint64_t>(index), distribution,
                      {z, count(size)});
}

}  // extern "C"
