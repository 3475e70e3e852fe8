// All that the viewer knows, in one place. Panels edit the request; only `play` turns a request into images.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/generator.hpp"

namespace ganvas::viewer {

/// What the person asks for.
struct Request {
  std::string open;  // a file to load before the next image; empty: none
  long long seed = 0;
  int label = 0;
  float truncation = 1;     // ψ: z is multiplied by it
  std::vector<float> z;     // as the sliders show it, before the walk and ψ
  std::vector<float> walk;  // how far along each of the model's directions
  bool new_latent = true;   // z is to be drawn from the seed
  bool smooth = false;      // the pixels of an enlarged image run into each other

  bool operator==(const Request&) const = default;
};

struct Model {
  std::string file;
  runtime::Generator generator;
  runtime::Workspace workspace;
};

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
  std::optional<Model> model;
  Images result;
  std::string fault;        // why a file was not opened or saved, until another is or a person has seen it
  std::string saved;        // where the image that is shown was saved; empty: nowhere
  int largest_texture = 0;  // pixels a side, as the open window's OpenGL allows
};

}  // namespace ganvas::viewer
