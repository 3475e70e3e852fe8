#include "trainer/report.hpp"

#include <stb/stb_image_write.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>

#include "shared/files.hpp"
#include "shared/json.hpp"
#include "trainer/memory.hpp"
#include "trainer/stats.hpp"

namespace ganvas::train {

std::string duration(double seconds) {
  const auto whole = std::llround(std::max(0.0, seconds));
  char text[64];
  if (whole >= 3600)
    std::snprintf(text, sizeof text, "%lld h %02lld min", whole / 3600, whole / 60 % 60);
  else if (whole >= 60)
    std::snprintf(text, sizeof text, "%lld min %02lld s", whole / 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%lld s", whole);
  return text;
}

std::string brief(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Status write_grid(const std::filesystem::path& path, const torch::Tensor& images, int columns) {
  const auto n = images.size(0), height = images.size(2), width = images.size(3);
  const auto rows = (n + columns - 1) / columns;
  const auto channels = images.size(1);
  auto grid = torch::zeros({rows * height, columns * width, channels}, torch::kUInt8);
  const auto bytes = ((images.detach().to(torch::kCPU) + 1) * 127.5).round().clamp(0, 255).to(torch::kUInt8);
  for (std::int64_t i = 0; i < n; ++i)
    grid.narrow(0, i / columns * height, height)
        .narrow(1, i % columns * width, width)
        .copy_(bytes[i].permute({1, 2, 0}));
  std::vector<std::byte> png;
  const auto append = [](void* target, void* data, int size) {
    auto& all = *static_cast<std::vector<std::byte>*>(target);
    const auto* begin = static_cast<const std::byte*>(data);
    all.insert(all.end(), begin, begin + size);
  };
  stbi_write_png_to_func(append, &png, static_cast<int>(grid.size(1)), static_cast<int>(grid.size(0)),
                         static_cast<int>(channels), grid.data_ptr(), static_cast<int>(grid.size(1) * channels));
  return write_file(path, png);
}

Report::Report(const std::filesystem::path& folder, bool quiet)
    : folder_(folder),
      log_(folder / "log.txt", std::ios::app),
      quiet_(quiet),
      terminal_(!quiet && isatty(STDOUT_FILENO)) {}

Status Report::begin(long long step) {
  GANVAS_CHECK(keep_stats_until(folder_ / stats_file, step));
  stats_.open(folder_ / stats_file, std::ios::app);
  GANVAS_TRY(events_, EventFile::create(folder_, step));
  return Done{};
}

void Report::say(const std::string& line) {
  log_ << line << std::endl;
  if (quiet_) return;
  std::printf("%s%s\n", terminal_ ? "\r\033[K" : "", line.c_str());
  std::fflush(stdout);
}

namespace {

// One object, one line: what is not finite is null, as JSON has no word for it.
std::string stats_line(long long step, double seconds, const std::map<std::string, double>& numbers,
                       const std::vector<std::string>& warnings) {
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  writer.StartObject();
  writer.Key("step");
  writer.Int64(step);
  writer.Key("seconds");
  writer.Double(seconds);
  for (const auto& [name, number] : numbers) {
    writer.Key(name.c_str());
    std::isfinite(number) ? writer.Double(number) : writer.Null();
  }
  std::string all;
  for (const auto& warning : warnings) all += (all.empty() ? "" : " ") + warning;
  if (!all.empty()) {
    writer.Key("warning");
    writer.String(all.c_str());
  }
  writer.EndObject();
  return buffer.GetString();
}

}  // namespace

Status Report::tick(long long step, long long steps, double seconds, double images_per_second,
                    std::map<std::string, double> means, const std::vector<std::string>& warnings) {
  char part[96];
  std::snprintf(part, sizeof part, "step %7lld of %lld  %s  %.0f images/s", step, steps, duration(seconds).c_str(),
                images_per_second);
  std::string line = part;
  for (const auto& [name, mean] : means) {
    if (!name.ends_with("loss") && !name.ends_with("right") && name != "frechet_distance")
      continue;  // the line stays one line
    std::snprintf(part, sizeof part, "  %s %.4f", name.c_str(), mean);
    line += part;
  }
  say(line);
  for (const auto& warning : warnings) say("warning: " + warning);
  means["images_per_second"] = images_per_second;
  means.merge(memory_in_use());
  stats_ << stats_line(step, seconds, means, warnings) << std::endl;
  return events_->scalars(step, means);
}

Status Report::picture(long long step, std::string_view name, const std::filesystem::path& png) {
  GANVAS_TRY(const auto bytes, read_file(png));
  return events_->image(step, name, bytes);
}

void Report::progress(long long step, long long steps, double steps_per_second) {
  if (!terminal_ || now_seconds() - last_drawn_ < 0.2) return;
  last_drawn_ = now_seconds();
  const int width = 30, filled = static_cast<int>(width * step / steps);
  const std::string bar =
      std::string(static_cast<std::size_t>(filled), '#') + std::string(static_cast<std::size_t>(width - filled), '.');
  std::printf("\r\033[K[%s] %lld/%lld  %.1f steps/s  %s left", bar.c_str(), step, steps, steps_per_second,
              duration(static_cast<double>(steps - step) / std::max(steps_per_second, 1e-9)).c_str());
  std::fflush(stdout);
}

}  // namespace ganvas::train
