// `ganvas metrics`: measures a weights file, prints a table, and writes the numbers into the file's card if asked to.
#pragma once

#include "trainer/metrics.hpp"

namespace ganvas::train {

struct MetricsRequest {
  std::filesystem::path model;
  MeasureOptions options;
  bool write = false;
};

/// "metric  value  real", a line each, its protocol below it.
std::string table_of(const std::vector<Metric>& metrics);

/// The file with the measured metrics in its card; a metric that was not measured this time keeps its old number.
Status write_metrics(const std::filesystem::path& path, const std::vector<Metric>& measured);

Status run_metrics(const MetricsRequest& request);

}  // namespace ganvas::train
