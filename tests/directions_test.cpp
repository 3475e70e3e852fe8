// Directions: what the attributes see in drawings made by hand, and what is found in generators whose answer is known.
#include "tests/torch_doctest.hpp"

#include "trainer/attributes.hpp"
#include "trainer/directions.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;

// One drawing of 28×28: 1 where `inked` says so.
torch::Tensor drawing(const std::function<bool(double x, double y)>& inked) {
  auto ink = torch::zeros({1, 28, 28});
  for (int y = 0; y < 28; ++y)
    for (int x = 0; x < 28; ++x)
      if (inked(x - 13.5, y - 13.5)) ink[0][y][x] = 1;
  return ink;
}
torch::Tensor bar(double half_width, double half_height, double lean = 0) {
  return drawing(
      [=](double x, double y) { return std::abs(x + lean * y) <= half_width && std::abs(y) <= half_height; });
}

// Of ink [1,H,W] or colours [1,3,H,W].
double measured(const std::string& name, const torch::Tensor& seen) {
  for (const Attribute& attribute : attributes(seen.dim() == 4 ? 3 : 1))
    if (name == attribute.name) return attribute.measure(seen).item<double>();
  FAIL("no attribute of that name");
  return 0;
}

const Direction* find(const Directions& found, const std::string& name, torch::Tensor* row = nullptr) {
  for (std::size_t i = 0; i < found.named.size(); ++i)
    if (found.named[i].name == name) {
      if (row) *row = found.rows[static_cast<std::int64_t>(i)];
      return &found.named[i];
    }
  return nullptr;
}

ModelCard card_of(const Network& generator) {
  ModelCard card;
  card.networks = {{"generator", generator}};
  card.latent = {generator.input[0], LatentDistribution::normal};
  return card;
}

}  // namespace

TEST_CASE("attributes see in drawings what a person sees") {
  CHECK(measured("slant", bar(1.5, 9)) == doctest::Approx(0).epsilon(1e-3));
  CHECK(measured("slant", bar(1.5, 9, 0.5)) == doctest::Approx(0.5).epsilon(0.05));  // leans right going up
  CHECK(measured("slant", bar(1.5, 9, -0.5)) == doctest::Approx(-0.5).epsilon(0.05));
  CHECK(measured("thickness", bar(2.5, 9)) > 1.5 * measured("thickness", bar(1, 9)));
  // A uniform bar of n pixels has the standard deviation √((n² - 1)/12).
  CHECK(measured("width", bar(4.5, 9)) == doctest::Approx(std::sqrt((10 * 10 - 1) / 12.0)));
  CHECK(measured("height", bar(4.5, 9.5)) == doctest::Approx(std::sqrt((20 * 20 - 1) / 12.0)));
  CHECK(measured("width", bar(4.5, 9, 0.5)) == doctest::Approx(std::sqrt((9 * 9 - 1) / 12.0)).epsilon(0.01));
  const auto disc = drawing([](double x, double y) { return x * x + y * y < 81; });
  CHECK(measured("roundness", disc) == doctest::Approx(1).epsilon(0.01));
  CHECK(measured("roundness", bar(1, 9)) < 0.2);
  const auto hanging = drawing([](double x, double y) { return y < -4 ? std::abs(x) < 6 : std::abs(x) < 1; });
  CHECK(measured("weight above", hanging) > 0.5);
  CHECK(measured("weight above", hanging.flip(1)) < -0.5);
}

TEST_CASE("attributes see in coloured pictures what a person sees") {
  const auto flat = [](double red, double green, double blue) {
    return torch::tensor({red, green, blue}, torch::kFloat32).view({1, 3, 1, 1}).repeat({1, 1, 8, 8});
  };
  CHECK(measured("brightness", flat(0.2, 0.5, 0.8)) == doctest::Approx(0.5));
  CHECK(measured("warmth", flat(0.9, 0.5, 0.2)) == doctest::Approx(0.7));
  CHECK(measured("colourfulness", flat(0.4, 0.4, 0.4)) == doctest::Approx(0));
  // One colour: rg = 0.5, yb = 0.25, no spread; so 0.3·√(0.5² + 0.25²).
  CHECK(measured("colourfulness", flat(0.5, 0, 0)) == doctest::Approx(0.3 * std::sqrt(0.3125)));
  auto halves = flat(0.2, 0.2, 0.2);
  halves.narrow(2, 0, 4).fill_(0.8);
  CHECK(measured("light above", halves) == doctest::Approx(0.6));
  CHECK(measured("light above", halves.flip(2)) == doctest::Approx(-0.6));
  CHECK(measured("contrast", halves) == doctest::Approx(0.3));
  CHECK(measured("light in the middle", halves) == doctest::Approx(0));
  // Half red, half green: rg = ±1, yb = 0.5; so √(1²) + 0.3·0.5.
  auto both = flat(1, 0, 0);
  both.narrow(3, 0, 4).copy_(flat(0, 1, 0).narrow(3, 0, 4));
  CHECK(measured("colourfulness", both) == doctest::Approx(1.15));
  auto spot = flat(0, 0, 0);
  spot.narrow(2, 2, 4).narrow(3, 2, 4).fill_(1);
  CHECK(measured("light in the middle", spot) == doctest::Approx(0.75));
  CHECK(attributes(2).empty());
}

TEST_CASE("a direction that warms is found in colours") {
  // z0 adds red and takes blue, z1 adds to all.
  Network generator{{2}, {Linear{2, 3 * 64}, Sigmoid{}, Reshape{{3, 8, 8}}}};
  NetworkModule module(generator, torch::kCPU);
  {
    torch::NoGradGuard guard;
    module.parameters.zero_();
    auto weight = module.tensors()[0].at("weight");
    weight.select(1, 0).narrow(0, 0, 64).fill_(0.3);
    weight.select(1, 0).narrow(0, 128, 64).fill_(-0.3);
    weight.select(1, 1).fill_(0.3);
  }
  auto card = card_of(generator);
  card.image = {{3, 8, 8}, 0, 1};
  torch::Tensor row;
  const auto found = find_directions({&module}, card, 1);
  const Direction* warmth = find(found, "warmth", &row);
  REQUIRE(warmth);
  CHECK(row[0].item<double>() > 0.99);
  CHECK(warmth->high == "reddish");
  REQUIRE(find(found, "brightness", &row));
  CHECK(row[1].item<double>() > 0.99);
  CHECK_FALSE(find(found, "slant"));
}

TEST_CASE("a pyramid's directions reach into each of its levels; the principal ones are its coarsest level's") {
  // z0 adds to all of the coarse picture, z2 to the fine one's red and takes from its blue; z1 and z3 do nothing.
  Network coarse{{2}, {Linear{2, 3 * 16}, Reshape{{3, 4, 4}}}};
  Network fine{{2}, {Linear{2, 3 * 64}, Reshape{{3, 8, 8}}}, {3, 8, 8}};
  NetworkModule first(coarse, torch::kCPU), second(fine, torch::kCPU);
  {
    torch::NoGradGuard guard;
    first.parameters.zero_();
    second.parameters.zero_();
    first.tensors()[0].at("weight").select(1, 0).fill_(0.1);
    first.tensors()[0].at("bias").fill_(0.5);
    auto weight = second.tensors()[0].at("weight").select(1, 0);
    weight.narrow(0, 0, 64).fill_(0.1);
    weight.narrow(0, 128, 64).fill_(-0.1);
  }
  auto card = card_of(coarse);
  card.kind = ModelKind::pyramid;
  card.latent.size = 4;
  card.image = {{3, 8, 8}, 0, 1};
  torch::Tensor row;
  const auto found = find_directions({&first, &second}, card, 1);
  CHECK(found.rows.size(1) == 4);
  REQUIRE(find(found, "brightness", &row));
  CHECK(row[0].item<double>() > 0.99);
  REQUIRE(find(found, "warmth", &row));
  CHECK(row[2].item<double>() > 0.99);
  REQUIRE(find(found, "principal 1", &row));
  CHECK(std::abs(row[0].item<double>()) > 0.99);
  CHECK(find(found, "principal 2"));
  CHECK_FALSE(find(found, "principal 3"));
}

// As many labels as `weights` [labels,3] has rows; three channels of 8×8 that z0, z1 and nothing move; each label
// weighs the channels as `weights` [2,3] say.
Directions of_labels(const torch::Tensor& weights) {
  Network generator{
      {2},
      {Linear{2, 3 * 64}, Reshape{{3, 8, 8}}, ConditionalBatchNorm{3, static_cast<int>(weights.size(0))}, Sigmoid{}}};
  NetworkModule module(generator, torch::kCPU);
  {
    torch::NoGradGuard guard;
    module.parameters.zero_();
    auto weight = module.tensors()[0].at("weight");
    weight.select(1, 0).narrow(0, 0, 64).fill_(1);
    weight.select(1, 1).narrow(0, 64, 64).fill_(1);
    module.tensors()[2].at("weight").copy_(weights);
    module.tensors()[2].at("running_var").fill_(1);
  }
  auto card = card_of(generator);
  card.kind = ModelKind::conditional_gan;
  for (std::int64_t label = 0; label < weights.size(0); ++label) card.labels.push_back(text("label ", label));
  card.image = {{3, 8, 8}, 0, 1};
  return find_directions({&module}, card, 1);
}

TEST_CASE("a direction counts a label whose pictures vary little as much as another") {
  torch::Tensor row;
  const auto found = of_labels(torch::tensor({{1.0f, 0.0f, 0.0f}, {0.0f, 0.25f, 0.0f}}));
  const Direction* brightness = find(found, "brightness", &row);
  REQUIRE(brightness);
  CHECK(row[0].item<double>() == doctest::Approx(std::sqrt(0.5)).epsilon(0.05));
  CHECK(row[1].item<double>() == doctest::Approx(std::sqrt(0.5)).epsilon(0.05));
  CAPTURE(brightness->protocol);
  CHECK(brightness->effect == doctest::Approx(std::sqrt(0.5)).epsilon(0.1));
  CHECK(brightness->protocol.find("100 % gained when moved from -3 to 3 (of label 0, the least, 100 %)") !=
        std::string::npos);
}

TEST_CASE("a direction that goes backwards for one label is none, however many others it suits") {
  auto weights = torch::tensor({1.0f, 1.0f, 0.0f}).repeat({6, 1});
  torch::Tensor row;
  REQUIRE(find(of_labels(weights), "brightness", &row));
  CHECK(row[0].item<double>() == doctest::Approx(std::sqrt(0.5)).epsilon(0.05));
  weights[5].mul_(-0.3);  // five of six gain
  CHECK_FALSE(find(of_labels(weights), "brightness"));
  weights[5][1] = 1;  // what z1 does suits all
  REQUIRE(find(of_labels(weights), "brightness", &row));
}

TEST_CASE("a direction that thickens is found, named and measured; a latent number that does nothing is in none") {
  // z0 grows the rows beside a bar: brightness outside the outline follows it. z1 does nothing.
  Network generator{{2}, {Linear{2, 784}, Sigmoid{}, Reshape{{1, 28, 28}}}};
  NetworkModule module(generator, torch::kCPU);
  {
    torch::NoGradGuard guard;
    const auto core = bar(1, 9).flatten(), edge = (bar(3, 9) - bar(1, 9)).flatten();
    auto weight = module.tensors()[0].at("weight"), bias = module.tensors()[0].at("bias");
    weight.zero_();
    weight.select(1, 0).copy_(edge * 2);
    bias.copy_(core * 20 - 10 + edge * 10);
  }
  auto card = card_of(generator);
  card.image.low = 0;
  torch::Tensor row;
  const auto found = find_directions({&module}, card, 1);
  const Direction* thickness = find(found, "thickness", &row);
  REQUIRE(thickness);
  CHECK(row[0].item<double>() > 0.999);
  CHECK(thickness->effect > 0.5);
  CHECK(thickness->high == "thick");
  CHECK_FALSE(find(found, "slant"));  // nothing leans
  REQUIRE(find(found, "principal 1", &row));
  CHECK(std::abs(row[0].item<double>()) > 0.999);
}

TEST_CASE("principal directions are the axes along which the first layer moves most") {
  Network generator{{3}, {Linear{3, 16}, Tanh{}, Reshape{{1, 4, 4}}}};
  NetworkModule module(generator, torch::kCPU);
  {
    torch::NoGradGuard guard;
    module.parameters.zero_();
    auto weight = module.tensors()[0].at("weight");
    weight[0][1] = 2;  // variance 4 along z1
    weight[5][0] = 1;  // 1 along z0
  }
  torch::Tensor row;
  const auto found = find_directions({&module}, card_of(generator), 1);
  const Direction* first = find(found, "principal 1", &row);
  REQUIRE(first);
  CHECK(std::abs(row[1].item<double>()) == doctest::Approx(1));
  CHECK(first->effect == doctest::Approx(0.8));
  CHECK(find(found, "principal 2")->effect == doctest::Approx(0.2));
}

TEST_CASE("latent numbers that lie over pixels have no principal directions, and the rest is found") {
  Network generator{{8}, {Reshape{{2, 2, 2}}, ConvTranspose2d{2, 1, 4, 2, 1}, Tanh{}}};
  const NetworkModule module(generator, torch::kCPU);
  for (const Direction& direction : find_directions({&module}, card_of(generator), 1).named)
    CHECK(direction.name.find("principal") == std::string::npos);
}
