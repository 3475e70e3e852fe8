// A folder of the user's own images: PNG and JPEG, a sub-folder a label.
#pragma once

#include "trainer/data_set.hpp"

namespace ganvas::train {

/// Reads `folder`/LABEL/*.png|jpg|jpeg, or `folder`/*.png|jpg|jpeg without labels, into images of the shape `image`
/// [C,H,W], C being 1 or 3; their order mixes the labels, and is always the same. If the folder has a sub-folder
/// `train`, the images lie in it, and the test split in `test` beside it; otherwise there is no test split. `labels`:
/// how many label folders are wanted, 0 for any. Hidden files and those of other kinds than images are passed over.
///
/// The title is the folder's name. The sha256 is that of the text which `sha256sum` prints for the files, in the
/// order of their names, named from the split's folder ("DIGEST  LABEL/NAME\n").
Result<DataSet> load_image_folder(const std::filesystem::path& folder, const Shape& image, int labels, Split split);

/// How many label folders the training images lie in; 1 where that cannot be told, and load_image_folder says why.
int count_label_folders(const std::filesystem::path& folder);

}  // namespace ganvas::train
