// What the runtime promises as a whole: no allocation, many threads, batches, refusals.
#include "runtime/parallel.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "runtime/image_reader.hpp"
#include "runtime/pixels.hpp"
#include "tests/random_model.hpp"

using namespace ganvas;
using namespace ganvas::testing;
using runtime::Generator;

// Every way to memory ends in malloc (new, Eigen's aligned blocks), so malloc is what is counted: glibc lets a program
// bring its own. A sanitizer brings its own too, so there nothing is counted.
std::atomic<long> allocations{0};
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
constexpr bool counts_allocations = true;
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* malloc(std::size_t size) noexcept {
  ++allocations;
  return __libc_malloc(size);
}
#else
constexpr bool counts_allocations = false;
#endif

namespace {

// Every way in which a generator can be put together.
std::vector<RandomModel> generators() {
  std::vector<RandomModel> models;
  for (const Network& network : {small_conditional_generator(), small_generator(), small_residual_generator()})
    models.push_back(random_model(network));
  models.push_back(random_pyramid());
  return models;
}

constexpr ModelKind readers[] = {ModelKind::classifier, ModelKind::discriminator, ModelKind::encoder,
                                 ModelKind::super_resolution};

Generator load(const RandomModel& model) {
  auto generator = Generator::load(model.bytes(), "test.safetensors");
  REQUIRE_MESSAGE(generator, generator.message());
  return *std::move(generator);
}

struct Drawing {
  std::vector<float> latents, images;
  std::vector<int> labels;
};
Drawing batch_for(const Generator& generator, int n, std::uint64_t seed = 5) {
  Drawing batch;
  batch.latents = uniform(seed, static_cast<std::size_t>(n * generator.latent_size()), -2, 2);
  batch.images.resize(static_cast<std::size_t>(n * generator.image_size()));
  for (int i = 0; i < n && generator.label_count(); ++i) batch.labels.push_back(i % generator.label_count());
  return batch;
}

}  // namespace

TEST_CASE("sampling allocates nothing, neither for one image nor for a batch that is cut") {
  const long before_one = allocations;
  const std::vector<float> counted(1000);
  CHECK(allocations - before_one == (counts_allocations ? 1 : 0));  // the counter counts
  for (const RandomModel& model : generators()) {
    CAPTURE(to_json(model.card));
    const Generator generator = load(model);
    auto workspace = generator.workspace(64);
    for (int n : {1, 3, 100}) {
      Drawing b = batch_for(generator, n);
      const long before = allocations;
      const auto status = generator.sample(b.latents, b.labels, b.images, workspace);
      const long after = allocations;
      CHECK(status);
      CHECK(after == before);
      if (b.labels.empty()) continue;
      const auto weights = uniform(6, static_cast<std::size_t>(n * generator.label_count()));
      const long before_weights = allocations;
      const auto mixed = generator.sample(b.latents, weights, b.images, workspace);
      const long after_weights = allocations;
      CHECK(mixed);
      CHECK(after_weights == before_weights);
    }
  }
}

TEST_CASE("an image of a batch is bitwise what it is alone, whatever the workspace's size") {
  for (const RandomModel& model : generators()) {
    CAPTURE(to_json(model.card));
    const Generator generator = load(model);
    Drawing all = batch_for(generator, 37);
    auto large = generator.workspace(64), small = generator.workspace(1), odd = generator.workspace(5);
    REQUIRE(generator.sample(all.latents, all.labels, all.images, large));
    const auto latent = static_cast<std::size_t>(generator.latent_size());
    const auto image = static_cast<std::size_t>(generator.image_size());
    for (std::size_t i = 0; i < 37; ++i) {
      std::vector<float> one(image);
      const auto labels = all.labels.empty() ? std::span<const int>() : std::span<const int>(all.labels).subspan(i, 1);
      REQUIRE(generator.sample(std::span(all.latents).subspan(i * latent, latent), labels, one, small));
      CHECK(std::equal(one.begin(), one.end(), all.images.begin() + static_cast<std::ptrdiff_t>(i * image)));
    }
    std::vector<float> again(all.images.size());
    REQUIRE(generator.sample(all.latents, all.labels, again, odd));
    CHECK(again == all.images);
  }
}

TEST_CASE("two threads share one const generator, each with its own workspace") {
  const Generator generator = load(random_model(small_conditional_generator()));
  Drawing first = batch_for(generator, 50, 1), second = batch_for(generator, 50, 2);
  const auto wanted = [&](Drawing batch) {
    auto workspace = generator.workspace(8);
    REQUIRE(generator.sample(batch.latents, batch.labels, batch.images, workspace));
    return batch.images;
  };
  const auto wanted_first = wanted(first), wanted_second = wanted(second);
  std::atomic<int> wrong{0};
  const auto work = [&](Drawing& batch, const std::vector<float>& images) {
    auto workspace = generator.workspace(8);
    for (int round = 0; round < 20; ++round)
      if (!generator.sample(batch.latents, batch.labels, batch.images, workspace) || batch.images != images) ++wrong;
  };
  std::thread a([&] { work(first, wanted_first); }), b([&] { work(second, wanted_second); });
  a.join();
  b.join();
  CHECK(wrong == 0);
}

TEST_CASE("any number of threads draws the bits of one, of labels and of label weights, and refuses what one refuses") {
  for (const RandomModel& model : generators()) {
    const Generator generator = load(model);
    const int n = 1000;
    const Drawing one = batch_for(generator, n);
    const auto weights = uniform(6, static_cast<std::size_t>(n * generator.label_count()));
    const auto drawn = [&](const runtime::Labels& labels, int threads) {
      std::vector<float> images(one.images.size());
      const auto status = runtime::sample(generator, one.latents, labels, images, threads);
      CHECK_MESSAGE(status, status.message());
      return images;
    };
    const auto alone = drawn(one.labels, 1), mixed = drawn(weights, 1);
    for (int threads : {2, 3, 7}) {
      CHECK(drawn(one.labels, threads) == alone);
      CHECK(drawn(weights, threads) == mixed);
    }
    std::vector<float> images(one.images.size());
    CHECK_FALSE(runtime::sample(generator, std::span(one.latents).subspan(1), one.labels, images, 3));
    CHECK_FALSE(runtime::sample(generator, one.latents, one.labels, std::span(images).subspan(1), 3));
    if (one.labels.empty()) continue;
    std::vector<int> wrong = one.labels;
    wrong[700] = 99;
    const auto refused = runtime::sample(generator, one.latents, wrong, images, 3);
    REQUIRE_FALSE(refused);
    CHECK(refused.message().find("label 99 does not exist") != std::string::npos);
    wrong.pop_back();
    CHECK_FALSE(runtime::sample(generator, one.latents, wrong, images, 3));
  }
}

TEST_CASE("truncation 0 gives each label one image, whatever the seed") {
  const Generator generator = load(random_model(small_conditional_generator()));
  auto workspace = generator.workspace(2);
  std::vector<float> latents(static_cast<std::size_t>(2 * generator.latent_size()), 0.0f);
  std::vector<float> images(static_cast<std::size_t>(2 * generator.image_size()));
  REQUIRE(generator.sample(latents, std::vector<int>{3, 3}, images, workspace));
  const auto half = static_cast<std::ptrdiff_t>(images.size() / 2);
  CHECK(std::equal(images.begin(), images.begin() + half, images.begin() + half));
  REQUIRE(generator.sample(latents, std::vector<int>{3, 4}, images, workspace));
  CHECK_FALSE(std::equal(images.begin(), images.begin() + half, images.begin() + half));
}

TEST_CASE("spans of the wrong size and labels out of range are refused, and nothing is written") {
  const Generator generator = load(random_model(small_conditional_generator()));
  const Generator other = load(random_model(small_generator()));
  auto workspace = generator.workspace(4);
  Drawing b = batch_for(generator, 4);
  const auto refusal = [&](const Drawing& batch) {
    std::vector<float> images(batch.images.size(), 7.0f);
    const auto status = generator.sample(batch.latents, batch.labels, images, workspace);
    CHECK_FALSE(status);
    CHECK(images == std::vector<float>(images.size(), 7.0f));
    return status.message();
  };
  const auto contains = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  SUBCASE("latents") {
    b.latents.pop_back();
    CHECK(contains(refusal(b), "wants n times [6] and [1,28,28]"));
  }
  SUBCASE("images") {
    b.images.pop_back();
    CHECK(contains(refusal(b), "3135 out"));
  }
  SUBCASE("labels missing") {
    b.labels.clear();
    CHECK(contains(refusal(b), "0 labels for 4 images, wants 4"));
  }
  SUBCASE("label 10 of 10") {
    b.labels[2] = 10;
    CHECK(contains(refusal(b), "label 10 does not exist, labels run from 0 to 9"));
  }
  SUBCASE("label -1") {
    b.labels[2] = -1;
    CHECK(contains(refusal(b), "label -1 does not exist"));
  }
  SUBCASE("a workspace of another network") {
    workspace = other.workspace(4);
    CHECK(contains(refusal(b), "workspace was made for another network"));
  }
  SUBCASE("labels for a model without labels") {
    auto own = other.workspace(1);
    std::vector<float> latents(5), images(16);
    CHECK(contains(other.sample(latents, std::vector<int>{1}, images, own).message(), "unlabelled"));
  }
}

TEST_CASE("an empty batch is a batch") {
  for (const RandomModel& model : generators()) {
    const Generator generator = load(model);
    auto workspace = generator.workspace(1);
    CHECK(generator.sample({}, {}, {}, workspace));
  }
}

TEST_CASE("a pyramid adds each level's detail to the enlarged image of the one before") {
  // x₀ = z₀;  x₁ = u + (z₁·[1,2,3,4] + 10u);  x₂ = u + z₂·[1, 1, …], for the latent vector [z₀, 0·z₁′, z₁, z₂]
  RandomModel model = random_pyramid();
  model.tensors = {};
  model.card.labels.clear();
  model.card.latent.size = 4;
  model.card.image.shape = {1, 4, 4};
  const Concat side{SideInput::image};
  model.card.networks = {
      {"generator", {{1}, {Linear{1, 1, false}, Reshape{{1, 1, 1}}}}},
      {"generator_1", {{2}, {Linear{2, 4, false}, Reshape{{1, 2, 2}}, side, Conv2d{2, 1, 1, 1, 0, false}}, {1, 2, 2}}},
      {"generator_2", {{1}, {Linear{1, 16, false}, Reshape{{1, 4, 4}}}, {1, 4, 4}}}};
  Tensors& t = model.tensors;
  t.put("generator.0.weight", {1, 1}, {1});
  t.put("generator_1.0.weight", {4, 2}, {0, 1, 0, 2, 0, 3, 0, 4});
  t.put("generator_1.3.weight", {1, 2, 1, 1}, {1, 10});
  t.put("generator_2.0.weight", {16, 1}, std::vector<float>(16, 1.0f));
  const std::vector<float> latents{1, 9, 1, 100, 2, 9, 0, 0};
  // x₁ = [12, 13; 14, 15] and [22, 22; 22, 22]
  std::vector<float> wanted{112,   112.25, 112.75, 113,   112.5, 112.75, 113.25, 113.5,
                            113.5, 113.75, 114.25, 114.5, 114,   114.25, 114.75, 115};
  wanted.resize(32, 22);
  t.put(self_test_inputs, {2, 4}, latents);
  t.put(self_test_outputs, {2, 1, 4, 4}, wanted);
  const Generator generator = load(model);
  CHECK(generator.self_test_difference() < 1e-5);
  for (int chunk : {1, 2}) {
    auto workspace = generator.workspace(chunk);
    std::vector<float> images(32);
    REQUIRE(generator.sample(latents, {}, images, workspace));
    for (std::size_t i = 0; i < 32; ++i) CHECK(images[i] == doctest::Approx(wanted[i]));
  }
}

TEST_CASE("a pyramid refuses what does not fit before it writes anything") {
  const Generator generator = load(random_pyramid()), other = load(random_model(small_generator()));
  auto workspace = generator.workspace(1);
  Drawing d = batch_for(generator, 3);
  std::fill(d.images.begin(), d.images.end(), 7.0f);
  d.labels[2] = 5;  // in the last chunk
  CHECK(generator.sample(d.latents, d.labels, d.images, workspace).message() ==
        "generator: label 5 does not exist, labels run from 0 to 4");
  d.labels[2] = 0;
  d.latents.pop_back();
  CHECK(generator.sample(d.latents, d.labels, d.images, workspace).message() ==
        "generator: 26 numbers in and 2304 out, wants n times [9] and [3,16,16]");
  d.latents.push_back(0);
  workspace = other.workspace(64);
  CHECK(generator.sample(d.latents, d.labels, d.images, workspace).message() ==
        "generator: the workspace was made for another network");
  CHECK(std::all_of(d.images.begin(), d.images.end(), [](float x) { return x == 7.0f; }));
}

TEST_CASE("side images of the wrong size are refused") {
  const RandomModel model = random_pyramid();
  const auto& level = model.card.networks[2];
  const auto plan = runtime::NetworkPlan::make(level.network, level.name, model.tensors.file);
  REQUIRE(plan);
  auto workspace = plan->workspace(2);
  std::vector<float> outputs(2 * 768);
  const std::vector<float> latents(8), side(768);
  CHECK(plan->forward({latents, {}, outputs, side}, workspace).message() ==
        "generator_2: 768 numbers of side images for 2 images, wants n times [3,16,16]");
  const auto& first = model.card.networks[0];
  const auto without = runtime::NetworkPlan::make(first.network, first.name, model.tensors.file);
  REQUIRE(without);
  auto own = without->workspace(1);
  std::vector<float> image(48);
  CHECK(without->forward({std::vector<float>(3), {}, image, side}, own).message() ==
        "generator: 768 numbers of side images for 1 images, wants none");
}

TEST_CASE("a model that reads images is read, without allocating, and replays its self-test") {
  for (const ModelKind kind : readers) {
    const RandomModel model = random_reader(kind);
    CAPTURE(spelling(kind));
    auto bytes = model.bytes();
    const auto reader = runtime::ImageReader::load(bytes, "reader.safetensors");
    REQUIRE_MESSAGE(reader, reader.message());
    std::fill(bytes.begin(), bytes.end(), std::byte{0xff});
    CHECK(reader->self_test_difference() == 0);
    CHECK(reader->label_count() == (kind == ModelKind::discriminator ? 5 : 0));
    CHECK(reader->card().kind == kind);
    const auto images = to_floats(model.tensors.file.tensors.at(self_test_inputs));
    const auto wanted = to_floats(model.tensors.file.tensors.at(self_test_outputs));
    std::vector<float> outputs(wanted.size());
    std::vector<int> labels;
    for (int i = 0; i < 4 && reader->label_count(); ++i) labels.push_back(i % 5);
    auto workspace = reader->workspace(3);
    const long before = allocations;
    const auto status = reader->read(images, labels, outputs, workspace);
    const long after = allocations;
    REQUIRE_MESSAGE(status, status.message());
    CHECK(after == before);
    CHECK(outputs == wanted);
    CHECK_FALSE(reader->read(std::span(images).first(5), labels, outputs, workspace));

    RandomModel damaged = model;
    const std::string weight = expected_tensors(model.card.networks[0].network, model.card.networks[0].name)[1].name;
    damaged.tensors.put(weight, model.tensors.file.tensors.at(weight).shape,
                        std::vector<float>(to_floats(model.tensors.file.tensors.at(weight)).size(), 9.0f));
    CHECK(runtime::ImageReader::load(damaged.bytes(), "reader.safetensors").message().find("self-test: a number") !=
          std::string::npos);
  }
}

TEST_CASE("a model of the other sort is refused in a sentence that says what to give") {
  for (const ModelKind kind : readers)
    CHECK(Generator::load(random_reader(kind).bytes(), "f").message() ==
          text("f: of kind ", spelling(kind),
               ", which takes images and no latent vector; give a generator's weights file"));
  CHECK(runtime::ImageReader::load(random_pyramid().bytes(), "f").message() ==
        "f: of kind pyramid, which draws images and reads none; give the weights file of a classifier, "
        "discriminator, encoder or super_resolution model");
}

TEST_CASE("a generator outlives the bytes it was read from and reports its own self-test") {
  auto bytes = random_model(small_conditional_generator()).bytes();
  const auto generator = Generator::load(bytes, "test.safetensors");
  REQUIRE(generator);
  std::fill(bytes.begin(), bytes.end(), std::byte{0xff});
  CHECK(generator->self_test_difference() == 0);
  CHECK(generator->label_count() == 10);
  CHECK(generator->latent_size() == 6);
  CHECK(generator->image_size() == 784);
  CHECK(generator->card().title == "Random weights");
}

TEST_CASE("a colour image's bytes lie pixel by pixel") {
  const ImageFormat format{{3, 1, 2}, 0, 1};
  std::vector<std::uint8_t> bytes(6);
  runtime::write_pixels(std::vector<float>{0, 1, 0.2f, 0.4f, 1, 0}, format, bytes.data(), 6);
  CHECK(bytes == std::vector<std::uint8_t>{0, 51, 255, 255, 102, 0});
}

TEST_CASE("a byte is round((x-low)/(high-low)·255), clamped, and black for what is no number") {
  using runtime::pixel_byte;
  CHECK(pixel_byte(-1, -1, 1) == 0);
  CHECK(pixel_byte(1, -1, 1) == 255);
  CHECK(pixel_byte(0, -1, 1) == 128);  // 127.5 rounds away from zero
  CHECK(pixel_byte(-7, -1, 1) == 0);
  CHECK(pixel_byte(7, -1, 1) == 255);
  CHECK(pixel_byte(0.25f, 0, 1) == 64);
  CHECK(pixel_byte(std::nanf(""), 0, 1) == 0);
}
