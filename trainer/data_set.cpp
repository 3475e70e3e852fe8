#include "trainer/data_set.hpp"

#include <cstring>

#include "trainer/cifar.hpp"
#include "trainer/idx.hpp"
#include "trainer/image_folder.hpp"
#include "trainer/stacked_mnist.hpp"

namespace ganvas::train {
namespace {

const IdxFiles mnist_files{
    {{"train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
     {"train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
     {"t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
     {"t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}},
    {"https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"},
    nullptr};
const IdxFiles fashion_files{
    {{"train-images-idx3-ubyte", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
     {"train-labels-idx1-ubyte", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
     {"t10k-images-idx3-ubyte", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
     {"t10k-labels-idx1-ubyte", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"}},
    {"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", nullptr},
    "/usr/share/datasets/fashion-mnist"};

const KnownDataSet known_data_sets[] = {
    {"mnist", "MNIST", {1, 28, 28}, {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, &mnist_files},
    {"fashion",
     "Fashion-MNIST",
     {1, 28, 28},
     {"T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"},
     &fashion_files},
    {"cifar10",
     "CIFAR-10",
     {3, 32, 32},
     {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}},
    {stacked_name, stacked_title, {3, 28, 28}, {}},
    {"images", "images", {}, {}},
};

bool is(const char* name, const KnownDataSet& known) { return std::strcmp(known.name, name) == 0; }

constexpr std::uint64_t stacking_seed = 0;  // part of what the data set is

}  // namespace

Result<const KnownDataSet*> find_data_set(const std::string& name) {
  std::string names;
  for (const KnownDataSet& known : known_data_sets) {
    if (name == known.name) return &known;
    names += text(names.empty() ? "" : ", ", known.name);
  }
  return fail("no data set '", name, "', known are: ", names);
}

Result<DataSet> load_data_set(const DataChoice& choice, const std::filesystem::path& root, Split split) {
  GANVAS_TRY(const auto* known, find_data_set(choice.name));
  if (known->idx) return load_idx(*known, root, split);
  if (is("cifar10", *known)) return load_cifar10(*known, root, split);
  if (is(stacked_name, *known)) {
    GANVAS_TRY(const auto mnist, load_data_set({"mnist", "", {}, 0}, root, split));
    return stacked(mnist, stacking_seed);
  }
  return load_image_folder(choice.image_folder, choice.image, choice.labels, split);
}

Status fetch_data_set(const std::string& name, const std::filesystem::path& root, const std::string& from) {
  GANVAS_TRY(const auto* known, find_data_set(name));
  if (is(stacked_name, *known)) return fail("stacked-mnist is made of mnist; run: ./ganvas data mnist");
  if (!known->idx && !is("cifar10", *known))
    return fail(
        "images are a folder of yours, there is nothing to fetch; train with --set data_set=images "
        "--set image_folder=DIR");
  const auto folder = root / known->name;
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(folder.string(), ": cannot create: ", error.message());
  return known->idx ? fetch_idx(*known->idx, folder, from) : fetch_cifar10(folder, from);
}

}  // namespace ganvas::train
