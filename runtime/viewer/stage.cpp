#include "runtime/viewer/stage.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>

#include "runtime/viewer/play.hpp"
#include "runtime/viewer/words.hpp"

namespace ganvas::viewer {
namespace {

ImTextureID texture_id(unsigned texture) { return std::bit_cast<ImTextureID>(std::uintptr_t{texture}); }
float in_float(int value) { return static_cast<float>(value); }

// Whole pixels, and of a thin image at least one: Dear ImGui stops the program at a button without a size.
ImVec2 size_at(const Images& result, float scale) {
  return {std::max(1.0f, std::round(in_float(result.width) * scale)),
          std::max(1.0f, std::round(in_float(result.height) * scale))};
}

// One image of the strip, drawn with its corner on a whole pixel, so that each of its pixels is a sharp square. A
// smooth one runs from the middle of its outer pixels: beyond, its neighbours in the texture would shine in.
void draw_image(const State& state, int i, unsigned texture, ImVec2 corner, ImVec2 size) {
  const Images& result = state.result;
  const float inset = state.request.smooth ? 0.5f : 0, width = in_float(result.width), height = in_float(result.height);
  const float across = width * in_float(result.count), left = width * in_float(i);
  ImGui::GetWindowDrawList()->AddImage(texture_id(texture), corner, {corner.x + size.x, corner.y + size.y},
                                       {(left + inset) / across, inset / height},
                                       {(left + width - inset) / across, (height - inset) / height});
}

void frame(ImVec2 corner, ImVec2 size, ImVec4 colour, float thickness) {
  ImGui::GetWindowDrawList()->AddRect({corner.x - thickness, corner.y - thickness},
                                      {corner.x + size.x + thickness, corner.y + size.y + thickness},
                                      ImGui::GetColorU32(colour), px(3), 0, thickness);
}

// Below the large image: the same latent with each label, or the following seeds. A click chooses. Where not all fit,
// it shows those from the chosen one's page. Says where it begins and ends.
void strip(State& state, unsigned texture, ImVec2 corner, float width, float height, Placement& placement) {
  const Images& r = state.result;
  const bool labelled = state.model->generator.label_count() > 0;
  const float gap = px(10), least = px(40);  // between two cells, and of one
  const int cells = std::clamp(static_cast<int>((width + gap) / (least + gap)), 1, r.count);
  const int first = r.chosen / cells * cells, end = std::min(first + cells, r.count);
  const float cell = std::floor((width + gap) / in_float(cells) - gap);
  const ImVec2 shown = size_at(r, std::min({cell / in_float(r.width), height / in_float(r.height), px(3)}));
  const float total = (shown.x + gap) * in_float(end - first) - gap;
  float x = std::floor(corner.x + (width - total) / 2);
  placement.strip_left = static_cast<int>(x);
  placement.strip_right = static_cast<int>(x + total);
  placement.strip_top = static_cast<int>(corner.y);
  for (int i = first; i < end; ++i, x += shown.x + gap) {
    const long long own = r.first + i;  // of what is shown; the request may have moved on in this very frame
    ImGui::SetCursorScreenPos({x, corner.y});
    ImGui::PushID(i);
    if (ImGui::InvisibleButton("image", shown)) {
      if (labelled)
        state.request.label = static_cast<int>(own);
      else
        choose_seed(state.request, own);
    }
    const bool hovered = ImGui::IsItemHovered();
    ImGui::PopID();
    draw_image(state, i, texture, {x, corner.y}, shown);
    if (i == r.chosen || hovered) frame({x, corner.y}, shown, i == r.chosen ? colour::accent : colour::quiet, px(2));
    const std::string name =
        cut(labelled ? label_name(*state.model, static_cast<int>(own)) : std::to_string(own), shown.x + gap - px(2));
    ImGui::GetWindowDrawList()->AddText(
        {std::floor(x + (shown.x - ImGui::CalcTextSize(name.c_str()).x) / 2), corner.y + shown.y + px(8)},
        ImGui::GetColorU32(i == r.chosen ? colour::text : colour::quiet), name.c_str());
  }
}

}  // namespace

Placement stage(State& state, unsigned texture, float width, float height) {
  const Images& r = state.result;
  const float strip_height = std::min(px(84), std::floor(height / 5)), names = px(36);
  const float room = height - strip_height - names - 3 * margin();
  const float fits = std::min((width - 2 * margin()) / in_float(r.width), room / in_float(r.height));
  const float scale = fits < 1 ? fits : std::floor(fits);
  const ImVec2 size = size_at(r, scale);
  const ImVec2 corner{std::floor((width - size.x) / 2), std::floor(margin() + (room - size.y) / 2)};
  frame(corner, size, {1, 1, 1, 0.08f}, px(1));  // below the image, whose pixels stay exact
  draw_image(state, r.chosen, texture, corner, size);
  Placement placement{static_cast<int>(corner.x), static_cast<int>(corner.y), scale};
  strip(state, texture, {margin(), height - strip_height - names}, width - 2 * margin(), strip_height, placement);
  return placement;
}

}  // namespace ganvas::viewer
