#include "trainer/metrics.hpp"

#include "shared/files.hpp"

namespace ganvas::train {
namespace {

constexpr int sample_count = 10000;

torch::Tensor read_as(const NetworkModule& classifier, const torch::Tensor& images) {
  torch::NoGradGuard guard;
  std::vector<torch::Tensor> parts;
  for (const auto& part : images.split(250)) parts.push_back(classifier.forward(part, {}, false).argmax(1));
  return torch::cat(parts);
}

std::string judge(const ModelCard& classifier_card) {
  std::string accuracy;
  for (const Metric& metric : classifier_card.metrics)
    if (metric.name == "test_accuracy")
      accuracy = text(", which is itself right on ", metric.value, " of the test set");
  return text("judged by ", classifier_card.name, accuracy);
}

}  // namespace

double share_read_right(const NetworkModule& classifier, const torch::Tensor& images, const torch::Tensor& labels) {
  return (read_as(classifier, images) == labels).to(torch::kFloat64).mean().item<double>();
}

Metric test_accuracy(const NetworkModule& classifier, const DataSet& test) {
  const auto images = test.images.to(torch::kFloat32).div_(127.5).sub_(1);
  return {"test_accuracy", share_read_right(classifier, images, test.labels),
          text("share of the ", images.size(0), " test images of ", test.title,
               " read as their label, one pass, no augmentation, weights as exported")};
}

Metric label_accuracy(const NetworkModule& generator, const ModelCard& card, const NetworkModule& classifier,
                      const ModelCard& classifier_card, std::uint64_t seed) {
  const auto images = sample({&generator}, card, seed, sample_count, torch::kCPU);
  const auto labels =
      torch::arange(sample_count, torch::kInt64).remainder(static_cast<std::int64_t>(card.labels.size()));
  return {"label_accuracy", share_read_right(classifier, images, labels),
          text("share of ", sample_count, " generated images, labels balanced, latent vectors 0 to ", sample_count - 1,
               " of seed ", seed, ", no truncation, read as their label; ", judge(classifier_card))};
}

Metric class_balance(const NetworkModule& generator, const ModelCard& card, const NetworkModule& classifier,
                     const ModelCard& classifier_card, std::uint64_t seed) {
  const auto classes = torch::bincount(read_as(classifier, sample({&generator}, card, seed, sample_count, torch::kCPU)),
                                       {}, static_cast<std::int64_t>(classifier_card.labels.size()));
  const double rarest = classes.min().item<double>() / sample_count * static_cast<double>(classes.numel());
  std::string shares;
  for (std::int64_t i = 0; i < classes.numel(); ++i)
    shares += text(i ? ", " : "", classifier_card.labels[static_cast<std::size_t>(i)], ": ", classes[i].item<int>());
  return {"class_balance", rarest,
          text("the rarest class's share times the number of classes, among ", sample_count,
               " generated images, latent vectors 0 to ", sample_count - 1, " of seed ", seed, " (", shares, "); ",
               judge(classifier_card))};
}

Result<std::vector<Metric>> measure(const ModelFile& model, const std::filesystem::path& classifier_file,
                                    std::uint64_t seed) {
  GANVAS_TRY(const auto bytes, read_file(classifier_file));
  GANVAS_TRY(const auto judge_file, parse_model(bytes, classifier_file.string()));
  if (judge_file.card.kind != ModelKind::classifier)
    return fail(classifier_file.string(), ": a ", spelling(judge_file.card.kind), ", a classifier is wanted");
  if (judge_file.card.training.data_set != model.card.training.data_set)
    return fail(classifier_file.string(), ": trained on ", judge_file.card.training.data_set, ", the model on ",
                model.card.training.data_set);
  NetworkModule classifier(judge_file.card.networks[0].network, torch::kCPU);
  classifier.load(judge_file, "classifier");
  NetworkModule generator(model.card.networks[0].network, torch::kCPU);
  generator.load(model, "generator");
  if (model.card.kind == ModelKind::conditional_gan)
    return std::vector{label_accuracy(generator, model.card, classifier, judge_file.card, seed)};
  return std::vector{class_balance(generator, model.card, classifier, judge_file.card, seed)};
}

}  // namespace ganvas::train
