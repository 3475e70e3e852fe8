#include "trainer/chart.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>

#include "shared/files.hpp"
#include "trainer/stats.hpp"

namespace ganvas::train {
namespace {

constexpr int picture_width = 1200, picture_height = 800;
constexpr int edge = 26, left = 90, right = 190;  // margins: titles; numbers; the curves' names at their ends
constexpr int panel_height = 282, first_top = 122, second_top = 462;
constexpr Colour paper{0xff, 0xff, 0xff}, ink{0x1b, 0x1c, 0x1e}, muted{0x5f, 0x63, 0x68}, grid{0xe7, 0xe5, 0xe0},
    axis{0xa8, 0xa5, 0x9e};

struct Curve {
  std::string name;
  int level;
  Colour colour;
  std::vector<Point> values;  // step, value; NaN where there is none

  // The levels of a pyramid: solid, long dashes, shorter ones, …
  Dashes dashes() const { return level ? Dashes{18.0 / level, 6} : Dashes{}; }
};
struct Axis {
  double low, high, step;
  double share(double value) const { return (value - low) / (high - low); }
};
struct Panel {
  std::string title, note;
  int top;
  Axis x, y;
  bool percent;
  std::vector<Curve> curves;

  Point place(Point value) const {
    return {left + x.share(value.x) * (picture_width - left - right), top + panel_height * (1 - y.share(value.y))};
  }
};

// 1, 2 or 5 times a power of ten, so that about `count` steps make the range.
double round_step(double range, int count) {
  const double rough = range / count, power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough) return factor * power;
  return 10 * power;
}

// From a round number to a round number, and to zero where the values are near it anyhow.
Axis axis_around(double low, double high, int count) {
  if (low > 0 && low < 0.6 * high) low = 0;
  if (high < 0 && high > 0.6 * low) high = 0;
  if (high - low < 1e-9) high = low + std::max(1e-3, std::abs(low));
  const double step = round_step(high - low, count);
  return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step, step};
}

std::string number_text(double value, double step) {
  char text[64];
  const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  std::snprintf(text, sizeof text, "%.*f", decimals, std::round(value / step) * step + 0.0);  // no "-0"
  std::string out = text;
  const auto end = std::min(out.size(), out.find('.')), begin = static_cast<std::size_t>(out[0] == '-');
  for (auto at = end; at > begin + 3;) out.insert(at -= 3, 1, ',');
  return out;
}

// What the generator owns or made has its colour, and what the discriminator owns, or says of real images, the other's.
Colour colour_of(const std::string& name) {
  return name.starts_with("G ") || name.find("fake") != name.npos ? generator_colour : discriminator_colour;
}

std::string label_of(const std::string& name) {
  if (name == "D loss") return "discriminator";
  if (name == "G loss") return "generator";
  if (name == "D real right") return "real images";
  if (name == "D fake right") return "generated images";
  return name;
}

std::vector<Curve> curves_of(const std::vector<StatsLine>& lines, const char* ending) {
  std::set<std::string> names;
  for (const auto& line : lines)
    for (const auto& [name, value] : line.values)
      if (name.ends_with(ending)) names.insert(name);
  std::vector<Curve> curves;
  for (const auto& name : names) {
    const auto [level, prefix, rest] = level_of(name);
    Curve curve{label_of(rest), level, colour_of(rest), {}};
    for (const auto& line : lines) {
      const auto found = line.values.find(name);
      curve.values.push_back({static_cast<double>(line.step), found == line.values.end() ? NAN : found->second});
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

// The panels share the steps, so only the lowest has numbers to them.
void draw_axes(Canvas& canvas, const Panel& panel, bool lowest) {
  const int width = picture_width - left - right, bottom = panel.top + panel_height;
  canvas.write({edge, panel.top - 18.0}, panel.title, 19, ink);
  canvas.write({picture_width - right, panel.top - 18.0}, panel.note, 16, muted, Align::right);
  for (double value = panel.y.low; value <= panel.y.high + 0.5 * panel.y.step; value += panel.y.step) {
    const int y = static_cast<int>(panel.place({panel.x.low, value}).y);
    canvas.rectangle(left, y, width, 1, grid);
    const auto number = panel.percent ? number_text(100 * value, 1) + " %" : number_text(value, panel.y.step);
    canvas.write({left - 10.0, y + 5.0}, number, 16, muted, Align::right);
  }
  for (double value = std::ceil(panel.x.low / panel.x.step) * panel.x.step; value <= panel.x.high;
       value += panel.x.step) {
    const int x = static_cast<int>(panel.place({value, panel.y.low}).x);
    canvas.rectangle(x, bottom, 1, 6, axis);
    if (lowest) canvas.write({x + 0.5, bottom + 24.0}, number_text(value, panel.x.step), 16, muted, Align::centre);
  }
  canvas.rectangle(left, bottom, width, 1, axis);
  if (lowest) canvas.write({left - 26.0, bottom + 24.0}, "step", 16, muted, Align::right);
}

void draw_curves(Canvas& canvas, const Panel& panel) {
  for (const Curve& curve : panel.curves) {
    std::vector<Point> run;  // until the next gap
    const auto draw_run = [&] {
      canvas.curve(run, run.size() == 1 ? 8 : 2.4, curve.colour, curve.dashes());
      run.clear();
    };
    for (const Point value : curve.values) std::isfinite(value.y) ? run.push_back(panel.place(value)) : draw_run();
    draw_run();
  }
}

struct Name {
  double y;
  const Curve* curve;
  double last;
};

// Where each curve ends; pushed apart where curves end close together, and kept beside the panel.
std::vector<Name> place_names(const Panel& panel) {
  std::vector<Name> names;
  for (const Curve& curve : panel.curves)
    for (auto i = curve.values.rbegin(); i != curve.values.rend(); ++i)
      if (std::isfinite(i->y)) {
        names.push_back({panel.place(*i).y, &curve, i->y});
        break;
      }
  std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.y < b.y; });
  const double high = panel.top + 5, low = panel.top + panel_height;
  const double apart = std::min(42.0, (low - high) / std::max(1.0, static_cast<double>(names.size()) - 1));
  for (int round = 0; round < 200; ++round) {
    for (std::size_t i = 1; i < names.size(); ++i)
      if (const double lack = apart - (names[i].y - names[i - 1].y); lack > 0) {
        names[i - 1].y -= lack / 2;
        names[i].y += lack / 2;
      }
    for (Name& name : names) name.y = std::clamp(name.y, high, low);
  }
  return names;
}

// Each curve's name and last value stand where it ends; on a pyramid its level too, behind a piece of its dashes.
void draw_names(Canvas& canvas, const Panel& panel) {
  const double x = picture_width - right + 14;
  const bool levels = std::any_of(panel.curves.begin(), panel.curves.end(), [](const Curve& c) { return c.level > 0; });
  for (const Name& name : place_names(panel)) {
    const Curve& curve = *name.curve;
    const auto value = panel.percent ? number_text(100 * name.last, 0.1) + " %" : number_text(name.last, 0.001);
    canvas.write({x, name.y}, curve.name, 16, curve.colour);
    if (!levels) {
      canvas.write({x, name.y + 17}, value, 16, muted);
      continue;
    }
    const Point piece[] = {{x, name.y + 11.5}, {x + 42, name.y + 11.5}};
    canvas.curve(piece, 2.4, curve.colour, curve.dashes());
    canvas.write({x + 50, name.y + 17}, text("level ", curve.level, ": ", value), 16, muted);
  }
}

Axis loss_axis(const std::vector<Curve>& curves) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Curve& curve : curves)
    for (const Point value : curve.values)
      if (std::isfinite(value.y)) low = std::min(low, value.y), high = std::max(high, value.y);
  return low > high ? Axis{0, 1, 0.25} : axis_around(low, high, 5);
}

}  // namespace

Status draw_losses(const std::filesystem::path& folder, const std::string& title) {
  GANVAS_TRY(const auto lines, read_stats(folder / stats_file));
  if (lines.empty()) return Done{};
  const double last = static_cast<double>(lines.back().step);
  const double first = lines.size() == 1 ? 0 : static_cast<double>(lines.front().step);
  const Axis x{first, std::max(last, first + 1), std::max(1.0, round_step(std::max(last - first, 1.0), 8))};

  auto losses = curves_of(lines, "loss"), rights = curves_of(lines, "right");
  const bool adversarial = std::any_of(rights.begin(), rights.end(), [](const Curve& c) { return c.name != "right"; });
  const Panel panels[] = {{"Loss", "", first_top, x, loss_axis(losses), false, losses},
                          {adversarial ? "The discriminator is right about" : "Read right",
                           adversarial ? "50 %: it guesses" : "",
                           second_top,
                           x,
                           {0, 1, 0.25},
                           true,
                           rights}};

  const std::size_t shown = rights.empty() ? 1 : 2;  // a critic of Wasserstein's is neither right nor wrong
  Canvas canvas(picture_width, shown == 2 ? picture_height : picture_height - (second_top - first_top), paper);
  canvas.write({edge, 56}, title, 34, ink);
  const auto run = std::filesystem::absolute(folder).lexically_normal();
  canvas.write(
      {picture_width - edge, 56},
      text((run.has_filename() ? run : run.parent_path()).filename().string(), ", ", number_text(last, 1), " steps"),
      16, muted, Align::right);
  for (std::size_t i = 0; i < shown; ++i) {
    draw_axes(canvas, panels[i], i + 1 == shown);
    draw_curves(canvas, panels[i]);
    draw_names(canvas, panels[i]);
  }
  return write_file(folder / "losses.png", canvas.png());
}

}  // namespace ganvas::train
