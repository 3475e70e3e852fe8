#include "trainer/history.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "shared/files.hpp"
#include "shared/json.hpp"
#include "trainer/memory.hpp"
#include "trainer/report.hpp"
#include "trainer/stats.hpp"

namespace ganvas::train {
namespace {

constexpr std::size_t largest_curve = 200;

std::filesystem::path folder_of(const std::filesystem::path& run) { return run / "history"; }
std::string file_of(long long images) { return text(images, ".safetensors"); }

void write_snapshots(JsonWriter& writer, const std::filesystem::path& folder, const Recipe& recipe) {
  writer.Key("snapshots");
  writer.StartArray();
  for (const long long images : recipe.snapshots) {
    if (!std::filesystem::exists(folder / file_of(images))) continue;
    ObjectWriter snapshot(writer);
    snapshot("file", file_of(images));
    snapshot("images", images);
    snapshot.finish();
  }
  writer.EndArray();
}

// Lines first … last-1 as one point: the mean of those that have the value, null where none has. A curve on a screen
// shows no more digits, and pages load the file.
void write_point(JsonWriter& writer, const std::vector<StatsLine>& lines, std::size_t first, std::size_t last,
                 const std::string& name) {
  double sum = 0;
  int count = 0;
  for (std::size_t i = first; i < last; ++i)
    if (const auto found = lines[i].values.find(name); found != lines[i].values.end()) sum += found->second, ++count;
  count ? writer.Double(std::strtod(brief(sum / count).c_str(), nullptr)) : writer.Null();
}

void write_curves(JsonWriter& writer, const std::vector<StatsLine>& lines, const Recipe& recipe) {
  const std::size_t points = std::min(lines.size(), largest_curve);
  const auto first_of = [&](std::size_t point) { return point * lines.size() / points; };
  std::set<std::string> names;
  for (const StatsLine& line : lines)
    for (const auto& [name, value] : line.values) names.insert(name);
  for (const char* of_the_machine : {"step", "seconds", "images_per_second"}) names.erase(of_the_machine);
  for (const auto& [of_the_machine, value] : memory_in_use()) names.erase(of_the_machine);

  writer.Key("curves");
  writer.StartObject();
  writer.Key("images");
  writer.StartArray();
  for (std::size_t i = 0; i < points; ++i) writer.Int64(images_seen(recipe, lines[first_of(i + 1) - 1].step));
  writer.EndArray();
  for (const std::string& name : names) {
    writer.Key(name.c_str());
    writer.StartArray();
    for (std::size_t i = 0; i < points; ++i) write_point(writer, lines, first_of(i), first_of(i + 1), name);
    writer.EndArray();
  }
  writer.EndObject();
}

}  // namespace

Status keep_snapshot(const std::filesystem::path& folder, const Recipe& recipe, ModelCard card,
                     const Networks& networks, long long step) {
  const long long now = images_seen(recipe, step), before = step ? images_seen(recipe, step - 1) : -1;
  for (const long long images : recipe.snapshots) {
    if (images > now || images <= before) continue;
    std::error_code error;
    std::filesystem::create_directories(folder_of(folder), error);
    if (error) return fail(folder_of(folder).string(), ": cannot create: ", error.message());
    card.training.steps = step;
    card.training.images_seen = now;
    card.training.recipe = {};  // the finished model has it
    card.description = text("As it was after ", images, " images.");
    GANVAS_CHECK(write_file(folder_of(folder) / file_of(images), export_model(card, networks, WeightType::I8)));
  }
  return Done{};
}

Status write_history(const std::filesystem::path& folder, const Recipe& recipe) {
  GANVAS_TRY(const auto lines, read_stats(folder / stats_file));
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  writer.StartObject();
  write_snapshots(writer, folder_of(folder), recipe);
  if (!lines.empty()) write_curves(writer, lines, recipe);
  writer.EndObject();
  std::error_code error;
  std::filesystem::create_directories(folder_of(folder), error);
  return write_file(folder_of(folder) / "history.json", std::string(buffer.GetString(), buffer.GetSize()) + "\n");
}

}  // namespace ganvas::train
