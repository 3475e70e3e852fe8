// The picture of a run's losses, looked at where its curves must pass.
#include "tests/torch_doctest.hpp"

#include <algorithm>
#include <cmath>

#include "shared/files.hpp"
#include "tests/picture.hpp"
#include "tests/plain_files.hpp"
#include "tests/scratch_folder.hpp"
#include "trainer/chart.hpp"
#include "trainer/stats.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::contains;
using tests::Picture;
using tests::ScratchFolder;

// The share of the columns between the axes in which the curve at a height of the upper panel, 0 … 1, has a colour.
double share_drawn(const Picture& picture, double height, Colour colour) {
  const int left = 90, right = 1010, y = static_cast<int>(std::lround(122 + 282 * (1 - height)));
  int drawn = 0;
  for (int x = left; x < right; ++x) drawn += picture.row(colour, x, y - 2, y + 3) >= 0;
  return static_cast<double>(drawn) / (right - left);
}

}  // namespace

TEST_CASE("the curves of losses.png pass where the numbers say, in the colours of the networks") {
  ScratchFolder folder;
  std::string stats;
  for (int i = 0; i <= 10; ++i)
    stats += text("{\"step\":", 100 * i, ",\"D loss\":", i * 0.2, ",\"G loss\":", i == 5 ? "null" : "1",
                  ",\"D real right\":", i * 0.1, ",\"D fake right\":0.25,\"R1\":50}\n");
  REQUIRE(write_file(folder.path() / stats_file, stats));
  const auto status = draw_losses(folder.path(), "Planted curves");
  REQUIRE_MESSAGE(status, status.message());
  const Picture picture(folder.path() / "losses.png");
  REQUIRE(picture.width == 1200);
  REQUIRE(picture.height == 800);

  const int middle = 430, names = 1012;  // between the panels; the names begin right of the curves
  int first = names, last = 0;
  for (int x = 0; x < names; ++x)
    if (picture.row(discriminator_colour, x, middle, 800) >= 0) first = std::min(first, x), last = x;
  REQUIRE(last - first > 800);
  const double bottom = picture.row(discriminator_colour, first + 1, middle, 800),
               top = picture.row(discriminator_colour, last - 1, middle, 800);
  CHECK(bottom - top > 200);
  for (int tenth = 1; tenth < 10; ++tenth) {
    CAPTURE(tenth);
    const int x = first + (last - first) * tenth / 10;
    CHECK(std::abs(picture.row(discriminator_colour, x, middle, 800) - (bottom + (top - bottom) * tenth / 10)) < 2);
    if (tenth != 3 && tenth != 2)  // where the curves cross one hides the other
      CHECK(std::abs(picture.row(generator_colour, x, middle, 800) - (bottom + (top - bottom) / 4)) < 2);
    // D's loss rises from 0 to 2, and G's is 1 with a hole at step 500: both axes must begin at 0.
    if (tenth == 5)
      CHECK(picture.row(generator_colour, x, 0, middle) < 0);
    else if (tenth != 4 && tenth != 6)
      CHECK(std::abs(picture.row(generator_colour, x, 0, middle) -
                     picture.row(discriminator_colour, first + (last - first) / 2, 0, middle)) < 2);
  }
}

TEST_CASE("a classifier's losses, one tick, no tick: each gets what picture it can") {
  ScratchFolder folder;
  REQUIRE(write_file(folder.path() / stats_file, ""));
  CHECK(draw_losses(folder.path(), "Nothing yet"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "losses.png"));
  REQUIRE(write_file(folder.path() / stats_file, "{\"step\":500,\"loss\":2.5,\"right\":0.75}\n"));
  REQUIRE(draw_losses(folder.path(), "One tick \xE2\x80\x93 \xFF"));  // a dash, and a byte that is no text
  const Picture picture(folder.path() / "losses.png");
  const auto dots = std::count(picture.pixels.begin(), picture.pixels.end(), discriminator_colour);
  CHECK(dots > 60);  // two of 8 pixels across
  CHECK(std::count(picture.pixels.begin(), picture.pixels.end(), generator_colour) == 0);
  CHECK(contains(draw_losses(folder.path() / "none", "").message(), "none/stats.jsonl"));

  CHECK(picture.height == 800);
  REQUIRE(write_file(folder.path() / stats_file, "{\"step\":500,\"D loss\":-1,\"G loss\":2}\n"));
  REQUIRE(draw_losses(folder.path(), "A critic, neither right nor wrong"));
  CHECK(Picture(folder.path() / "losses.png").height == 460);  // no axes without a curve
}

TEST_CASE("a pyramid's curves have the colours of their players at each level, and a level its own dashes") {
  ScratchFolder folder;
  std::string stats;
  for (int i = 0; i <= 10; ++i)
    stats += text("{\"step\":", 100 * i, R"(,"D loss":0,"G loss":1,"level_1.D loss":2,"level_1.G loss":3,)",
                  R"("level_2.G loss":4,"level_2.D fake right":0.5})", "\n");
  REQUIRE(write_file(folder.path() / stats_file, stats));
  REQUIRE(draw_losses(folder.path(), "Planted levels"));
  const Picture picture(folder.path() / "losses.png");

  CHECK(share_drawn(picture, 0, discriminator_colour) > 0.98);
  CHECK(share_drawn(picture, 0.25, generator_colour) > 0.98);
  CHECK(share_drawn(picture, 0.5, discriminator_colour) == doctest::Approx(18.0 / 24).epsilon(0.1));
  CHECK(share_drawn(picture, 0.75, generator_colour) == doctest::Approx(18.0 / 24).epsilon(0.1));
  CHECK(share_drawn(picture, 1, generator_colour) == doctest::Approx(9.0 / 15).epsilon(0.1));
  CHECK(share_drawn(picture, 0.5, generator_colour) == 0);
  CHECK(share_drawn(picture, 0.75, discriminator_colour) == 0);
  // The names beside the ends, in the same colours.
  const auto named = [&](double height, Colour colour) {
    const int y = static_cast<int>(122 + 282 * (1 - height));
    int columns = 0;
    for (int x = 1024; x < 1190; ++x) columns += picture.row(colour, x, y - 14, y + 20) >= 0;
    return columns;
  };
  CHECK(named(0.75, generator_colour) > 20);
  CHECK(named(0.75, discriminator_colour) == 0);
  CHECK(named(0.5, discriminator_colour) > 20);
}

TEST_CASE("a number's name tells its level, and what is no level stays in the name") {
  const auto parts = [](const std::string& name) {
    const auto [level, prefix, rest] = level_of(name);
    return text(level, "|", prefix, "|", rest);
  };
  CHECK(parts("D loss") == "0||D loss");
  CHECK(parts("level_1.D loss") == "1|level_1.|D loss");
  CHECK(parts("level_12.G label right") == "12|level_12.|G label right");
  for (const std::string name : {"level_", "level_1", "level_x.D loss", "level_1D loss", ""})
    CHECK(parts(name) == "0||" + name);
}
