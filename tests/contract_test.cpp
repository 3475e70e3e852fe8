// The contract's own parts: latent numbers, float16, safetensors, network JSON, files.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <filesystem>

#include "shared/files.hpp"
#include "shared/float16.hpp"
#include "tests/random_model.hpp"

using namespace ganvas;
using namespace ganvas::testing;

TEST_CASE("the latent numbers are those that an independent Python computation gives") {
  // random_bits in Python's integers; the normal values from statistics.NormalDist().inv_cdf
  struct Known {
    std::uint64_t seed, index, k, bits;
    double normal, uniform;
  };
  const Known known[] = {
      {0, 0, 0, 0x238275bc38fcbe91ULL, -1.0861360155993325, -0.7225811797088915},
      {0, 0, 1, 0xf89a2566b5822c54ULL, 1.8972433006136586, 0.9422041656025766},
      {1, 0, 0, 0xb18a02f46d8d86c3ULL, 0.5058303907210691, 0.3870242780204587},
      {0, 1, 0, 0x2f101fe21496ea20ULL, -0.90082836800565, -0.632320417985121},
      {42, 7, 63, 0x1ffe37bc5ab8068fULL, -1.150481501184209, -0.750054390935986},
      {9007199254740991, 999, 5, 0xd4210839639654f8ULL, 0.9487614755702143, 0.657258060476283},
  };
  for (const Known& v : known) {
    CAPTURE(v.seed);
    CHECK(random_bits(v.seed, v.index, v.k) == v.bits);
    std::vector<float> z(v.k + 1);
    fill_latent(v.seed, v.index, LatentDistribution::normal, z);
    CHECK(z.back() == static_cast<float>(v.normal));
    fill_latent(v.seed, v.index, LatentDistribution::uniform, z);
    CHECK(z.back() == static_cast<float>(v.uniform));
  }
}

TEST_CASE("the inverse of the normal distribution agrees with Python's to 1e-14 from centre to tail") {
  const std::pair<double, double> known[] = {{1e-300, -37.0470962993612},    {1e-15, -7.941345326170995},
                                             {1e-05, -4.2648907939228256},   {0.001, -3.090232306167813},
                                             {0.02425, -1.9729610513118845}, {0.075, -1.4395314709384557},
                                             {0.25, -0.6744897501960817},    {0.5, 0.0},
                                             {0.6, 0.2533471031357998},      {0.925, 1.439531470938456},
                                             {0.999, 3.090232306167813},     {0.999999999999, 7.0344869100478356}};
  for (const auto& [p, x] : known) {
    CAPTURE(p);
    CHECK(std::fabs(inverse_normal_cdf(p) - x) <= 1e-14 * std::max(1.0, std::fabs(x)));
  }
}

TEST_CASE("latent vectors are standard normal, and each index has its own") {
  double sum = 0, squares = 0;
  std::vector<float> z(1000), other(1000);
  for (std::uint64_t i = 0; i < 100; ++i) {
    fill_latent(3, i, LatentDistribution::normal, z);
    for (float v : z) sum += static_cast<double>(v), squares += static_cast<double>(v) * static_cast<double>(v);
  }
  CHECK(std::fabs(sum / 1e5) < 0.015);
  CHECK(std::fabs(squares / 1e5 - 1) < 0.02);
  fill_latent(3, 100, LatentDistribution::normal, other);
  CHECK(z != other);
}

TEST_CASE("every half is the same after a float has carried it") {
  for (std::uint32_t h = 0; h < 0x10000; ++h) {
    const auto half = static_cast<std::uint16_t>(h);
    const float value = float_from_half(half);
    const bool nan = (h & 0x7C00) == 0x7C00 && (h & 0x3FF) != 0;
    if (nan ? !std::isnan(value) || !std::isnan(float_from_half(half_from_float(value)))
            : half_from_float(value) != half)
      FAIL("half ", h);
    // value = mantissa · 2^exponent, by the standard's own words
    const int exponent = static_cast<int>(h >> 10 & 31), mantissa = static_cast<int>(h & 0x3FF);
    if (exponent == 31) continue;
    const double wanted =
        (exponent ? std::ldexp(1024 + mantissa, exponent - 25) : std::ldexp(mantissa, -24)) * (h >> 15 ? -1 : 1);
    if (static_cast<double>(value) != wanted) FAIL("half ", h, " is ", value, ", not ", wanted);
  }
}

TEST_CASE("a float becomes the nearest half, ties to even, infinite beyond 65504") {
  CHECK(half_from_float(1.0f) == 0x3C00);
  CHECK(half_from_float(1.0f + 0x1p-11f) == 0x3C00);      // a tie: down to even
  CHECK(half_from_float(1.0f + 3 * 0x1p-11f) == 0x3C02);  // a tie: up to even
  CHECK(half_from_float(1.0f + 0x1p-11f + 0x1p-20f) == 0x3C01);
  CHECK(half_from_float(65504.0f) == 0x7BFF);
  CHECK(half_from_float(65519.9f) == 0x7BFF);
  CHECK(half_from_float(65520.0f) == 0x7C00);
  CHECK(half_from_float(-0.0f) == 0x8000);
  CHECK(half_from_float(0x1p-24f) == 1);
  CHECK(half_from_float(0x1p-25f) == 0);  // a tie with zero
  CHECK(half_from_float(0x1.8p-25f) == 1);
}

TEST_CASE("safetensors that were written read back with every tensor, type, shape and text") {
  Tensors tensors;
  const std::uint16_t halves[] = {0x3C00, 0x4000, 0xC000};
  const std::uint8_t bytes[] = {1, 2, 3, 4, 5};
  tensors.put("a.weight", {2, 3}, {1, 2, 3, 4, 5, 6});
  tensors.put("half", DType::F16, {3}, halves, sizeof halves);
  tensors.put("labels", {7, -8});
  tensors.put("bytes", DType::U8, {5, 1}, bytes, sizeof bytes);
  tensors.put("scalar", {}, {0.5f});
  tensors.put("empty", {0, 4}, std::vector<float>{});
  const std::map<std::string, std::string> metadata{{"format", "pt"}, {"ψ \"quoted\"\n", "é"}};
  const auto written = to_safetensors(tensors.file.tensors, metadata);
  const auto read = parse_safetensors(written, "f");
  REQUIRE_MESSAGE(read, read.message());
  CHECK(read->metadata == metadata);
  REQUIRE(read->tensors.size() == 6);
  for (const auto& [name, tensor] : tensors.file.tensors) {
    CAPTURE(name);
    const TensorView& found = read->tensors.at(name);
    CHECK(found.dtype == tensor.dtype);
    CHECK(found.shape == tensor.shape);
    CHECK(std::equal(found.data.begin(), found.data.end(), tensor.data.begin(), tensor.data.end()));
  }
  CHECK(to_floats(read->tensors.at("half")) == std::vector<float>{1, 2, -2});
  CHECK(to_safetensors(read->tensors, read->metadata) == written);
}

TEST_CASE("a network's JSON reads back as the same JSON") {
  const Network network = small_conditional_generator();
  const std::string json = to_json(network);
  const auto read = from_json<Network>(json, "net");
  REQUIRE_MESSAGE(read, read.message());
  CHECK(to_json(*read) == json);
}

TEST_CASE("dropout leaves a network that is exported") {
  const Network exported = without_training_layers({{2}, {Dropout{0.3}, Linear{2, 2}, Dropout{}}});
  REQUIRE(exported.layers.size() == 1);
  CHECK(std::string(name_of(exported.layers[0])) == "linear");
}

TEST_CASE("a network that is exported holds no spectral norm and no dropout, in a residual neither") {
  const Network trained{{2},
                        {SpectralNorm{{Linear{2, 2}}}, Residual{{Dropout{}, SpectralNorm{{Linear{2, 2, false}}}}}}};
  const Network wanted{{2}, {Linear{2, 2}, Residual{{Linear{2, 2, false}}}}};
  CHECK(to_json(without_training_layers(trained)) == to_json(wanted));
}

namespace {
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("ganvas-test-" + std::to_string(getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};
std::string content(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  REQUIRE_MESSAGE(bytes, bytes.message());
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}
}  // namespace

TEST_CASE("a write that fails half-way leaves the old file whole and nothing beside it") {
  const Folder folder;
  const auto file = folder.path / "weights";
  REQUIRE(write_file(file, std::string_view("old")));
  // A limit on file sizes stands in for a full disk: the write stops after 4096 bytes.
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit tight{4096, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &tight);
  const auto status = write_file(file, std::string(10000, 'x'));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  REQUIRE_FALSE(status);
  CHECK(status.message().find("cannot write: File too large") != std::string::npos);
  CHECK(content(file) == "old");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
  REQUIRE(write_file(file, std::string(10000, 'x')));
  CHECK(content(file) == std::string(10000, 'x'));
}

TEST_CASE("a file in a folder that is not there is refused, naming it") {
  const Folder folder;
  CHECK(write_file(folder.path / "no" / "file", std::string_view("x")).message().find("no/file: there is no folder") !=
        std::string::npos);
  CHECK(read_file(folder.path / "none").message().find("none: cannot open: No such file") != std::string::npos);
  CHECK_FALSE(read_file(folder.path));
}

TEST_CASE("nothing but a file is replaced by one, and a file too large for any reader takes no memory") {
  const Folder folder;
  CHECK(write_file(folder.path, std::string_view("x")).message().find(": is a folder, a file is wanted") !=
        std::string::npos);
  const auto pipe = folder.path / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(write_file(pipe, std::string_view("x"))
            .message()
            .ends_with("pipe: is no regular file, and would be replaced by one"));
  const auto huge = folder.path / "huge";
  REQUIRE(write_file(huge, std::string_view("x")));
  std::filesystem::resize_file(huge, std::uintmax_t{1} << 40);  // of holes: no disk has it
  CHECK(read_file(huge).message().ends_with(
      "huge: has 1099511627776 bytes, the limit is 17179869184; is it the right file?"));
  std::filesystem::resize_file(huge, largest_model + 1);
  CHECK(read_file(huge, largest_model)
            .message()
            .ends_with("huge: has 1073741825 bytes, the limit is 1073741824; is it the right file?"));
  // a file without a size, and without an end
  CHECK(read_file("/dev/zero", 1 << 20).message() ==
        "/dev/zero: has more than 1048576 bytes, the limit; is it the right file?");
}

TEST_CASE("a file that the disk has no room for is refused before it is made") {
  const Folder folder;
  CHECK(check_target(folder.path / "file", 1));
  const auto refusal = check_target(folder.path / "file", std::uintmax_t{1} << 62).message();
  CHECK(refusal.find("file: will have 4611686018427387904 bytes, and only ") != std::string::npos);
}
