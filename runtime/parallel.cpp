#include "runtime/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace ganvas::runtime {
namespace {

constexpr std::size_t share = 256;  // images that a thread takes at once: some of its chunks

}  // namespace

Status sample(const Generator& generator, std::span<const float> latents, const Labels& labels, std::span<float> images,
              int threads) {
  const auto latent = static_cast<std::size_t>(generator.latent_size());
  const auto image = static_cast<std::size_t>(generator.image_size());
  const auto classes = static_cast<std::size_t>(generator.label_count());
  const std::size_t count = images.size() / image, given = labels.numbers().size() + labels.weights().size();
  const bool can_be_cut = images.size() == count * image && latents.size() == count * latent &&
                          given == count * (labels.weights().empty() ? std::min<std::size_t>(classes, 1) : classes);
  if (threads == 1 || count <= share || !can_be_cut) {  // or it is refused here
    auto workspace = generator.workspace(static_cast<int>(std::min(count, share)));
    return generator.sample(latents, labels, images, workspace);
  }
  std::atomic<std::size_t> next{0};
  const auto work = [&](Status& status) {
    auto workspace = generator.workspace(share);
    for (std::size_t first; status && (first = next.fetch_add(share)) < count;) {
      const std::size_t n = std::min(share, count - first);
      status =
          generator.sample(latents.subspan(first * latent, n * latent), labels.part(first, n, generator.label_count()),
                           images.subspan(first * image, n * image), workspace);
    }
  };
  std::vector<Status> statuses;
  for (int i = 0; i < threads; ++i) statuses.push_back(Done{});
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < statuses.size(); ++i) others.emplace_back(work, std::ref(statuses[i]));
  work(statuses[0]);
  for (auto& other : others) other.join();
  for (Status& status : statuses) GANVAS_CHECK(std::move(status));
  return Done{};
}

}  // namespace ganvas::runtime
