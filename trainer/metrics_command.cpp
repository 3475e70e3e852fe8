#include "trainer/metrics_command.hpp"

#include <algorithm>
#include <cstdio>

#include "shared/files.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {

std::string table_of(const std::vector<Metric>& metrics) {
  const auto number = [](std::optional<double> value) {
    char digits[32] = "-";
    if (value) std::snprintf(digits, sizeof digits, "%.4f", *value);
    return std::string(digits);
  };
  char line[128];
  std::snprintf(line, sizeof line, "%-28s %10s %10s\n", "metric", "value", "real");
  std::string table = line;
  for (const Metric& metric : metrics) {
    std::snprintf(line, sizeof line, "%-28s %10s %10s\n", metric.name.c_str(), number(metric.value).c_str(),
                  number(metric.real).c_str());
    table += line + ("    " + metric.protocol + "\n");
  }
  return table;
}

Status write_metrics(const std::filesystem::path& path, const std::vector<Metric>& measured) {
  GANVAS_TRY(const auto bytes, read_file(path));
  GANVAS_TRY(auto model, parse_model(bytes, path.string()));
  auto& metrics = model.card.metrics;
  for (const Metric& metric : measured) {
    const auto old = std::find_if(metrics.begin(), metrics.end(), [&](auto& m) { return m.name == metric.name; });
    if (old == metrics.end())
      metrics.push_back(metric);
    else
      *old = metric;
  }
  GANVAS_TRY(const auto written, with_card(bytes, model.card, path.string()));
  return write_file(path, written);
}

Status run_metrics(const MetricsRequest& request) {
  const auto& picture = request.options.neighbours;
  if (!picture.empty()) GANVAS_CHECK(check_target(picture));  // before minutes of measuring
  if (request.write) GANVAS_CHECK(check_target(request.model));
  GANVAS_TRY(const auto model, read_model(request.model));
  GANVAS_TRY(const auto measured, measure(model.file, request.options));
  std::printf("%s", table_of(measured.metrics).c_str());
  for (const std::string& fault : measured.faults) std::fprintf(stderr, "%s\n", fault.c_str());
  if (measured.metrics.empty()) return fail(request.model.string(), ": nothing could be measured");
  if (!request.write) return Done{};
  GANVAS_CHECK(write_metrics(request.model, measured.metrics));
  std::printf("wrote %s\n", request.model.c_str());
  return Done{};
}

}  // namespace ganvas::train
