#include "trainer/stats.hpp"

#include <charconv>
#include <optional>
#include <string_view>

#include "shared/files.hpp"
#include "shared/json.hpp"

namespace ganvas::train {
namespace {

std::optional<StatsLine> parse_line(std::string_view line) {
  const auto json = parse_json(line, stats_file);
  if (!json || !json->IsObject()) return std::nullopt;
  const auto step = json->FindMember("step");
  if (step == json->MemberEnd() || !step->value.IsInt64()) return std::nullopt;
  StatsLine parsed{step->value.GetInt64(), {}};
  for (const auto& member : json->GetObject())
    if (member.value.IsNumber()) parsed.values[member.name.GetString()] = member.value.GetDouble();
  return parsed;
}

// Calls `use(line, parsed)` for each good line.
template <class Use>
Status for_each_line(const std::filesystem::path& file, Use use) {
  GANVAS_TRY(const auto bytes, read_file(file));
  std::string_view rest(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {  // without '\n' the last one is not whole
    const auto line = rest.substr(0, end + 1);
    if (const auto parsed = parse_line(line)) use(line, *parsed);
    rest.remove_prefix(end + 1);
  }
  return Done{};
}

}  // namespace

NumberName level_of(const std::string& name) {
  constexpr std::string_view opening = "level_";
  const char* end = name.data() + name.size();
  int level = 0;
  if (!name.starts_with(opening)) return {0, "", name};
  const auto [after, error] = std::from_chars(name.data() + opening.size(), end, level);
  if (error != std::errc() || after == end || *after != '.') return {0, "", name};
  return {level, {name.data(), after + 1}, {after + 1, end}};
}

Result<std::vector<StatsLine>> read_stats(const std::filesystem::path& file) {
  std::vector<StatsLine> lines;
  GANVAS_CHECK(for_each_line(file, [&](std::string_view, const StatsLine& parsed) { lines.push_back(parsed); }));
  return lines;
}

Status keep_stats_until(const std::filesystem::path& file, long long step) {
  if (!std::filesystem::exists(file)) return Done{};
  std::string kept;
  GANVAS_CHECK(for_each_line(file, [&](std::string_view line, const StatsLine& parsed) {
    if (parsed.step <= step) kept += line;
  }));
  return write_file(file, kept);
}

}  // namespace ganvas::train
