// The classifier that judges what generators draw.
#pragma once

#include <filesystem>

#include "trainer/data_set.hpp"
#include "trainer/progress_bar.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {

struct Judge {
  ModelCard card;
  NetworkModule network;
};

/// How a classifier sees images. Features: the activations that its last linear layer reads.
struct Reading {
  torch::Tensor features;  // F32 [N,F]
  torch::Tensor classes;   // I64 [N]
};

/// The weights file that judges a model: `place` itself, or, where it is a folder, classifier-NAME.safetensors in it,
/// NAME being the data set that the model's recipe names; what was stacked is judged by the classifier of single
/// images.
Result<std::filesystem::path> judge_of(const ModelCard& model, const std::filesystem::path& place);

/// A classifier's weights file, checked: its kind, a last linear layer, as many labels as classes.
Result<Judge> load_judge(const std::filesystem::path& file);

/// The one that judges this model from `place` (judge_of), checked: it learned from the same data set, and reads images
/// of the shape that the model draws. Stacked digits it reads channel by channel.
Result<Judge> judge_for(const ModelCard& model, const std::filesystem::path& place);

/// Images as bytes, U8 [N,C,H,W], in the classifier's own shape.
Reading read_images(const Judge& judge, const torch::Tensor& images, ProgressBar& bar);

/// Output of a network whose card is `card`, as the bytes that a viewer shows (weights_format.md, section 8).
torch::Tensor to_bytes(const torch::Tensor& images, const ImageFormat& format);

/// `count` generated images as such bytes, U8 [count,C,H,W], in parts: latent vectors 0 to count−1 of `seed`, image i
/// with labels[i], I64 [count]; undefined for a model that takes none.
torch::Tensor draw_bytes(const Networks& networks, const ModelCard& card, std::uint64_t seed, std::int64_t count,
                         const torch::Tensor& labels, torch::Device device, ProgressBar& bar);

/// The labels to ask for where a distribution is compared with the data's own, I64 [count]: those of the data, as
/// balanced ones would count its imbalance against the generator.
torch::Tensor labels_like(const DataSet& data, std::int64_t count);

/// The share of `labels` that the judge reads as such.
double share_read_right(const torch::Tensor& classes, const torch::Tensor& labels);

/// "classifier-mnist, itself right on 0.9953 of the test set"
std::string name_of(const Judge& judge);
/// Its own accuracy on the test set, as its card says; 0 if it does not.
double own_accuracy(const Judge& judge);

/// Images as bytes, as what a network of that format sees.
torch::Tensor seen(const torch::Tensor& bytes, const ImageFormat& format);

/// What the recipe in a card was trained on, in the card's own image shape.
Result<DataChoice> data_choice(const ModelCard& card, const std::string& image_folder = {});
/// Those images. Refused where their labels are not those that the card names, as labels go by their number.
Result<DataSet> data_of(const ModelCard& card, const std::string& image_folder, const std::filesystem::path& root,
                        Split split);

}  // namespace ganvas::train
