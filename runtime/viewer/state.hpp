// All that the viewer knows, in one place. Panels edit the request; only `play` turns a request into images.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/generator.hpp"
#include "runtime/viewer/history.hpp"

namespace ganvas::viewer {

/// What the person asks for.
struct Request : Choices {
  std::string open;        // a file to load before the next image; empty: none
  bool new_latent = true;  // z is to be drawn from the seed
  int steps = 0;           // to go in the history: -1 undo, 1 redo
  bool smooth = false;     // the pixels of an enlarged image run into each other

  bool operator==(const Request&) const = default;
};

struct Model {
  std::string file;
  runtime::Generator generator;
  runtime::Workspace workspace;
};

/// Of the window's sliders (dials.hpp), the one that is marked at first: below ψ.
inline constexpr int first_dial = 1;

/// What is shown: the same latent with each label, or, without labels, the seeds from this one on.
struct Images {
  int count = 0, width = 0, height = 0;
  std::vector<std::uint8_t> rgb;  // [height, count·width, 3]: the images side by side
  long long first = 0;            // the label of the first or, without labels, its seed
  int chosen = 0;                 // the one shown large
  double milliseconds = 0;
};

struct State {
  Request request;
  History history;
  int marked = first_dial;      // the dial that the arrow keys turn: the last that was used
  bool mark_is_sought = false;  // by a key: the panel is to scroll there
  std::optional<Model> model;
  Images result;
  std::string fault;        // why a file was not opened or saved, until another is or a person has seen it
  std::string saved;        // where the image that is shown was saved; empty: nowhere
  int largest_texture = 0;  // pixels a side, as the open window's OpenGL allows
};

}  // namespace ganvas::viewer
