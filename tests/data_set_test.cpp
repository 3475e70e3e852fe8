// Data sets of each form, whole and damaged. Real images: Fashion-MNIST from Debian's package.
#include "tests/torch_doctest.hpp"

#include <algorithm>
#include <cstdlib>

#include "shared/files.hpp"
#include "shared/shapes.hpp"
#include "tests/idx_bytes.hpp"
#include "tests/plain_files.hpp"
#include "tests/scratch_folder.hpp"
#include "trainer/data_set.hpp"
#include "trainer/fetch.hpp"
#include "trainer/idx.hpp"
#include "trainer/recipe.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::contains;
using tests::content_of;
using tests::idx_bytes;
using tests::put;
using tests::ScratchFolder;
namespace fs = std::filesystem;

const char* const fashion_folder = "/usr/share/datasets/fashion-mnist";

std::string digest(const std::string& bytes) { return sha256_of(std::as_bytes(std::span(bytes.data(), bytes.size()))); }

int pixel(const DataSet& data, int n, int c, int y, int x) { return data.images[n][c][y][x].item<int>(); }

// `count` records; image i has label i % 10, and pixel p of it is (i + p) % 251.
std::string cifar_records(int count, int first = 0) {
  std::string bytes, ramp;
  for (int p = 0; p < 251 + 3072; ++p) ramp.push_back(static_cast<char>(p % 251));
  for (int i = first; i < first + count; ++i) {
    bytes.push_back(static_cast<char>(i % 10));
    bytes.append(ramp, static_cast<std::size_t>(i % 251), 3072);
  }
  return bytes;
}
void put_cifar(const fs::path& folder, int count) {
  for (int file = 0; file < 5; ++file)
    put(folder / text("data_batch_", file + 1, ".bin"), cifar_records(count, file * count));
  put(folder / "test_batch.bin", cifar_records(count));
}

}  // namespace

TEST_CASE("a damaged IDX file is refused, naming the file and what is wrong") {
  ScratchFolder folder;
  const auto file = folder.path() / "images";
  const auto message = [&](const std::string& bytes, int axes = 3) {
    put(file, bytes);
    auto read = read_idx(file, axes);
    CHECK_FALSE(read);
    CHECK(contains(read.message(), file.string()));
    return read.message();
  };
  const std::string good = idx_bytes(torch::ones({2, 28, 28}, torch::kUInt8));
  CHECK(contains(message(""), "0 bytes, too short"));
  CHECK(contains(message(good, 1), "magic number 2051, an IDX file of labels has 2049"));
  CHECK(contains(message(good.substr(0, good.size() - 1)), "has 1567 bytes of data, its header says 1568"));
  CHECK(contains(message(good + "x"), "has 1569 bytes of data"));
  CHECK(contains(message(idx_bytes(torch::ones({0, 28, 28}, torch::kUInt8))), "holds no data"));
  const auto packed = content_of(fs::path(fashion_folder) / "t10k-labels-idx1-ubyte.gz");
  CHECK(contains(message(packed.substr(0, packed.size() / 2), 1), "damaged or truncated"));
}

TEST_CASE("IDX files that do not fit each other or the data set are refused, naming file, byte and image") {
  ScratchFolder folder;
  CHECK(contains(load_data_set({"mnist", "", {}, 0}, folder.path(), Split::train).message(), "./ganvas data mnist"));
  const auto message = [&](const torch::Tensor& images, const torch::Tensor& labels) {
    put(folder.path() / "mnist/t10k-images-idx3-ubyte", idx_bytes(images.to(torch::kUInt8)));
    put(folder.path() / "mnist/t10k-labels-idx1-ubyte", idx_bytes(labels.to(torch::kUInt8)));
    return load_data_set({"mnist", "", {}, 0}, folder.path(), Split::test).message();
  };
  CHECK(message(torch::ones({3, 28, 28}), torch::tensor({0, 9, 1})).empty());
  CHECK(contains(message(torch::ones({3, 28, 28}), torch::tensor({0, 1})), "3 images, but 2 labels in "));
  CHECK(contains(message(torch::ones({1, 28, 27}), torch::tensor({0})), "images of 28×27, wanted 28×28"));
  CHECK(contains(message(torch::ones({3, 28, 28}), torch::tensor({0, 9, 10})),
                 "labels-idx1-ubyte: byte 10: label 10 of image 2, wanted 0 to 9"));
}

TEST_CASE("data are verified by checksum before they are put where the trainer looks") {
  ScratchFolder folder;
  REQUIRE(fetch_data_set("fashion", folder.path() / "data", fashion_folder));
  CHECK(load_data_set({"fashion", "", {}, 0}, folder.path() / "data", Split::test));
  fs::copy(fashion_folder, folder.path() / "bad", fs::copy_options::recursive);
  put(folder.path() / "bad/t10k-labels-idx1-ubyte.gz", idx_bytes(torch::ones({5}, torch::kUInt8)));
  CHECK(contains(fetch_data_set("fashion", folder.path() / "other", (folder.path() / "bad").string()).message(),
                 "SHA-256"));
  CHECK(contains(fetch_data_set("images", folder.path(), "").message(), "image_folder"));
  CHECK(contains(fetch_data_set("imagenet", folder.path(), "").message(),
                 "known are: mnist, fashion, cifar10, stacked-mnist, images"));
}

TEST_CASE("MNIST, where it is at hand, has the well-known checksums") {
  const char* mnist = std::getenv("GANVAS_MNIST_DIR");
  if (!mnist) {
    MESSAGE("skipped: GANVAS_MNIST_DIR is not set");
    return;
  }
  ScratchFolder folder;
  const auto status = fetch_data_set("mnist", folder.path(), mnist);
  CHECK_MESSAGE(status, status.message());
  auto data = load_data_set({"mnist", "", {}, 0}, folder.path(), Split::train);
  REQUIRE(data);
  CHECK(data->images.size(0) == 60000);
  CHECK(data->labels[0].item<int>() == 5);
}

TEST_CASE("CIFAR-10 records become planes of red, green and blue, file after file, from either folder") {
  ScratchFolder folder;
  for (const char* inner : {"a/cifar10", "b/cifar10/cifar-10-batches-bin"}) {
    put_cifar(folder.path() / inner, 3);
    const auto root = folder.path() / std::string(inner).substr(0, 1);
    const auto data = load_data_set({"cifar10", "", {}, 0}, root, Split::train);
    REQUIRE_MESSAGE(data, data.message());
    CHECK(data->images.sizes() == torch::IntArrayRef({15, 3, 32, 32}));
    CHECK(data->labels[13].item<int>() == 3);
    CHECK(pixel(*data, 13, 0, 0, 31) == (13 + 31) % 251);          // red, end of the first row
    CHECK(pixel(*data, 13, 2, 31, 0) == (13 + 2048 + 992) % 251);  // blue, begin of the last row
    CHECK(data->label_names[3] == "cat");
    CHECK(data->sha256 == digest(cifar_records(15)));
    const auto test = load_data_set({"cifar10", "", {}, 0}, root, Split::test);
    REQUIRE(test);
    CHECK(test->images.size(0) == 3);
  }
}

TEST_CASE("a damaged CIFAR-10 file is refused, naming the file, the byte and the image") {
  ScratchFolder folder;
  const auto batch = folder.path() / "cifar10/data_batch_4.bin";
  const auto message = [&](const std::string& bytes) {
    put_cifar(folder.path() / "cifar10", 3);
    put(batch, bytes);
    const auto data = load_data_set({"cifar10", "", {}, 0}, folder.path(), Split::train);
    CHECK_FALSE(data);
    CHECK(contains(data.message(), batch.string()));
    return data.message();
  };
  std::string bytes = cifar_records(3);
  CHECK(contains(message(bytes.substr(0, bytes.size() - 1)), "image 2 at byte 6146 has 3072 of its 3073 bytes"));
  CHECK(contains(message(bytes + "x"), "image 3 at byte 9219 has 1 of"));
  CHECK(contains(message(""), "is empty"));
  bytes[3073] = 10;
  CHECK(contains(message(bytes), "byte 3073: label 10 of image 1, wanted 0 to 9"));
  fs::remove(batch);
  CHECK(contains(load_data_set({"cifar10", "", {}, 0}, folder.path(), Split::train).message(),
                 batch.string() + ": not found; run: ./ganvas data cifar10"));
}

TEST_CASE("CIFAR-10 files are put in place only if they are the published ones, as far as that can be told") {
  ScratchFolder folder;
  const auto from = folder.path() / "from";
  const auto fetched = [&] { return fetch_data_set("cifar10", folder.path() / "data", from.string()).message(); };
  fs::create_directories(from);
  CHECK(contains(fetched(), "has neither cifar-10-binary.tar.gz nor data_batch_1.bin"));
  put_cifar(from, 10);
  CHECK(contains(fetched(), "data_batch_1.bin: 10 images, the published file has 10000"));
  put(from / "cifar-10-binary.tar.gz", "no archive");
  CHECK(contains(fetched(), "cifar-10-binary.tar.gz: SHA-256 "));
  fs::remove(from / "cifar-10-binary.tar.gz");
  put_cifar(from, 10000);
  CHECK(fetched().empty());
  const auto data = load_data_set({"cifar10", "", {}, 0}, folder.path() / "data", Split::test);
  REQUIRE_MESSAGE(data, data.message());
  CHECK(data->images.size(0) == 10000);
  std::string wrong = cifar_records(10000);
  wrong[0] = 1;
  put(from / "test_batch.bin", wrong);
  CHECK(contains(fetched(), "test_batch.bin has 999 images of label 0, the published ones have 1000"));
}

TEST_CASE("a recipe is checked against the shape and the labels of its data set") {
  const auto message = [](std::vector<std::string> settings) {
    return load_recipe("cgan-mnist", GANVAS_RECIPES, settings).message();
  };
  CHECK(contains(message({"data_set=cifar10"}), "generator gives [1,28,28], wants [3,32,32]"));
  CHECK(contains(message({"data_set=imagenet"}),
                 "no data set 'imagenet', known are: mnist, fashion, cifar10, stacked-mnist, images"));
  CHECK(contains(message({"data_set=images"}), "--set image_folder=DIR"));
  CHECK(contains(message({"image_folder=pets"}), "image_folder is read by data_set images only, this one is mnist"));
  const auto recipe = load_recipe("cgan-mnist", GANVAS_RECIPES, {"data_set=images", "image_folder=pets"});
  REQUIRE_MESSAGE(recipe, recipe.message());
  CHECK(data_choice(*recipe).image == Shape{1, 28, 28});
  CHECK(data_choice(*recipe).labels == 10);
  const auto classifier = load_recipe("classifier-mnist", GANVAS_RECIPES, {"data_set=images", "image_folder=pets"});
  REQUIRE_MESSAGE(classifier, classifier.message());
  CHECK(data_choice(*classifier).labels == 10);
}

TEST_CASE("the recipe images tells as many labels apart as its folder has, and none where there is nothing to tell") {
  ScratchFolder folder;
  const auto labels = [&] {
    const auto recipe = load_recipe("images", GANVAS_RECIPES, {"image_folder=" + (folder.path() / "pets").string()});
    REQUIRE_MESSAGE(recipe, recipe.message());
    const int count = *label_count(recipe->generator, "");
    CHECK(*label_count(recipe->discriminator, "") == count);
    CHECK(recipe->kind == (count ? ModelKind::conditional_gan : ModelKind::gan));
    // Their judge reads as many; of fewer than two there is nothing to read, and the folder is refused.
    const auto judge =
        load_recipe("classifier-images", GANVAS_RECIPES, {"image_folder=" + (folder.path() / "pets").string()});
    REQUIRE_MESSAGE(judge, judge.message());
    CHECK(data_choice(*judge).labels == std::max(count, 2));
    return count;
  };
  CHECK(labels() == 0);  // what is wrong with the folder is said when it is read
  fs::create_directories(folder.path() / "pets/ant");
  CHECK(labels() == 0);
  for (const char* label : {"cat", "dog"}) fs::create_directories(folder.path() / "pets" / label);
  CHECK(labels() == 3);
  fs::create_directories(folder.path() / "pets/train/cat");
  CHECK(labels() == 0);
  for (const char* label : {"ant", "cat", "dog"}) fs::remove(folder.path() / "pets" / label);
  fs::create_directories(folder.path() / "pets/train/dog");
  CHECK(labels() == 2);
}
