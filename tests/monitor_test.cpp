// What a run leaves for those who watch it: statistics, TensorBoard's events.
#include "tests/torch_doctest.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "shared/files.hpp"
#include "shared/json.hpp"
#include "tests/picture.hpp"
#include "tests/small_data.hpp"
#include "trainer/report.hpp"
#include "trainer/run.hpp"
#include "trainer/stats.hpp"
#include "trainer/tensorboard.hpp"

namespace {

using namespace ganvas;
using namespace ganvas::train;
using tests::Picture;
using tests::quiet_options;
using tests::ScratchFolder;

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string text_of_file(const std::filesystem::path& path) {
  auto bytes = read_file(path);
  REQUIRE_MESSAGE(bytes, bytes.message());
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

// ---- a reader of event files that shares nothing with the writer ----

std::uint64_t fixed(const std::string& bytes, std::size_t at, std::size_t size) {
  REQUIRE(at + size <= bytes.size());
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value * 256 + static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::uint64_t masked(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc % 2 ? crc / 2 ^ 0x82F63B78 : crc / 2;
  }
  crc = ~crc;
  return static_cast<std::uint32_t>(((crc >> 15) | (crc << 17)) + 0xA282EAD8);
}

struct Field {
  std::uint64_t value = 0;  // varint, or the bits of a fixed-size number
  std::string bytes;
};
using Message = std::multimap<int, Field>;

Message decode(const std::string& bytes) {
  Message message;
  std::size_t at = 0;
  const auto varint = [&] {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = fixed(bytes, at++, 1);
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.size()) {
    const auto key = varint();
    Field field;
    switch (key & 7) {
      case 0:
        field.value = varint();
        break;
      case 1:
        field.value = fixed(bytes, at, 8), at += 8;
        break;
      case 5:
        field.value = fixed(bytes, at, 4), at += 4;
        break;
      case 2: {
        const auto size = static_cast<std::size_t>(varint());
        REQUIRE(at + size <= bytes.size());
        field.bytes = bytes.substr(at, size), at += size;
        break;
      }
      default:
        FAIL("wire type ", key & 7);
    }
    message.emplace(static_cast<int>(key >> 3), field);
  }
  return message;
}

const Field& only(const Message& message, int number) {
  CAPTURE(number);
  REQUIRE(message.count(number) == 1);
  return message.find(number)->second;
}

std::vector<Message> events_of(const std::filesystem::path& path) {
  const auto file = text_of_file(path);
  std::vector<Message> events;
  for (std::size_t at = 0; at < file.size();) {
    const auto length = static_cast<std::size_t>(fixed(file, at, 8));
    CHECK(fixed(file, at + 8, 4) == masked(file.substr(at, 8)));
    REQUIRE(at + 12 + length + 4 <= file.size());
    const auto data = file.substr(at + 12, length);
    CHECK(fixed(file, at + 12 + length, 4) == masked(data));
    events.push_back(decode(data));
    at += 12 + length + 4;
  }
  return events;
}

std::map<std::string, float> scalars_of(const Message& event) {
  std::map<std::string, float> values;
  const auto summary = decode(only(event, 5).bytes);
  for (auto [i, end] = summary.equal_range(1); i != end; ++i) {
    const auto value = decode(i->second.bytes);
    values[only(value, 1).bytes] = std::bit_cast<float>(static_cast<std::uint32_t>(only(value, 2).value));
  }
  return values;
}

// In the order in which TensorBoard reads them.
std::vector<std::filesystem::path> event_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (contains(entry.path().filename().string(), "tfevents")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Recipe fashion_recipe(std::vector<std::string> settings) {
  settings.insert(settings.end(), {"data_set=fashion", "batch_size=16", "tick=2", "sample_ticks=1"});
  auto recipe = load_recipe("vanilla-mnist", GANVAS_RECIPES, settings);
  REQUIRE_MESSAGE(recipe, recipe.message());
  return *recipe;
}

}  // namespace

TEST_CASE("the CRC of event files gives RFC 3720's values") {
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AA);
  CHECK(crc32c(std::string(32, '\xFF')) == 0x62A8AB43);
  CHECK(crc32c("123456789") == 0xE3069283);
}

TEST_CASE("scalars and pictures come back from an event file, whole after each call") {
  ScratchFolder folder;
  auto events = EventFile::create(folder.path(), 0);
  REQUIRE_MESSAGE(events, events.message());
  REQUIRE(write_grid(folder.path() / "grid.png", torch::zeros({6, 1, 28, 20}), 3));
  const auto png = read_file(folder.path() / "grid.png");
  REQUIRE(events->scalars(300, {{"D loss", 0.625}, {"G loss", -1e9}, {"R1", std::nan("")}}));
  REQUIRE(events->image(70000000000, "fakes", *png));  // a step that needs more than 32 bits
  const auto files = event_files(folder.path());
  REQUIRE(files.size() == 1);
  CHECK(files[0].filename().string().starts_with("events.out.tfevents.1"));
  const auto read = events_of(files[0]);  // the writer has not closed it
  REQUIRE(read.size() == 3);
  CHECK(only(read[0], 3).bytes == "brain.Event:2");
  const double wall_time = std::bit_cast<double>(only(read[1], 1).value);
  CHECK(std::abs(wall_time - static_cast<double>(std::time(nullptr))) < 60);
  CHECK(only(read[1], 2).value == 300);
  const auto scalars = scalars_of(read[1]);
  CHECK(scalars.size() == 3);
  CHECK(scalars.at("D loss") == 0.625f);
  CHECK(scalars.at("G loss") == -1e9f);
  CHECK(std::isnan(scalars.at("R1")));
  CHECK(only(read[2], 2).value == 70000000000);
  const auto value = decode(only(decode(only(read[2], 5).bytes), 1).bytes), image = decode(only(value, 4).bytes);
  CHECK(only(value, 1).bytes == "fakes");
  CHECK(only(image, 1).value == 56);  // height
  CHECK(only(image, 2).value == 60);
  CHECK(only(image, 3).value == 1);  // grey
  CHECK(only(image, 4).bytes == text_of_file(folder.path() / "grid.png"));
}

TEST_CASE("a run that goes on writes a new event file that voids the points after its step") {
  ScratchFolder folder;
  REQUIRE(EventFile::create(folder.path(), 0));
  REQUIRE(EventFile::create(folder.path(), 40));
  const auto files = event_files(folder.path());
  REQUIRE(files.size() == 2);
  CHECK(events_of(files[0]).size() == 1);
  const auto second = events_of(files[1]);
  REQUIRE(second.size() == 2);
  CHECK(only(second[0], 3).bytes == "brain.Event:2");
  CHECK(only(second[1], 2).value == 41);
  CHECK(only(decode(only(second[1], 7).bytes), 1).value == 1);  // SessionLog: START
}

TEST_CASE("what a crash leaves in stats.jsonl is passed over, and dropped when the run goes on") {
  ScratchFolder folder;
  const auto file = folder.path() / stats_file;
  CHECK(keep_stats_until(file, 5));
  CHECK_FALSE(std::filesystem::exists(file));
  REQUIRE(write_file(file,
                     "{\"step\":2,\"D loss\":1.5,\"G loss\":null}\n{\"step\":4,\"D l{\"step\":4,\"D loss\":1}\n\n7\n"
                     "{\"step\":4,\"D loss\":0.5}\n{\"step\":6,\"D loss\":0.25}\n{\"step\":8,\"D loss\":0.125}"));
  auto lines = read_stats(file);
  REQUIRE_MESSAGE(lines, lines.message());
  REQUIRE(lines->size() == 3);  // the last has no end of line: it may have been longer
  CHECK((*lines)[0].values == std::map<std::string, double>{{"step", 2}, {"D loss", 1.5}});
  CHECK((*lines)[2].step == 6);
  REQUIRE(keep_stats_until(file, 5));
  CHECK(text_of_file(file) == "{\"step\":2,\"D loss\":1.5,\"G loss\":null}\n{\"step\":4,\"D loss\":0.5}\n");
}

TEST_CASE("a run leaves statistics, events and its picture; going on after a crash it has each point once") {
  ScratchFolder folder;
  auto options = quiet_options(folder.path());
  options.stop_after = 5;
  auto run = start_run(fashion_recipe({"steps=8"}), options);
  REQUIRE_MESSAGE(run, run.message());
  CHECK(std::filesystem::exists(run->folder / "losses.png"));
  std::filesystem::remove(run->folder / "losses.png");
  const auto stats = run->folder / stats_file;
  REQUIRE(write_file(stats, text_of_file(stats) + "{\"step\":6,\"D loss\":1}\n{\"step\":8,\"D lo"));
  options.stop_after = -1;
  run = resume_run(run->folder, options);
  REQUIRE_MESSAGE(run, run.message());

  const auto lines = read_stats(stats);
  REQUIRE(lines);
  REQUIRE(lines->size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& [step, values] = (*lines)[i];
    CHECK(step == static_cast<long long>(2 * i + 2));
    for (const char* name :
         {"D loss", "G loss", "D real right", "D fake right", "diversity", "coverage", "images_per_second"})
      CHECK_MESSAGE(values.contains(name), name);
    CHECK(values.at("memory_mb") > 50);
    CHECK(values.at("peak_memory_mb") >= values.at("memory_mb"));
  }

  const auto files = event_files(run->folder);
  REQUIRE(files.size() == 2);
  const auto first = events_of(files[0]), second = events_of(files[1]);
  REQUIRE(first.size() == 1 + 1 + 2 * 2);  // version, the grid before the first step, two ticks of numbers and a grid
  REQUIRE(second.size() == 2 + 2 * 2);
  CHECK(only(second[1], 2).value == 6);
  CHECK(only(second[2], 2).value == 6);
  CHECK(scalars_of(second[2]).at("D loss") == doctest::Approx((*lines)[2].values.at("D loss")));
  const auto value = decode(only(decode(only(second[5], 5).bytes), 1).bytes);
  CHECK(only(decode(only(value, 4).bytes), 4).bytes == text_of_file(run->folder / "fakes-0000008.png"));
  CHECK(Picture(run->folder / "losses.png").width == 1200);
}

TEST_CASE("a generator that stands still is found out, on the log and in the statistics, once") {
  ScratchFolder folder;
  auto run = start_run(fashion_recipe({"steps=10", "generator_adam.lr=1e-8"}), quiet_options(folder.path()));
  REQUIRE_MESSAGE(run, run.message());
  const std::string said = "generated images resemble each other";
  const auto log = text_of_file(run->folder / "log.txt"), stats = text_of_file(run->folder / stats_file);
  CHECK(contains(log, "warning: " + said));
  CHECK(log.find(said) == log.rfind(said));
  const auto lines = stats.substr(0, stats.find(said));  // D wins in the same tick, so its sentence may stand before
  CHECK(contains(lines.substr(lines.rfind('\n') + 1), "\"warning\":\""));
  CHECK(stats.find(said) == stats.rfind(said));
}
