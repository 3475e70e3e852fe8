// ganvas-view: a window in which to play with a weights file.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "runtime/tools/options.hpp"
#include "runtime/viewer/dials.hpp"
#include "runtime/viewer/keys.hpp"
#include "runtime/viewer/panels.hpp"
#include "runtime/viewer/play.hpp"
#include "runtime/viewer/screen.hpp"
#include "runtime/walk.hpp"

namespace ganvas::viewer {
namespace {

constexpr int largest_label = 65535;

struct Options {
  std::string model, capture, size = "1200x780";
  std::optional<int> label;
  std::vector<std::string> walk;
  int width = 0, height = 0, smooth = 0;  // 1 smooth, -1 crisp, 0 as the model's pictures want
};

void declare(CLI::App& app, Options& o, Request& request) {
  app.add_option("model", o.model, "the weights file (.safetensors); one can also be dropped on the window");
  app.add_option("--seed", request.seed, "which latent vector")->check(CLI::Range(0LL, largest_seed));
  app.add_option("--label", o.label, "which label, from 0")->check(CLI::Range(0, largest_label));
  runtime::add_truncation(app, request.truncation, largest_truncation);
  runtime::add_walk(app, o.walk);
  app.add_flag("--smooth,!--crisp", o.smooth,
               "let the pixels of the enlarged image run into each other, or stand apart; else coloured ones run");
  app.add_option("--capture", o.capture, "write the window's picture to this PNG file and end, showing nothing");
  app.add_option("--size", o.size, "of the window, WxH pixels, times the display's scale")->capture_default_str();
  app.footer("Keys:\n" + keys_in_lines());
}

bool parse_size(Options& o) {
  char rest = 0;
  return std::sscanf(o.size.c_str(), "%dx%d%c", &o.width, &o.height, &rest) == 2 && o.width >= least_width &&
         o.height >= least_height && o.width <= 8192 && o.height <= 8192;
}

// The command line's label must be one of its file's; without a file it waits for the first that is dropped.
Status take_label(const Options& options, State& state) {
  if (!options.label) return Done{};
  const int count = state.model ? state.model->generator.label_count() : largest_label + 1;
  if (count == 0)
    return fail("--label ", *options.label, ": ", options.model, " takes no labels; leave the option out");
  if (*options.label >= count)
    return fail("--label ", *options.label, " is no label of ", options.model, "; give a number from 0 to ", count - 1);
  state.request.label = *options.label;
  return Done{};
}

// Directions belong to a file, so without one there are none to walk along.
Status take_walk(const Options& options, State& state) {
  if (options.walk.empty()) return Done{};
  if (!state.fault.empty()) return fail(state.fault);  // of the file that was named
  if (!state.model) return fail("--walk ", options.walk[0], ": wants a model; name its file");
  GANVAS_TRY(state.request.walk, runtime::parse_walk(options.walk, state.model->generator.card(), options.model));
  return Done{};
}

void show(Screen& screen, const State& state) {
  screen.upload(state.result, state.request.smooth);
  screen.set_title(std::filesystem::path(state.model->file).filename().string() + " – Ganvas");
}

// For tests, which look and press there.
void tell(const Placement& p) {
  std::printf("image at %d %d scale %g strip from %d to %d at %d sliders %d high ", p.x, p.y,
              static_cast<double>(p.scale), p.strip_left, p.strip_right, p.strip_top, p.sliders);
  std::printf("marked from %d to %d at %d undo at %d redo at %d both at %d\n", p.marked_left, p.marked_right,
              p.marked_y, p.undo, p.redo, p.history_y);
}

Status run(const Options& options, State& state) {
  const bool capturing = !options.capture.empty();
  Screen screen(options.width, options.height, !capturing, state);
  if (!screen.fault().empty()) return fail(screen.fault());
  open_requested(state);
  GANVAS_CHECK(take_label(options, state));
  GANVAS_CHECK(take_walk(options, state));
  if (options.smooth != 0) state.request.smooth = options.smooth > 0;

  std::optional<Request> shown;  // none yet: even the default request is to be drawn
  bool rests = true;             // the hand, so that a drag is one step of the history
  for (int frame = 0; screen.open(); ++frame) {
    if (capturing)
      glfwPollEvents();
    else
      screen.wait();
    if (open_requested(state)) shown.reset();
    if (capturing && !state.fault.empty()) return fail(state.fault);
    follow_hand(state, rests);
    if (state.request != shown) {
      play(state);
      if (state.model) show(screen, state);
      shown = state.request;
    }
    float width = 0, height = 0;
    screen.begin_frame(width, height);
    keyboard(state);
    const Placement placement = window(state, screen.fonts(), screen.texture(), width, height);
    rests = hand_rests();
    screen.draw();
    if (capturing && frame == 3) {  // the first frames settle the layout
      GANVAS_CHECK(screen.save(options.capture));
      if (state.model) tell(placement);
      return Done{};
    }
    screen.present();
  }
  return Done{};
}

}  // namespace
}  // namespace ganvas::viewer

int main(int argc, char** argv) {
  using namespace ganvas::viewer;
  Options options;
  State state;
  CLI::App app("Play with a Ganvas weights file in a window.", "ganvas-view");
  declare(app, options, state.request);
  return ganvas::runtime::run_program(app, argc, argv, [&]() -> ganvas::Status {
    if (!parse_size(options)) return ganvas::fail("--size ", options.size, ": wants WxH, 640x480 to 8192x8192");
    state.request.open = options.model;
    return run(options, state);
  });
}
