// Folders of pictures as data sets: what becomes of a picture, and which are refused.
#include "tests/torch_doctest.hpp"

#include <stb/stb_image_write.h>

#include <functional>
#include <set>

#include "shared/files.hpp"
#include "tests/plain_files.hpp"
#include "tests/scratch_folder.hpp"
#include "trainer/data_set.hpp"
#include "trainer/fetch.hpp"
#include "trainer/report.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::contains;
using tests::content_of;
using tests::put;
using tests::ScratchFolder;
namespace fs = std::filesystem;

std::string digest(const std::string& bytes) { return sha256_of(std::as_bytes(std::span(bytes.data(), bytes.size()))); }

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

}  // namespace

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
  using Marks = std::multiset<std::pair<int, int>>;  // label, grey
  const auto marks = [](const DataSet& data) {
    Marks found;
    for (int i = 0; i < data.labels.size(0); ++i) found.emplace(data.labels[i].item<int>(), pixel(data, i, 0, 0, 0));
    return found;
  };
  CHECK(marks(train) == Marks{{0, 'a' + '1'}, {1, 'c' + '1'}, {2, 'd' + '1'}, {2, 'd' + '2'}});
  CHECK(marks(good_images_in(folder.path() / "Pets", {1, 8, 8}, Split::test)) ==
        Marks{{0, 'a' + '2'}, {1, 'c' + '2'}, {2, 'd' + '2'}, {2, 'd' + '3'}});

  CHECK(contains(refusal(folder.path() / "Pets", {1, 8, 8}, 10), "has 3 label folders, the networks tell 10 labels"));
  fs::remove_all(folder.path() / "Pets/test/cat");
  CHECK(contains(refusal(folder.path() / "Pets", {1, 8, 8}, 0, Split::test), "its label folders are not those of"));
  fs::remove_all(folder.path() / "Pets/test");
  CHECK(contains(refusal(folder.path() / "Pets", {1, 8, 8}, 0, Split::test), "has no test split"));
}

TEST_CASE("the first images of a folder are of all its labels, as many measures look at the first ones only") {
  ScratchFolder folder;
  for (int i = 0; i < 80; ++i)
    paint(folder.path() / "set" / text(i / 20) / text(10 + i % 20, ".png"), 8, 8, 1, [](int, int, int) { return 9; });
  const auto first = good_images_in(folder.path() / "set", {1, 8, 8}).labels.narrow(0, 0, 20);
  CHECK(torch::bincount(first, {}, 4).min().item<int>() >= 2);
}

TEST_CASE("a folder reads the same twice, and its checksum is that of what sha256sum prints") {
  ScratchFolder folder;
  std::string lines;
  for (int i = 0; i < 40; ++i) {
    const std::string name = text("label/", 100 + i, ".png");
    paint(folder.path() / "set" / name, 9 + i % 3, 9, 3, [i](int x, int y, int c) { return pattern(x, y, c + i); });
    lines += digest(content_of(folder.path() / "set" / name)) + "  " + name + "\n";
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
  const std::string png = content_of(set / "10.png"), jpeg = content_of(folder.path() / "good.jpg");
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
  std::string bytes = content_of(folder.path() / "a.jpg");
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
  paint(folder.path() / "heap/a.png", 8, 8, 3, pattern);
  CHECK(contains(refusal(folder.path() / "heap", {3, 8, 8}, 2), "heap: has no label folders"));
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
  paint(folder.path() / "vehicles/train/a.png", 8, 8, 3, pattern);
  paint(folder.path() / "vehicles/bus/a.png", 8, 8, 3, pattern);
  CHECK(contains(refusal(folder.path() / "vehicles"), "vehicles/bus: a folder beside the split train"));
  paint(folder.path() / "coffee/caf\xe9/a.png", 8, 8, 3, pattern);
  CHECK(contains(refusal(folder.path() / "coffee"), "the label's name is no UTF-8"));
  CHECK(contains(refusal(set, {2, 8, 8}), "images of the shape [2,8,8] are wanted"));
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
