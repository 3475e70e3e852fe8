#include "trainer/image_folder.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <random>
#include <thread>

#include "shared/files.hpp"
#include "shared/shapes.hpp"
#include "trainer/fetch.hpp"
#include "trainer/image_file.hpp"
#include "trainer/utf8.hpp"

namespace ganvas::train {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = 1 << 28;

struct Content {
  std::vector<std::string> folders, images;  // names, sorted
};
Result<Content> content_of(const fs::path& folder) {
  static const std::string read[] = {".png", ".jpg", ".jpeg"};
  static const std::string unread[] = {".bmp", ".gif", ".webp", ".tif", ".tiff", ".heic", ".avif", ".jxl"};
  Content content;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::string ending = entry->path().extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name[0] == '.') continue;
    if (std::error_code none; entry->is_directory(none))
      content.folders.push_back(name);
    else if (std::count(std::begin(read), std::end(read), ending))
      content.images.push_back(name);
    else if (std::count(std::begin(unread), std::end(unread), ending))
      return fail(entry->path().string(), ": is of a kind that is not read; convert it to PNG or JPEG, or take it out");
  }
  if (error) return fail(folder.string(), ": cannot list: ", error.message());
  std::sort(content.folders.begin(), content.folders.end());
  std::sort(content.images.begin(), content.images.end());
  return content;
}

struct Listing {
  std::vector<std::string> label_names;
  std::vector<std::string> names;    // from the folder, in order
  std::vector<std::int64_t> labels;  // of each
};
Result<Listing> list_images(const fs::path& folder) {
  GANVAS_TRY(auto content, content_of(folder));
  if (content.folders.empty()) {
    if (content.images.empty()) return fail(folder.string(), ": holds no PNG or JPEG images");
    const auto count = content.images.size();
    return Listing{{}, std::move(content.images), std::vector<std::int64_t>(count, 0)};
  }
  if (!content.images.empty())
    return fail((folder / content.images[0]).string(), ": an image beside label folders (",
                (folder / content.folders[0]).string(), "); move it into one, or out");
  Listing listing{std::move(content.folders), {}, {}};
  for (std::size_t label = 0; label < listing.label_names.size(); ++label) {
    const std::string& name = listing.label_names[label];
    if (!is_utf8(name))
      return fail((folder / name).string(),
                  ": the label's name is no UTF-8, as a weights file's labels are; rename it");
    GANVAS_TRY(const auto inner, content_of(folder / name));
    if (!inner.folders.empty())
      return fail((folder / name / inner.folders[0]).string(), ": a folder within a label's folder; images lie in ",
                  (folder / name).string(), " itself");
    if (inner.images.empty()) return fail((folder / name).string(), ": a label's folder without PNG or JPEG images");
    for (const std::string& image : inner.images) listing.names.push_back(name + "/" + image);
    listing.labels.resize(listing.names.size(), static_cast<std::int64_t>(label));
  }
  return listing;
}

// A path that may not be looked at counts as none; what is then read says why.
bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

// Where the split's images lie; the labels of both splits must be the same, as they are numbered by their order.
Result<fs::path> folder_of_split(const fs::path& folder, Split split) {
  if (folder.empty()) return fail("image_folder is empty; name one with --set image_folder=DIR");
  if (!is_folder(folder)) return fail(folder.string(), ": no such folder of images");
  const bool divided = is_folder(folder / "train");
  if (split == Split::train) {
    GANVAS_TRY(const auto content, content_of(folder));
    if (divided && !content.images.empty())
      return fail((folder / content.images[0]).string(), ": an image beside the folder train; move it into it, or out");
    for (const std::string& other : content.folders)
      if (divided && other != "train" && other != "test")
        return fail((folder / other).string(),
                    ": a folder beside the split train; if that is a label too, give it "
                    "another name, else move this one into it, or out");
    return divided ? folder / "train" : folder;
  }
  if (!divided || !is_folder(folder / "test"))
    return fail(folder.string(), ": has no test split; it would be the folders train and test in it");
  GANVAS_TRY(const auto train, content_of(folder / "train"));
  GANVAS_TRY(const auto test, content_of(folder / "test"));
  if (train.folders != test.folders)
    return fail((folder / "test").string(), ": its label folders are not those of ", (folder / "train").string());
  return folder / "test";
}

Result<std::string> read_image(const fs::path& path, const Shape& image, std::uint8_t* pixels) {
  std::error_code error;
  if (const auto size = fs::file_size(path, error); !error && size > largest_file)
    return fail(path.string(), ": is ", size, " bytes long, at most ", largest_file, " are read");
  GANVAS_TRY(const auto bytes, read_file(path));
  GANVAS_CHECK(decode_image(path, bytes, image, pixels));
  return sha256_of(bytes);
}

// Where each image stands among all: the same each time, and mixed, as what looks at the first of them would see one
// label only.
std::vector<std::int64_t> places_of(std::size_t count) {
  std::vector<std::int64_t> places(count);
  std::iota(places.begin(), places.end(), 0);
  std::mt19937_64 random;
  for (std::size_t i = count; i > 1; --i) std::swap(places[i - 1], places[random() % i]);
  return places;
}

// One thread a core takes the next file. Of several faulty files the first in order is told, whoever met it.
Result<std::vector<std::string>> read_images(const fs::path& folder, const std::vector<std::string>& names,
                                             const std::vector<std::int64_t>& places, const Shape& image,
                                             std::uint8_t* pixels) {
  std::vector<std::string> digests(names.size());
  std::atomic<std::size_t> next = 0, faulty = names.size();
  std::mutex fault_mutex;
  std::string fault;
  const auto work = [&] {
    for (std::size_t i; (i = next++) < faulty;) {
      auto digest = read_image(folder / names[i], image, pixels + places[i] * element_count(image));
      if (digest) {
        digests[i] = *std::move(digest);
        continue;
      }
      const std::lock_guard lock(fault_mutex);
      if (i > faulty) continue;
      faulty = i;
      fault = text(digest.message(), " (image ", i + 1, " of ", names.size(), ")");
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) threads.emplace_back(work);
    work();
  }
  if (!fault.empty()) return Status(fault);
  return digests;
}

}  // namespace

Result<DataSet> load_image_folder(const fs::path& folder, const Shape& image, int labels, Split split) {
  if (image.size() != 3 || (image[0] != 1 && image[0] != 3))
    return fail("images of the shape ", to_text(image), " are wanted; a folder gives [1,H,W] or [3,H,W]");
  GANVAS_TRY(const auto place, folder_of_split(folder, split));
  GANVAS_TRY(auto listing, list_images(place));
  if (labels && listing.label_names.empty())
    return fail(place.string(),
                ": has no label folders, and the networks tell labels apart; put its images into a "
                "sub-folder for each label, or train the recipe images, which needs none");
  if (labels && listing.label_names.size() != static_cast<std::size_t>(labels))
    return fail(place.string(), ": has ", listing.label_names.size(), " label folders, the networks tell ", labels,
                " labels apart");
  const auto count = static_cast<std::int64_t>(listing.names.size());
  DataSet data{torch::empty({count, image[0], image[1], image[2]}, torch::kUInt8), torch::empty(count, torch::kInt64),
               std::move(listing.label_names), "", ""};
  const auto places = places_of(listing.names.size());
  data.labels.index_put_({torch::tensor(places)}, torch::tensor(listing.labels));
  GANVAS_TRY(const auto digests,
             read_images(place, listing.names, places, image, data.images.data_ptr<std::uint8_t>()));
  Sha256 sha256;
  for (std::size_t i = 0; i < digests.size(); ++i) {
    const std::string line = digests[i] + "  " + listing.names[i] + "\n";
    sha256.add(std::as_bytes(std::span(line)));
  }
  data.sha256 = sha256.hex();
  const auto whole = fs::absolute(folder).lexically_normal();  // "." and "pictures/" have a name too
  data.title = (whole.has_filename() ? whole : whole.parent_path()).filename().string();
  return data;
}

int count_label_folders(const fs::path& folder) {
  const auto place = folder_of_split(folder, Split::train);
  if (!place) return 1;
  const auto content = content_of(*place);
  return content ? std::max(1, static_cast<int>(content->folders.size())) : 1;
}

}  // namespace ganvas::train
