#include "trainer/reader_metrics.hpp"

#include "shared/shapes.hpp"
#include "trainer/frozen_generator.hpp"
#include "trainer/report.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {
namespace {

constexpr int batch = 250;

// Mean squared difference of a pixel of 0 … 1, both as the bytes that a person sees.
double pixel_error(const torch::Tensor& a, const torch::Tensor& b) {
  return (a.to(torch::kFloat32) - b.to(torch::kFloat32)).div_(255).square_().mean(torch::kFloat64).item<double>();
}

double share_right(const torch::Tensor& scores, const torch::Tensor& labels) {
  return share_read_right(scores.argmax(1), labels);
}

// forward(x) of images U8 [N,C,H,W], a batch at a time: [N, …].
template <class Forward>
torch::Tensor in_batches(const torch::Tensor& images, ProgressBar& bar, const Forward& forward) {
  torch::NoGradGuard guard;
  std::vector<torch::Tensor> parts;
  std::int64_t done = 0;
  for (const auto& part : images.split(batch)) {
    parts.push_back(forward(part));
    bar.at(done += part.size(0));
  }
  return torch::cat(parts);
}

Result<DataSet> test_set(const ModelCard& card, const MeasureOptions& options) {
  GANVAS_TRY(auto test, data_of(card, options.image_folder, options.data, Split::test));
  const auto count = std::min<std::int64_t>(options.count, test.images.size(0));
  test.images = test.images.narrow(0, 0, count);
  test.labels = test.labels.narrow(0, 0, count);
  return test;
}

Result<Measurement> measure_classifier(const ModelFile& model, const MeasureOptions& options) {
  GANVAS_TRY(const auto test, test_set(model.card, options));
  Judge judge{model.card, NetworkModule(model.card.networks[0].network, torch::kCPU)};
  judge.network.load(model, model.card.networks[0].name);
  ProgressBar bar(text("reading ", test.images.size(0), " images"), test.images.size(0), options.quiet);
  Measurement measurement;
  measurement.metrics = {{"test_accuracy",
                          share_read_right(read_images(judge, test.images, bar).classes, test.labels),
                          text("share of the ", test.images.size(0), " test images of ", test.title,
                               " read as their label, one pass, no augmentation, weights as exported"),
                          {}}};
  return measurement;
}

// What an encoder makes of images, and what the generator makes of that.
struct ReadBack {
  double error, labels_right;
  torch::Tensor z;
};
ReadBack read_back(const NetworkModule& encoder, const FrozenGenerator& generator, const torch::Tensor& images,
                   const torch::Tensor& labels, const MeasureOptions& options) {
  const ImageFormat& format = generator.card.image;
  ProgressBar bar(text("redrawing ", images.size(0), " images"), 2 * images.size(0), options.quiet);
  const auto found =
      in_batches(images, bar, [&](const auto& x) { return encoder.forward(seen(x, format), {}, false); });
  const auto size = generator.card.latent.size;
  const auto z = found.narrow(1, 0, size), scores = found.narrow(1, size, found.size(1) - size);
  torch::NoGradGuard guard;
  std::vector<torch::Tensor> redrawn;
  for (std::int64_t i = 0; i < images.size(0); i += batch) {
    const auto n = std::min<std::int64_t>(batch, images.size(0) - i);
    const auto drawn = generator.network.forward(z.narrow(0, i, n), scores.narrow(0, i, n).argmax(1), false);
    redrawn.push_back(to_bytes(drawn, format));
    bar.at(images.size(0) + i + n);
  }
  return {pixel_error(torch::cat(redrawn), images), share_right(scores, labels), z};
}

Result<Measurement> measure_encoder(const ModelFile& model, const MeasureOptions& options) {
  const ModelCard& card = model.card;
  GANVAS_TRY(const auto test, test_set(card, options));
  GANVAS_TRY(const auto recipe, parse_recipe(card.training.recipe.text, card.name + "'s recipe", {}));
  GANVAS_TRY(const auto generator, load_frozen_generator(recipe.generator_file, card.latent, card.labels.size(),
                                                         card.image.shape, torch::kCPU));
  const auto encoder = load_networks(model);
  const int count = static_cast<int>(test.images.size(0));
  const auto z = latents(generator.card, options.seed, 0, count);
  const auto drawn = to_bytes(
      sample({&generator.network}, generator.card, options.seed, count, torch::kCPU, 0, test.labels), card.image);
  const ReadBack real = read_back(encoder.front(), generator, test.images, test.labels, options);
  const ReadBack fake = read_back(encoder.front(), generator, drawn, test.labels, options);

  const auto compared = text("; beside it the same of ", count, " images that ", generator.card.name,
                             " drew itself, so that a latent vector for each exists (latent vectors 0 to ", count - 1,
                             " of seed ", options.seed, ", labels as in the data)");
  Measurement measurement;
  measurement.metrics = {{"reconstruction_error", real.error,
                          text("mean squared error a pixel of 0 to 1 between each of ", count, " test images of ",
                               test.title, " and what ", generator.card.name,
                               " draws from the latent vector and the label that are read from it", compared),
                          fake.error},
                         {"label_accuracy", real.labels_right,
                          text("share of these test images that are read as their label", compared), fake.labels_right},
                         {"latent_error",
                          torch::mse_loss(fake.z, z).item<double>(),
                          text("mean squared error a latent number, of the images that ", generator.card.name,
                               " drew; reading nothing (all 0) has 1"),
                          {}}};
  return measurement;
}

// The judge's opinion of what was made of the test images, if there is a judge.
void judge_enlarged(const ModelCard& card, const torch::Tensor& made, const DataSet& test,
                    const MeasureOptions& options, Measurement& measurement) {
  const auto judge = judge_for(card, options.classifier);
  if (!judge) return measurement.faults.push_back(text("not measured: label_accuracy: ", judge.message()));
  ProgressBar bar(text("reading ", 2 * made.size(0), " images"), 2 * made.size(0), options.quiet);
  const double of_made = share_read_right(read_images(*judge, made, bar).classes, test.labels);
  const double of_real = share_read_right(read_images(*judge, test.images, bar).classes, test.labels);
  measurement.metrics.push_back({"label_accuracy", of_made,
                                 text("share of ", made.size(0), " test images of ", test.title,
                                      " that are read as their label after they were made small and enlarged again; "
                                      "judged by ",
                                      name_of(*judge), "; real: the images before"),
                                 of_real});
}

Result<Measurement> measure_super_resolution(const ModelFile& model, const MeasureOptions& options) {
  const ModelCard& card = model.card;
  GANVAS_TRY(const auto test, test_set(card, options));
  const auto network = load_networks(model);
  const Shape small = model_input(card);
  ProgressBar bar(text("enlarging ", test.images.size(0), " images"), test.images.size(0), options.quiet);
  std::vector<torch::Tensor> stretched;
  const auto made = in_batches(test.images, bar, [&](const auto& x) {
    const auto low = torch::avg_pool2d(seen(x, card.image), card.image.shape[2] / small[2]);
    stretched.push_back(
        to_bytes(torch::upsample_bilinear2d(low, {card.image.shape[1], card.image.shape[2]}, false), card.image));
    return to_bytes(network.front().forward(low, {}, false), card.image);
  });
  Measurement measurement;
  measurement.metrics = {
      {"reconstruction_error",
       pixel_error(made, test.images),
       text("mean squared error a pixel of 0 to 1 between each of ", test.images.size(0), " test images of ",
            test.title, " and what is made of its ", small[2], "×", small[1],
            " block means; bilinear interpolation has ", pixel_error(torch::cat(stretched), test.images)),
       {}}};
  judge_enlarged(card, made, test, options, measurement);
  return measurement;
}

}  // namespace

Result<Measurement> measure_reader(const ModelFile& model, const MeasureOptions& options) {
  if (options.gan_train || !options.neighbours.empty())
    return fail(model.card.name, ": of kind ", spelling(model.card.kind), ", which draws no images of its own; ",
                options.gan_train ? "--gan-train" : "--neighbours", " wants a generator");
  switch (model.card.kind) {
    case ModelKind::classifier:
      return measure_classifier(model, options);
    case ModelKind::encoder:
      return measure_encoder(model, options);
    case ModelKind::super_resolution:
      return measure_super_resolution(model, options);
    default:
      return fail(model.card.name, ": of kind ", spelling(model.card.kind),
                  ", of which nothing is measured; measure the generator that it judges");
  }
}

}  // namespace ganvas::train
