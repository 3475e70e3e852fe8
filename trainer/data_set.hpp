// Data sets in the IDX form of MNIST (gzip or raw), kept in memory as bytes.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <string>
#include <vector>

#include "shared/result.hpp"

namespace ganvas::train {

struct DataFile {
  const char* name;    // without .gz
  const char* sha256;  // of the uncompressed bytes
};
/// What is known of a data set: its one description.
struct DataSetSource {
  const char* name;
  const char* title;
  DataFile files[4];  // train images, train labels, test images, test labels
  const char* labels[10];
  const char* mirrors[2];      // a file's address is mirror + name + ".gz"
  const char* package_folder;  // where a Debian package puts the files, or null
};
/// By name; the message lists what is known.
Result<const DataSetSource*> find_data_set(const std::string& name);

struct DataSet {
  torch::Tensor images;  // U8 [N,1,28,28]
  torch::Tensor labels;  // I64 [N]
  std::vector<std::string> label_names;
  std::string title, sha256;  // of the image and the label file, one after the other
};
enum class Split { train, test };

/// From `root`/NAME, else from the Debian package's folder. `test` is the second pair of files.
Result<DataSet> load_data_set(const DataSetSource& source, const std::filesystem::path& root, Split split);

/// One IDX file, gzip or raw: checked magic, axes against the length. `axes`: 3 for images, 1 for labels.
Result<torch::Tensor> read_idx(const std::filesystem::path& path, int axes, std::string* sha256 = nullptr);

/// `ganvas data NAME [--from DIR]`: verifies each file by checksum and puts it into `root`/NAME; without `from` it
/// downloads from the mirrors with curl.
Status fetch_data_set(const DataSetSource& source, const std::filesystem::path& root, const std::string& from);

}  // namespace ganvas::train
