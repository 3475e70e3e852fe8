// CIFAR-10, the binary version (Krizhevsky 2009): data_batch_1.bin … data_batch_5.bin and test_batch.bin.
#pragma once

#include "trainer/data_set.hpp"

namespace ganvas::train {

/// From `root`/cifar10, or the folder cifar-10-batches-bin in it. A file holds whole records and labels in range; fewer
/// records than the published 10,000 are taken, so that a part can serve for a trial. The sha256 is that of the files'
/// bytes, one file after the other.
Result<DataSet> load_cifar10(const KnownDataSet& known, const std::filesystem::path& root, Split split);

/// Puts the files into `folder`/cifar-10-batches-bin. The archive, downloaded or in the folder `from`, is verified by
/// its SHA-256. `from` may hold the unpacked files instead: nobody publishes their checksums, so they are verified by
/// what is published of them, 10,000 records each and 5,000 (test: 1,000) of each label.
Status fetch_cifar10(const std::filesystem::path& folder, const std::string& from);

}  // namespace ganvas::train
