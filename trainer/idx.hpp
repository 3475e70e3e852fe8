// Data sets in MNIST's form: a pair of IDX files a split, gzip or raw.
#pragma once

#include "trainer/data_set.hpp"

namespace ganvas::train {

struct IdxFile {
  const char* name;    // without .gz
  const char* sha256;  // of the uncompressed bytes
};
struct IdxFiles {
  IdxFile files[4];            // train images, train labels, test images, test labels
  const char* mirrors[2];      // a file's address is mirror + name + ".gz"
  const char* package_folder;  // where a Debian package puts the files, or null
};

/// From `root`/NAME, else from the Debian package's folder. The sha256 is that of the uncompressed images, a space, and
/// that of the labels.
Result<DataSet> load_idx(const KnownDataSet& known, const std::filesystem::path& root, Split split);

/// One IDX file, gzip or raw: checked magic, axes against the length. `axes`: 3 for images, 1 for labels.
Result<torch::Tensor> read_idx(const std::filesystem::path& path, int axes, std::string* sha256 = nullptr);

/// Puts the files into `folder`, verified: from the folder `from`, or, if that is empty, from the mirrors.
Status fetch_idx(const IdxFiles& files, const std::filesystem::path& folder, const std::string& from);

}  // namespace ganvas::train
