// The memory that a pass works in.
#include "runtime/workspace.hpp"

#include <doctest/doctest.h>

#include "runtime/generator.hpp"
#include "runtime/network_plan.hpp"
#include "shared/shapes.hpp"
#include "tests/random_model.hpp"

using namespace ganvas;
using namespace ganvas::testing;
using runtime::Generator;

namespace {

Generator load(const RandomModel& model) {
  auto generator = Generator::load(model.bytes(), "test.safetensors");
  REQUIRE_MESSAGE(generator, generator.message());
  return *std::move(generator);
}

runtime::NetworkPlan plan(const Network& network) {
  RandomModel model;
  put_random_weights(network, "network", 1, model.tensors);
  auto made = runtime::NetworkPlan::make(network, "network", model.tensors.file);
  REQUIRE_MESSAGE(made, made.message());
  return *std::move(made);
}

// What `large` says to a workspace of `small`.
std::string refusal(const Network& small, const Network& large) {
  const auto made_for = plan(small), network = plan(large);
  std::vector<float> in(static_cast<std::size_t>(element_count(large.input)));
  std::vector<float> out(static_cast<std::size_t>(element_count(shapes_after(large, "network")->back())));
  auto workspace = made_for.workspace(1);
  return network.forward({in, std::vector<int>(), out, {}}, workspace).message();
}

}  // namespace

TEST_CASE("a workspace that is too small in one part only is refused") {
  const std::string wanted = "network: the workspace was made for another network";
  const Conv2d convolution{8, 8, 3, 1, 1};
  CHECK(refusal({{8, 16, 16}, {convolution}}, {{8, 16, 16}, {Residual{{convolution}}}}) == wanted);  // what is kept
  CHECK(refusal({{2048}, {Relu{}}}, {{2048}, {Linear{2048, 16}}}) == wanted);                        // what is packed
  // What lies between the levels of a pyramid.
  const Network one_level{{64}, {Linear{64, 65536}, Reshape{{1, 256, 256}}, Residual{{Conv2d{1, 1, 3, 1, 1}}}}};
  const Generator pyramid = load(random_pyramid()), wide = load(random_model(one_level));
  auto workspace = wide.workspace(1);
  std::vector<float> latent(static_cast<std::size_t>(pyramid.latent_size()));
  std::vector<float> image(static_cast<std::size_t>(pyramid.image_size()));
  CHECK(pyramid.sample(latent, std::vector<int>(pyramid.label_count() ? 1 : 0), image, workspace).message() ==
        "generator: the workspace was made for another network");
}
