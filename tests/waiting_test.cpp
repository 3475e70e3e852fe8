// No step of a training waits for the device: what it measures stays there until a tick asks.
#include "tests/torch_doctest.hpp"

#include <ATen/record_function.h>

#include <set>

#include "tests/untrained.hpp"
#include "trainer/learner.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;

// Operations whose result the host must have before it goes on: on a GPU it waits for all that was asked before.
const std::set<std::string> waiting{
    "aten::_local_scalar_dense", "aten::item",    "aten::is_nonzero", "aten::equal", "aten::nonzero",
    "aten::masked_select",       "aten::_unique2"};

// What ran, but for what a prelu of one weight runs within: on a CPU its kernel reads the number, CUDA's does not.
struct Seen {
  std::multiset<std::string> names;
  int within_prelu = 0;
};
Seen& seen() {
  static Seen operations;
  return operations;
}

bool is_prelu(const at::RecordFunction& function) { return std::string(function.name()).starts_with("aten::prelu"); }

std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction& function) {
  if (seen().within_prelu == 0) seen().names.insert(function.name());
  seen().within_prelu += is_prelu(function);
  return nullptr;
}
void end(const at::RecordFunction& function, at::ObserverContext*) { seen().within_prelu -= is_prelu(function); }

// The operations that wait among those that `call` runs on this thread (on a CPU a backward pass runs there too).
template <class Call>
std::vector<std::string> waits_of(const Call& call) {
  seen() = {};
  const auto handle =
      at::addThreadLocalCallback(at::RecordFunctionCallback(begin, end).scopes({at::RecordScope::FUNCTION}));
  call();
  at::removeCallback(handle);
  std::vector<std::string> found;
  for (const auto& name : seen().names)
    if (waiting.contains(name)) found.push_back(name);
  return found;
}

}  // namespace

TEST_CASE("no step asks for a number: a GPU is never waited for between two ticks") {
  using Settings = std::vector<std::string>;
  tests::ScratchFolder folder;
  const auto drawer = folder.path() / "digits.safetensors";
  REQUIRE(write_file(drawer, tests::untrained("digits", {}, "MNIST")));
  const std::pair<const char*, Settings> recipes[] = {
      {"digits", {}},
      {"fashion", {}},
      {"wgan-gp-mnist", {}},
      {"wgan-mnist", {}},
      {"acgan-mnist", {}},
      {"cgan-mnist", {"generator_adam.max_gradient_norm=1", "discriminator_adam.max_gradient_norm=1"}},
      {"cgan-mnist", {"diff_augment.color=1", "diff_augment.translation=0.1", "diff_augment.cutout=0.5"}},
      {"cgan-mnist", {"instance_noise.sd=0.1", "loss.relativistic=true", "loss.r2_gamma=1"}},
      {"unstable-mnist", {}},
      {"lapgan-mnist", {}},
      {"srgan-mnist", {}},
      {"classifier-mnist", {}},
      {"encoder-digits", {"generator_file=" + drawer.string()}}};
  for (auto [recipe_name, settings] : recipes) {
    const std::string name = recipe_name;
    CAPTURE(name);
    settings.insert(settings.end(), {"batch_size=4", "steps=100"});
    const auto recipe = load_recipe(name, GANVAS_RECIPES, settings);
    REQUIRE_MESSAGE(recipe, recipe.message());
    auto learner = Learner::make(*recipe, tests::noise_images(32), torch::kCPU);
    REQUIRE_MESSAGE(learner, learner.message());
    for (const long long step : {0, 1}) {  // with and without a penalty that comes now and then
      const auto waits = waits_of([&] { (*learner)->step(step); });
      CHECK(seen().names.contains("aten::linear"));
      CHECK_MESSAGE(waits.empty(), waits.size(), " of ", waits.empty() ? "" : waits.front());
    }
    CHECK_FALSE(waits_of([&] { (*learner)->take_means(); }).empty());
  }
}
