// What the runtime promises as a whole: no allocation, many threads, batches, refusals.
#include "runtime/generator.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <thread>

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

Generator load(const RandomModel& model) {
  auto generator = Generator::load(model.bytes(), "test.safetensors");
  REQUIRE_MESSAGE(generator, generator.message());
  return *std::move(generator);
}

struct Batch {
  std::vector<float> latents, images;
  std::vector<int> labels;
};
Batch batch_for(const Generator& generator, int n, std::uint64_t seed = 5) {
  Batch batch;
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
  for (const Network& network : {small_conditional_generator(), small_generator()}) {
    const Generator generator = load(random_model(network));
    auto workspace = generator.workspace(64);
    for (int n : {1, 3, 100}) {
      Batch b = batch_for(generator, n);
      const long before = allocations;
      const auto status = generator.sample(b.latents, b.labels, b.images, workspace);
      const long after = allocations;
      CHECK(status);
      CHECK(after == before);
    }
  }
}

TEST_CASE("an image of a batch is bitwise what it is alone, whatever the workspace's size") {
  for (const Network& network : {small_conditional_generator(), small_generator()}) {
    const Generator generator = load(random_model(network));
    Batch all = batch_for(generator, 37);
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
  Batch first = batch_for(generator, 50, 1), second = batch_for(generator, 50, 2);
  const auto wanted = [&](Batch batch) {
    auto workspace = generator.workspace(8);
    REQUIRE(generator.sample(batch.latents, batch.labels, batch.images, workspace));
    return batch.images;
  };
  const auto wanted_first = wanted(first), wanted_second = wanted(second);
  std::atomic<int> wrong{0};
  const auto work = [&](Batch& batch, const std::vector<float>& images) {
    auto workspace = generator.workspace(8);
    for (int round = 0; round < 20; ++round)
      if (!generator.sample(batch.latents, batch.labels, batch.images, workspace) || batch.images != images) ++wrong;
  };
  std::thread a([&] { work(first, wanted_first); }), b([&] { work(second, wanted_second); });
  a.join();
  b.join();
  CHECK(wrong == 0);
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
  Batch b = batch_for(generator, 4);
  const auto refusal = [&](const Batch& batch) {
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
  const Generator generator = load(random_model(small_generator()));
  auto workspace = generator.workspace(1);
  CHECK(generator.sample({}, {}, {}, workspace));
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
