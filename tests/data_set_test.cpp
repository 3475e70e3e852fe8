// Data sets of each form, whole and damaged. Real images: Fashion-MNIST from Debian's package.
#include "tests/torch_doctest.hpp"

#include <stb/stb_image_write.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "shared/files.hpp"
#include "tests/idx_bytes.hpp"
#include "tests/scratch_folder.hpp"
#include "trainer/data_set.hpp"
#include "trainer/fetch.hpp"
#include "trainer/idx.hpp"
#include "trainer/recipe.hpp"
#include "trainer/report.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::idx_bytes;
using tests::ScratchFolder;
namespace fs = std::filesystem;

const char* const fashion_folder = "/usr/share/datasets/fashion-mnist";

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string content(const fs::path& path) {
  const auto bytes = read_file(path);
  REQUIRE_MESSAGE(bytes, bytes.message());
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

std::string digest(const std::string& bytes) { return sha256_of(std::as_bytes(std::span(bytes.data(), bytes.size()))); }

void put(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);  // write_file would wait for the disk, and some of these are large
  REQUIRE(file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush().good());
}

// Writes a PNG or JPEG, by the name's ending, whose pixel (x, y, channel) is `value`.
void paint(const fs::path& path, int width, int height, int channels, const std::function<int(int, int, int)>& value) {
  fs::create_directories(path.parent_path());
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c) pixels.push_back(static_cast<std::uint8_t>(value(x, y, c)));
  REQUIRE((path.extension() == ".png"
               ? stbi_write_png(path.c_str(), width, height, channels, pixels.data(), width * channels)
               : stbi_write_jpg(path.c_str(), width, height, channels, pixels.data(), 95)));
}
int pattern(int x, int y, int c) { return (x * 7 + y * 13 + c * 50) % 256; }

Result<DataSet> images_in(const fs::path& folder, const Shape& image, int labels = 0, Split split = Split::train) {
  return load_data_set({"images", folder.string(), image, labels}, "unused", split);
}
DataSet good_images_in(const fs::path& folder, const Shape& image, Split split = Split::train) {
  auto data = images_in(folder, image, 0, split);
  REQUIRE_MESSAGE(data, data.message());
  return *data;
}
std::string refusal(const fs::path& folder, const Shape& image = {3, 8, 8}, int labels = 0,
                    Split split = Split::train) {
  const auto data = images_in(folder, image, labels, split);
  CHECK_FALSE(data);
  return data.message();
}
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
  const auto packed = content(fs::path(fashion_folder) / "t10k-labels-idx1-ubyte.gz");
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

TEST_CASE("a PNG of the wanted size keeps every pixel, in colour and in grey") {
  ScratchFolder folder;
  paint(folder.path() / "colour/a.png", 8, 6, 3, pattern);
  paint(folder.path() / "grey/a.png", 8, 6, 1, pattern);
  const auto colour = good_images_in(folder.path() / "colour", {3, 6, 8});
  const auto grey = good_images_in(folder.path() / "grey", {1, 6, 8});
  for (int y = 0; y < 6; ++y) {
    for (int x = 0; x < 8; ++x) {
      for (int c = 0; c < 3; ++c) CHECK(pixel(colour, 0, c, y, x) == pattern(x, y, c));
      CHECK(pixel(grey, 0, 0, y, x) == pattern(x, y, 0));
    }
  }
  CHECK(colour.title == "colour");
  CHECK(colour.label_names.empty());
  CHECK(colour.labels.sum().item<int>() == 0);
}

TEST_CASE("colour becomes grey by luminance, grey becomes three equal planes, and what is transparent lies on white") {
  ScratchFolder folder;
  paint(folder.path() / "a.png", 8, 8, 3, [](int, int, int c) { return c == 1 ? 200 : 0; });
  CHECK(pixel(good_images_in(folder.path(), {1, 8, 8}), 0, 0, 4, 4) == 200 * 150 / 256);  // green's weight
  paint(folder.path() / "a.png", 8, 8, 1, pattern);
  const auto planes = good_images_in(folder.path(), {3, 8, 8});
  CHECK(torch::equal(planes.images[0][0], planes.images[0][2]));
  paint(folder.path() / "a.png", 8, 8, 4, [](int x, int, int c) { return c < 3 ? 100 : x < 4 ? 0 : 51; });
  const auto on_white = good_images_in(folder.path(), {3, 8, 8});
  CHECK(pixel(on_white, 0, 0, 0, 0) == 255);
  CHECK(pixel(on_white, 0, 0, 0, 7) == 224);  // 100·0.2 + 255·0.8
}

TEST_CASE("a JPEG is decoded, wherever its file is named .jpg, .JPEG or .png") {
  ScratchFolder folder;
  const auto slope = [](int x, int y, int) { return 60 + 5 * x + 3 * y; };
  paint(folder.path() / "a.jpg", 16, 16, 3, slope);
  fs::copy(folder.path() / "a.jpg", folder.path() / "b.JPEG");
  fs::copy(folder.path() / "a.jpg", folder.path() / "c.png");
  const auto data = good_images_in(folder.path(), {3, 16, 16});
  REQUIRE(data.images.size(0) == 3);
  for (int x = 0; x < 16; x += 5)
    for (int n = 0; n < 3; ++n) CHECK(std::abs(pixel(data, n, 1, 9, x) - slope(x, 9, 1)) <= 4);
}

TEST_CASE("the centre is kept of what is wider or higher than wanted") {
  ScratchFolder folder;
  paint(folder.path() / "wide/a.png", 14, 8, 1, [](int x, int, int) { return x; });
  paint(folder.path() / "high/a.png", 8, 13, 1, [](int, int y, int) { return y; });
  paint(folder.path() / "square/a.png", 8, 8, 1, [](int, int y, int) { return y; });
  const auto wide = good_images_in(folder.path() / "wide", {1, 8, 8}),
             high = good_images_in(folder.path() / "high", {1, 8, 8});
  for (int i = 0; i < 8; ++i) {
    CHECK(pixel(wide, 0, 0, 5, i) == 3 + i);
    CHECK(pixel(high, 0, 0, i, 5) == 2 + i);
  }
  const auto strip = good_images_in(folder.path() / "square", {1, 4, 8});  // an aspect of 2:1 leaves rows 2 to 5
  for (int i = 0; i < 4; ++i) CHECK(pixel(strip, 0, 0, i, 0) == 2 + i);
}

TEST_CASE("shrinking averages: blocks exactly, and the mean is kept at odd ratios; enlarging stays within the range") {
  ScratchFolder folder;
  const auto checks = [](int x, int y, int) { return (x + y) % 2 ? 200 : 100; };
  paint(folder.path() / "even/a.png", 32, 32, 1, checks);
  const auto even = good_images_in(folder.path() / "even", {1, 8, 8});
  CHECK(even.images.min().item<int>() == 150);
  CHECK(even.images.max().item<int>() == 150);

  paint(folder.path() / "odd/a.png", 45, 45, 3, pattern);
  double mean = 0;
  for (int i = 0; i < 45 * 45; ++i) mean += pattern(i % 45, i / 45, 1);
  const auto odd = good_images_in(folder.path() / "odd", {3, 28, 28});
  CHECK(odd.images[0][1].to(torch::kFloat32).mean().item<double>() == doctest::Approx(mean / (45 * 45)).epsilon(0.01));

  paint(folder.path() / "small/a.png", 4, 4, 1, [](int x, int, int) { return 40 + 40 * x; });
  const auto small = good_images_in(folder.path() / "small", {1, 8, 8});
  const int expected[] = {40, 50, 70, 90, 110, 130, 150, 160};  // bilinear: samples lie a quarter beside the pixels
  for (int x = 0; x < 8; ++x) CHECK(std::abs(pixel(small, 0, 0, 3, x) - expected[x]) <= 1);
}

TEST_CASE("labels are the sub-folders in sorted order, and a split is a folder") {
  ScratchFolder folder;
  const auto mark = [](int value) { return [value](int, int, int) { return value; }; };
  for (const char* split : {"train", "test"})
    for (const char* file : {"dog/2.png", "dog/10.png", "cat/1.png", "ant/1.png"})
      paint(folder.path() / "Pets" / split / file, 8, 8, 1, mark(file[0] + file[4] + (split[1] == 'e' ? 1 : 0)));
  put(folder.path() / "Pets/train/notes.txt", "passed over");
  put(folder.path() / "Pets/train/cat/.hidden.png", "passed over");
  const auto train = good_images_in(folder.path() / "Pets/", {1, 8, 8});
  CHECK(train.title == "Pets");
  CHECK(train.label_names == std::vector<std::string>{"ant", "cat", "dog"});
  CHECK(torch::equal(train.labels, torch::tensor({0, 1, 2, 2}, torch::kInt64)));
  CHECK(pixel(train, 2, 0, 0, 0) == 'd' + '1');
  CHECK(pixel(train, 3, 0, 0, 0) == 'd' + '2');
  CHECK(pixel(good_images_in(folder.path() / "Pets", {1, 8, 8}, Split::test), 3, 0, 0, 0) == 'd' + '2' + 1);

  CHECK(contains(refusal(folder.path() / "Pets", {1, 8, 8}, 10), "has 3 label folders, the networks tell 10 labels"));
  fs::remove_all(folder.path() / "Pets/test/cat");
  CHECK(contains(refusal(folder.path() / "Pets", {1, 8, 8}, 0, Split::test), "its label folders are not those of"));
  fs::remove_all(folder.path() / "Pets/test");
  CHECK(contains(refusal(folder.path() / "Pets", {1, 8, 8}, 0, Split::test), "has no test split"));
}

TEST_CASE("a folder reads the same twice, and its checksum is that of what sha256sum prints") {
  ScratchFolder folder;
  std::string lines;
  for (int i = 0; i < 40; ++i) {
    const std::string name = text("label/", 100 + i, ".png");
    paint(folder.path() / "set" / name, 9 + i % 3, 9, 3, [i](int x, int y, int c) { return pattern(x, y, c + i); });
    lines += digest(content(folder.path() / "set" / name)) + "  " + name + "\n";
  }
  const auto once = good_images_in(folder.path() / "set", {3, 8, 8}),
             again = good_images_in(folder.path() / "set", {3, 8, 8});
  CHECK(torch::equal(once.images, again.images));
  CHECK(once.sha256 == again.sha256);
  CHECK(once.sha256 == digest(lines));
}

TEST_CASE("an image that is damaged, cut off, empty or tiny is refused, naming the first such file") {
  ScratchFolder folder;
  const auto set = folder.path() / "set";
  for (int i = 0; i < 30; ++i) paint(set / text(10 + i, ".png"), 16, 16, 3, pattern);
  paint(folder.path() / "good.jpg", 16, 16, 3, pattern);
  const std::string png = content(set / "10.png"), jpeg = content(folder.path() / "good.jpg");
  const auto message = [&](const std::string& name, const std::string& bytes) {
    const bool was_there = fs::exists(set / name);
    put(set / name, bytes);
    const auto found = refusal(set);
    CHECK(contains(found, (set / name).string() + ": "));
    was_there ? put(set / name, png) : static_cast<void>(fs::remove(set / name));
    return found;
  };
  CHECK(contains(message("17.png", ""), "17.png: is empty (image 8 of 30)"));
  CHECK(contains(message("17.png", png.substr(0, png.size() / 2)), "the PNG ends at byte "));
  CHECK(
      contains(message("17.png", png.substr(0, 20)), "the PNG ends at byte 20 within the chunk that begins at byte 8"));
  std::string flipped = png;
  flipped[60] ^= 1;  // within the pixels' chunk, which begins after signature and header, 8 + 25
  CHECK(contains(message("17.png", flipped), "the PNG chunk at byte 33 does not fit its checksum"));
  CHECK(contains(message("17.jpg", jpeg.substr(0, jpeg.size() - 100)), "without its end marker; it is truncated"));
  CHECK(contains(message("17.jpg", "\xff\xd8\xff\xd9"), "cannot be decoded"));
  CHECK(contains(message("17.jpg", "GIF89a..."), "does not begin as a PNG or JPEG does"));
  CHECK(contains(message("17.webp", png), "is of a kind that is not read"));

  paint(set / "12.png", 1, 16, 3, pattern);
  CHECK(contains(refusal(set), "12.png: is 1×16, too small to become 8×8"));
  put(set / "11.png", "");  // of two faults the first is told, whichever thread is faster
  for (int i = 0; i < 20; ++i) CHECK(contains(refusal(set), "11.png: is empty (image 2 of 30)"));
}

TEST_CASE("a JPEG that is cut off behind a thumbnail is seen to be cut off") {
  ScratchFolder folder;
  paint(folder.path() / "a.jpg", 16, 16, 3, pattern);
  std::string bytes = content(folder.path() / "a.jpg");
  bytes.insert(2, std::string("\xff\xe1\x00\x08thum\xff\xd9", 10));  // a segment with an end marker within
  put(folder.path() / "a.jpg", bytes);
  CHECK(images_in(folder.path(), {3, 8, 8}));
  put(folder.path() / "a.jpg", bytes.substr(0, bytes.size() - 50));
  CHECK(contains(refusal(folder.path()), "without its end marker"));
}

TEST_CASE("a folder that is empty, mixed or missing is refused, naming the folder or the file") {
  ScratchFolder folder;
  const auto set = folder.path() / "set";
  CHECK(contains(refusal(set), set.string() + ": no such folder of images"));
  CHECK(contains(refusal(""), "image_folder is empty"));
  fs::create_directories(set);
  CHECK(contains(refusal(set), set.string() + ": holds no PNG or JPEG images"));
  paint(set / "cat/a.png", 8, 8, 3, pattern);
  fs::create_directories(set / "dog");
  CHECK(contains(refusal(set), (set / "dog").string() + ": a label's folder without"));
  paint(set / "dog/a.png", 8, 8, 3, pattern);
  paint(set / "a.png", 8, 8, 3, pattern);
  CHECK(contains(refusal(set), (set / "a.png").string() + ": an image beside label folders"));
  fs::remove(set / "a.png");
  fs::create_directories(set / "dog/puppy");
  CHECK(contains(refusal(set), (set / "dog/puppy").string() + ": a folder within a label's folder"));
  paint(folder.path() / "split/train/a.png", 8, 8, 3, pattern);
  paint(folder.path() / "split/a.png", 8, 8, 3, pattern);
  CHECK(contains(refusal(folder.path() / "split"), "split/a.png: an image beside the folder train"));
  CHECK(contains(refusal(set, {2, 8, 8}), "images of the shape [2,8,8] are wanted"));
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

TEST_CASE("a grid shows images in colour, row after row") {
  ScratchFolder folder;
  auto images = torch::full({3, 3, 8, 8}, -1.0f);
  images[2][1].fill_(1);  // the third is green, and lies in the second row
  REQUIRE(write_grid(folder.path() / "grid.png", images, 2));
  const auto grid = good_images_in(folder.path(), {3, 16, 16});
  CHECK(pixel(grid, 0, 1, 8, 0) == 255);
  CHECK(pixel(grid, 0, 0, 8, 0) == 0);
  CHECK(pixel(grid, 0, 1, 7, 0) == 0);
  CHECK(pixel(grid, 0, 1, 8, 8) == 0);
}
