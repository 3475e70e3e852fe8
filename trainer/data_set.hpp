// Data sets, kept in memory as bytes: what is known of each, and the one door through which they are loaded. The forms
// that they come in are idx, cifar and image_folder.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <string>
#include <vector>

#include "shared/network.hpp"
#include "shared/result.hpp"

namespace ganvas::train {

/// Images U8 as networks in training see them: F32 from -1 to 1.
inline torch::Tensor from_bytes(const torch::Tensor& images) { return images.to(torch::kFloat32).div_(127.5).sub_(1); }

struct DataSet {
  torch::Tensor images;  // U8 [N,C,H,W]
  torch::Tensor labels;  // I64 [N], all 0 where there are no label_names
  std::vector<std::string> label_names;
  std::string title, sha256;  // of the files that were read; each form says how
};
enum class Split { train, test };

/// How many images are measured, generated and real, unless told: the papers' number.
inline constexpr int measured_images = 10000;

struct IdxFiles;

/// What is known of a data set before any file is read: its one description.
struct KnownDataSet {
  const char* name;
  const char* title;
  Shape image;                           // [C,H,W]; empty: whatever the networks want
  std::vector<std::string> label_names;  // empty: the folder tells
  const IdxFiles* idx = nullptr;         // the files, if they have MNIST's form
};
/// By name; the message lists what is known.
Result<const KnownDataSet*> find_data_set(const std::string& name);

/// Which data set, and what the networks make of it. Only `images` reads more than the name.
struct DataChoice {
  std::string name;
  std::string image_folder;
  Shape image;     // [C,H,W] that the images are brought to
  int labels = 0;  // that the networks tell apart; 0: none, any data do
};

/// From `root`/NAME, from a Debian package's folder, or from the image folder.
Result<DataSet> load_data_set(const DataChoice& choice, const std::filesystem::path& root, Split split);

/// `ganvas data NAME [--from DIR]`: verifies the files by checksum and puts them into `root`/NAME; without `from` it
/// downloads them.
Status fetch_data_set(const std::string& name, const std::filesystem::path& root, const std::string& from);

}  // namespace ganvas::train
