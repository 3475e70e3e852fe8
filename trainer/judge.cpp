#include "trainer/judge.hpp"

#include "shared/shapes.hpp"
#include "trainer/stacked_mnist.hpp"

namespace ganvas::train {
namespace {

constexpr std::int64_t batch = 250;

// Where the classifier's last linear layer stands; layers.size() if there is none.
std::size_t last_linear(const Network& network) {
  for (std::size_t i = network.layers.size(); i-- > 0;)
    if (std::holds_alternative<Linear>(network.layers[i])) return i;
  return network.layers.size();
}

}  // namespace

Result<DataChoice> data_choice(const ModelCard& card, const std::string& image_folder) {
  GANVAS_TRY(const auto recipe, parse_json(card.training.recipe.text, "the card's recipe"));
  if (!recipe.IsObject() || !recipe.HasMember("data_set") || !recipe["data_set"].IsString())
    return fail(card.name, ": its card holds no recipe that names a data set, so what it was trained on is not known");
  DataChoice choice{recipe["data_set"].GetString(), "", card.image.shape, 0};
  if (recipe.HasMember("image_folder") && recipe["image_folder"].IsString())
    choice.image_folder = image_folder.empty() ? recipe["image_folder"].GetString() : image_folder;
  return choice;
}

Result<DataSet> data_of(const ModelCard& card, const std::string& image_folder, const std::filesystem::path& root,
                        Split split) {
  GANVAS_TRY(const auto choice, data_choice(card, image_folder));
  GANVAS_TRY(auto data, load_data_set(choice, root, split));
  if (card.labels.empty() || data.label_names == card.labels) return data;
  const auto listed = [](const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += text(all.empty() ? "" : ", ", name);
    return all.empty() ? "none" : all;
  };
  return fail(data.title, ": has the labels ", listed(data.label_names), ", ", card.name, " knows ",
              listed(card.labels), "; wants the images that it learned from");
}

Result<std::filesystem::path> judge_of(const ModelCard& model, const std::filesystem::path& place) {
  if (!std::filesystem::is_directory(place)) return place;
  GANVAS_TRY(const auto choice, data_choice(model));
  if (!choice.image_folder.empty()) {  // the name says nothing, but the classifiers say what they learned from
    std::error_code error;
    for (std::filesystem::directory_iterator entry(place, error), end; !error && entry != end; entry.increment(error)) {
      const auto& path = entry->path();
      if (!path.filename().string().starts_with("classifier-") || path.extension() != ".safetensors") continue;
      if (const auto judge = load_judge(path); judge && judge->card.training.data_set == model.training.data_set)
        return path;
    }
    return fail(model.name, ": learned from the pictures of a folder, for which ", place.string(),
                " has no classifier; name a weights file with --classifier, for instance one of ./ganvas train "
                "classifier-images --set image_folder=DIR");
  }
  std::string name = choice.name;
  // Stacked images are read channel by channel, by the classifier of single ones.
  if (name.starts_with("stacked-")) name.erase(0, std::string_view("stacked-").size());
  return place / ("classifier-" + name + ".safetensors");
}

Result<Judge> load_judge(const std::filesystem::path& file) {
  if (std::error_code error; !std::filesystem::exists(file, error))
    return fail(file.string(), ": no such classifier; ",
                file.extension() == ".safetensors" ? text("train one (./ganvas train ", file.stem().string(), ") or ")
                                                   : std::string(),
                "name one, or a folder of them, with --classifier");
  GANVAS_TRY(auto model, read_model(file));
  const ModelCard& card = model.file.card;
  if (card.kind != ModelKind::classifier)
    return fail(file.string(), ": of kind ", spelling(card.kind), "; a classifier is wanted");
  const NamedNetwork& named = card.networks[0];
  if (last_linear(named.network) == named.network.layers.size())
    return fail(file.string(), ": has no linear layer, whose inputs are the features that are compared");
  GANVAS_TRY(const auto shapes, shapes_after(named.network, named.name));
  if (shapes.back() != Shape{static_cast<int>(card.labels.size())})
    return fail(file.string(), ": gives ", to_text(shapes.back()), " for an image, its card names ", card.labels.size(),
                " labels");
  return Judge{card, std::move(model.networks.front())};
}

Result<Judge> judge_for(const ModelCard& model, const std::filesystem::path& place) {
  GANVAS_TRY(const auto file, judge_of(model, place));
  GANVAS_TRY(auto judge, load_judge(file));
  if (model.training.data_set == stacked_title) return judge;
  if (judge.card.training.data_set != model.training.data_set)
    return fail(file.string(), ": trained on ", judge.card.training.data_set, ", the model on ",
                model.training.data_set);
  if (judge.card.image.shape != model.image.shape)
    return fail(file.string(), ": reads images of another shape than the model draws");
  return judge;
}

Reading read_images(const Judge& judge, const torch::Tensor& images, ProgressBar& bar) {
  torch::NoGradGuard guard;
  const ImageFormat& format = judge.card.image;
  const std::size_t last = last_linear(judge.network.network()), end = judge.network.network().layers.size();
  std::vector<torch::Tensor> features, classes;
  std::int64_t done = 0;
  for (const auto& part : images.split(batch)) {
    features.push_back(judge.network.run_layers(seen(part, format), {}, false, 0, last));
    classes.push_back(judge.network.run_layers(features.back(), {}, false, last, end).argmax(1));
    bar.at(done += part.size(0));
  }
  return {torch::cat(features), torch::cat(classes)};
}

torch::Tensor seen(const torch::Tensor& bytes, const ImageFormat& format) {
  return bytes.to(torch::kFloat32).mul_((format.high - format.low) / 255).add_(format.low);
}

torch::Tensor to_bytes(const torch::Tensor& images, const ImageFormat& format) {
  return ((images - format.low) * (255 / (format.high - format.low)) + 0.5).floor().clamp(0, 255).to(torch::kUInt8);
}

torch::Tensor draw_bytes(const Networks& networks, const ModelCard& card, std::uint64_t seed, std::int64_t count,
                         const torch::Tensor& labels, torch::Device device, ProgressBar& bar) {
  constexpr std::int64_t part = 1000;
  std::vector<torch::Tensor> parts;
  for (std::int64_t first = 0; first < count; first += part) {
    const auto n = std::min(part, count - first);
    const auto some = labels.defined() ? labels.narrow(0, first, n) : labels;
    const auto images = sample(networks, card, seed, static_cast<int>(n), device, static_cast<int>(first), some);
    parts.push_back(to_bytes(images, card.image).to(torch::kCPU));
    bar.at(first + n);
  }
  return torch::cat(parts);
}

torch::Tensor labels_like(const DataSet& data, std::int64_t count) {
  return data.labels.index_select(0, torch::arange(count, torch::kInt64).remainder(data.labels.size(0)));
}

double share_read_right(const torch::Tensor& classes, const torch::Tensor& labels) {
  return (classes == labels).to(torch::kFloat64).mean().item<double>();
}

double own_accuracy(const Judge& judge) {
  for (const Metric& metric : judge.card.metrics)
    if (metric.name == "test_accuracy") return metric.value;
  return 0;
}

std::string name_of(const Judge& judge) {
  const double accuracy = own_accuracy(judge);
  return accuracy > 0 ? text(judge.card.name, ", itself right on ", accuracy, " of the test set") : judge.card.name;
}

}  // namespace ganvas::train
