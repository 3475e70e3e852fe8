// Networks that nobody thought of: any layers in any order, as the format allows them, with each set of kernels.
#include <algorithm>

#include "runtime/kernel_sets.hpp"
#include "shared/shapes.hpp"
#include "tests/agreement.hpp"

namespace {

using namespace ganvas;

constexpr int labels = 7, largest_side = 24;

bool chance(int percent) { return draw(1, 100) <= percent; }

// Puts layers behind each other, each one that the shape so far allows.
class Maker {
 public:
  Network network() {
    Network made{draw_input(), {}, {}};
    x_ = made.input;
    if (x_.size() == 3 && chance(30)) made.image = {draw(1, 3), x_[1], x_[2]};
    image_ = made.image;
    for (int wanted = draw(1, 9); static_cast<int>(made.layers.size()) < wanted;) add(made.layers);
    // Dropout is gone when a network is played, and of this one nothing would be left.
    const auto drops = [](const Layer& layer) { return std::holds_alternative<Dropout>(layer); };
    if (std::all_of(made.layers.begin(), made.layers.end(), drops)) put(made.layers, LeakyRelu{});
    return made;
  }

 private:
  static Shape draw_input() {
    if (chance(40)) return {draw(1, 40)};
    return {draw(1, 9), draw(1, 9), draw(1, 9)};
  }

  bool flat() const { return x_.size() == 1; }

  void put(std::vector<Layer>& layers, Layer layer) {
    const auto shapes = shapes_after(x_, {layer}, "network", image_);
    REQUIRE_MESSAGE(shapes, shapes.message());
    x_ = shapes->back();
    layers.push_back(std::move(layer));
  }

  void add(std::vector<Layer>& layers) {
    const int kind = draw(0, 9);
    if (kind < 3)
      put(layers, normal_or_activation());
    else if (kind == 3)
      join_label(layers);
    else if (kind == 4 && !flat())
      residual(layers);
    else
      flat() ? add_to_vector(layers, kind) : add_to_planes(layers, kind);
  }

  // What leaves the shape as it is.
  Layer normal_or_activation() {
    switch (draw(0, 7)) {
      case 0:
        return BatchNorm{x_[0], 1e-3, 0.1};
      case 1:
        return ConditionalBatchNorm{x_[0], labels};
      case 2:
        return Relu{};
      case 3:
        return LeakyRelu{0.2};
      case 4:
        return Tanh{};
      case 5:
        return Sigmoid{};
      case 6:
        return Dropout{0.5};
      default:
        return PRelu{chance(50) ? 1 : x_[0]};
    }
  }

  void join_label(std::vector<Layer>& layers) {
    put(layers, LabelEmbedding{labels, draw(1, 5)});
    const int size = std::get<LabelEmbedding>(layers.back()).embedding_dim;
    if (chance(30)) put(layers, normal_or_activation());
    layers.push_back(Concat{});
    x_[0] += size;
  }

  void residual(std::vector<Layer>& layers) {
    Residual around;
    const Shape begin = x_;
    const int middle = draw(1, 9);
    put(around.layers, Conv2d{x_[0], middle, 3, 1, 1, chance(50)});
    for (int i = draw(0, 2); i > 0; --i) put(around.layers, normal_or_activation());
    put(around.layers, chance(50) ? Layer{Conv2d{middle, begin[0], 1}}
                                  : Layer{SpectralNorm{{ConvTranspose2d{middle, begin[0], 3, 1, 1}}}});
    if (chance(30)) put(around.layers, normal_or_activation());
    layers.push_back(std::move(around));
    x_ = begin;
  }

  void add_to_vector(std::vector<Layer>& layers, int kind) {
    const int size = x_[0];
    const Linear linear{size, draw(1, 120), chance(70)};
    if (kind < 7) return put(layers, chance(25) ? Layer{SpectralNorm{{linear}}} : Layer{linear});
    if (kind == 7) return put(layers, MinibatchDiscrimination{size, draw(1, 4), draw(1, 3)});
    const int channels = divisor(size), height = divisor(size / channels), width = size / channels / height;
    if (std::max(height, width) <= largest_side) put(layers, Reshape{{channels, height, width}});
  }

  void add_to_planes(std::vector<Layer>& layers, int kind) {
    const int side = std::max(x_[1], x_[2]);
    if (kind == 4 || kind == 5) return put(layers, convolution());
    if (kind == 6) return transposed(layers);
    if (kind == 7 && side <= largest_side / 2) return enlarge(layers);
    if (kind == 7) return put(layers, MinibatchStddev{});
    if (kind == 8 && !image_.empty() && x_[1] == image_[1] && x_[2] == image_[2])
      return put(layers, Concat{SideInput::image});
    if (kind == 8 && side <= largest_side - 4)
      return put(layers, ZeroPad2d{draw(0, 2), draw(0, 2), draw(0, 2), draw(0, 2)});
    if (element_count(x_) <= 600) put(layers, Flatten{});
  }

  Layer convolution() const {
    const int padding = draw(0, 3), most = std::min({x_[1] + 2 * padding, x_[2] + 2 * padding, 6});
    const Conv2d conv{x_[0], draw(1, 40), draw(1, most), chance(60) ? 1 : draw(1, 3), padding, chance(60)};
    return chance(20) ? Layer{SpectralNorm{{conv}}} : Layer{conv};
  }

  void transposed(std::vector<Layer>& layers) {
    const int stride = draw(1, 3), kernel = chance(50) ? 2 * stride : draw(1, 6);
    // At least a pixel is left, whatever the padding takes.
    const int least = std::min(x_[1], x_[2]), most = (stride * (least - 1) + kernel - 1) / 2;
    if (std::max(x_[1], x_[2]) * stride + kernel > largest_side + 6) return;
    put(layers, ConvTranspose2d{x_[0], draw(1, 40), kernel, stride, draw(0, std::min(most, 3)), draw(0, stride - 1),
                                chance(60)});
  }

  void enlarge(std::vector<Layer>& layers) {
    if (x_[0] % 4 == 0 && chance(50)) return put(layers, PixelShuffle{2});
    put(layers, Upsample{2, chance(70) ? UpsampleMode::nearest : UpsampleMode::bilinear});
    if (chance(70)) put(layers, Conv2d{x_[0], draw(1, 12), 3, 1, 1, chance(60)});
  }

  static int divisor(int of) {
    int found = draw(1, of);
    while (of % found) --found;
    return found;
  }

  Shape x_, image_;
};

struct FastestAfterwards {
  ~FastestAfterwards() { runtime::use_kernels(*runtime::kernel_sets().back()); }
};

}  // namespace

TEST_CASE("1,000 random networks agree with LibTorch, with each set of kernels that runs here") {
  const FastestAfterwards restore;
  for (int seed = 0; seed < 1000; ++seed) {
    torch::manual_seed(static_cast<std::uint64_t>(seed));
    const Network network = Maker().network();
    const int batch = draw(1, 9);
    CAPTURE(seed);
    CAPTURE(to_json(network));
    for (const runtime::Kernels* set : runtime::kernel_sets()) {
      runtime::use_kernels(*set);
      CAPTURE(set->lanes);
      CHECK(largest_difference(network, batch, Weights::as_initialised) < tolerance);
    }
  }
}
