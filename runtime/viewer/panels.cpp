#include "runtime/viewer/panels.hpp"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>

#include "runtime/viewer/play.hpp"

namespace ganvas::viewer {
namespace {

constexpr float margin = 20;
constexpr float side_width = 380;

ImTextureID texture_id(unsigned texture) { return reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(texture)); }
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
                                      ImGui::GetColorU32(colour), 3, 0, thickness);
}

void heading(const char* text) {
  ImGui::Dummy({0, 6});
  ImGui::TextDisabled("%s", text);
}

// On the present line, ending at the panel's right edge.
void value_at_right(float value, const char* format) {
  char text[16];
  std::snprintf(text, sizeof text, format, static_cast<double>(value));
  ImGui::SameLine(ImGui::GetContentRegionMax().x - ImGui::CalcTextSize(text).x);
  ImGui::TextUnformatted(text);
}

const char* label_name(const State& state, int label) {
  return state.model->generator.card().labels[static_cast<std::size_t>(label)].c_str();
}

// Below the large image: the same latent with each label, or the following seeds. A click chooses. Where not all fit,
// it shows those from the chosen one's page. Says where it begins and ends.
void strip(State& state, unsigned texture, ImVec2 corner, float width, float height, Placement& placement) {
  const Images& r = state.result;
  const bool labelled = state.model->generator.label_count() > 0;
  constexpr float gap = 10, least = 10;  // between two cells, and of one
  const int cells = std::clamp(static_cast<int>((width + gap) / (least + gap)), 1, r.count);
  const int first = r.chosen / cells * cells, end = std::min(first + cells, r.count);
  const float cell = std::floor((width + gap) / in_float(cells) - gap);
  const ImVec2 shown = size_at(r, std::min({cell / in_float(r.width), height / in_float(r.height), 3.0f}));
  const float total = (shown.x + gap) * in_float(end - first) - gap;
  float x = std::floor(corner.x + (width - total) / 2);
  placement.strip_left = static_cast<int>(x);
  placement.strip_right = static_cast<int>(x + total);
  for (int i = first; i < end; ++i, x += shown.x + gap) {
    ImGui::SetCursorScreenPos({x, corner.y});
    ImGui::PushID(i);
    if (ImGui::InvisibleButton("image", shown)) {
      if (labelled)
        state.request.label += i - r.chosen;
      else
        choose_seed(state.request, state.request.seed + i);
    }
    const bool hovered = ImGui::IsItemHovered();
    ImGui::PopID();
    draw_image(state, i, texture, {x, corner.y}, shown);
    if (i == r.chosen || hovered) frame({x, corner.y}, shown, i == r.chosen ? colour::accent : colour::quiet, 2);
    const std::string name =
        labelled ? label_name(state, state.request.label + i - r.chosen) : std::to_string(state.request.seed + i);
    const ImVec2 size = ImGui::CalcTextSize(name.c_str());
    if (size.x <= shown.x + gap)
      ImGui::GetWindowDrawList()->AddText({std::floor(x + (shown.x - size.x) / 2), corner.y + shown.y + 8},
                                          ImGui::GetColorU32(i == r.chosen ? colour::text : colour::quiet),
                                          name.c_str());
  }
}

// The large image at the largest whole scale that fits, or, larger than the room, as small as it must be; the strip
// below it.
Placement stage(State& state, unsigned texture, float width, float height) {
  const Images& r = state.result;
  const float strip_height = std::min(84.0f, height / 5), names = 36;
  const float room = height - strip_height - names - 3 * margin;
  const float fits = std::min((width - 2 * margin) / in_float(r.width), room / in_float(r.height));
  const float scale = fits < 1 ? fits : std::floor(fits);
  const ImVec2 size = size_at(r, scale);
  const ImVec2 corner{std::floor((width - size.x) / 2), std::floor(margin + (room - size.y) / 2)};
  frame(corner, size, {1, 1, 1, 0.08f}, 1);  // below the image, whose pixels stay exact
  draw_image(state, r.chosen, texture, corner, size);
  Placement placement{static_cast<int>(corner.x), static_cast<int>(corner.y), scale};
  strip(state, texture, {margin, height - strip_height - names}, width - 2 * margin, strip_height, placement);
  return placement;
}

void labels_panel(State& state) {
  const int count = state.model->generator.label_count();
  if (count == 0) return;
  heading("Label");
  constexpr float beside = 4;  // the text; the style's own would cut what fits
  const float gap = ImGui::GetStyle().ItemSpacing.x, room = ImGui::GetContentRegionAvail().x + gap;
  float longest = 0;
  for (int label = 0; label < count; ++label)
    longest = std::max(longest, ImGui::CalcTextSize(label_name(state, label)).x);
  const int most = count <= 10 ? 5 : 6;
  const int columns = std::clamp(static_cast<int>(room / (longest + 2 * beside + gap)), 1, most);
  const float width = room / in_float(columns) - gap;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {beside, ImGui::GetStyle().FramePadding.y});
  for (int label = 0; label < count; ++label) {
    if (label % columns) ImGui::SameLine();
    const bool chosen = label == state.request.label;
    if (chosen) {
      for (const ImGuiCol part : {ImGuiCol_Button, ImGuiCol_ButtonHovered, ImGuiCol_ButtonActive})
        ImGui::PushStyleColor(part, colour::accent);
      ImGui::PushStyleColor(ImGuiCol_Text, colour::ground);
    }
    ImGui::PushID(label);
    if (ImGui::Button(label_name(state, label), {width, 0})) state.request.label = label;
    ImGui::PopID();
    if (chosen) ImGui::PopStyleColor(4);
  }
  ImGui::PopStyleVar();
}

void seed_panel(State& state, const Fonts& fonts) {
  Request& request = state.request;
  const float half = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) / 2;
  heading("Seed");
  long long seed = request.seed;
  ImGui::SetNextItemWidth(half);
  if (ImGui::InputScalar("##seed", ImGuiDataType_S64, &seed)) choose_seed(request, seed);
  ImGui::SameLine();
  if (ImGui::Button("Shuffle  (S)", {half, 0})) shuffle(request);
  heading(fonts.greek ? "Truncation ψ" : "Truncation");
  value_at_right(request.truncation, "%.2f");
  ImGui::SetNextItemWidth(-1);
  ImGui::SliderFloat("##truncation", &request.truncation, 0, 1.5f, "");
}

// The first of the model's directions: those with a name come before the principal ones. What waits at a slider's ends
// stands beside it.
void directions_panel(State& state) {
  Request& request = state.request;
  const ModelCard& card = state.model->generator.card();
  const std::size_t count = std::min<std::size_t>(request.walk.size(), 6);
  if (count == 0) return;
  heading("Directions");
  const auto low_of = [](const Direction& d) { return d.low.empty() ? d.name.c_str() : d.low.c_str(); };
  float low = 0, high = 0;
  for (std::size_t i = 0; i < count; ++i) {
    low = std::max(low, ImGui::CalcTextSize(low_of(card.directions[i])).x);
    high = std::max(high, ImGui::CalcTextSize(card.directions[i].high.c_str()).x);
  }
  const float reach = static_cast<float>(card.latent.reach()), gap = 10;
  const float left = ImGui::GetCursorPosX() + low + gap, right = ImGui::GetContentRegionMax().x - high - gap;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {4, 3});
  for (std::size_t i = 0; i < count; ++i) {
    const Direction& direction = card.directions[i];
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(low_of(direction));
    ImGui::SameLine(left);
    ImGui::PushID(static_cast<int>(i));
    ImGui::SetNextItemWidth(right - left);
    ImGui::SliderFloat("##walk", &request.walk[i], -reach, reach, "");
    if (ImGui::IsItemHovered() || ImGui::IsItemActive())
      ImGui::SetTooltip("%s %+.2f", direction.name.c_str(), static_cast<double>(request.walk[i]));
    ImGui::PopID();
    ImGui::SameLine(right + gap);
    ImGui::TextUnformatted(direction.high.c_str());
  }
  ImGui::PopStyleVar();
}

// Fills the panel down to the footer; says how high the sliders' part is.
float latent_panel(State& state, float footer) {
  Request& request = state.request;
  heading("Latent vector z");
  ImGui::SameLine(ImGui::GetContentRegionMax().x - 62);
  if (ImGui::SmallButton("reset")) draw_anew(request);
  const float left_over = ImGui::GetContentRegionAvail().y - footer;
  const float tall = left_over < 80 ? 200 : left_over;  // where less than three rows are left, the panel scrolls
  ImGui::BeginChild("z", {0, tall});
  const float reach = static_cast<float>(state.model->generator.card().latent.reach());
  const float half = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x - 4) / 2;
  const float number = ImGui::CalcTextSize("+0.00").x, slider = half - number - 28 - 12;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {4, 3});
  for (std::size_t k = 0; k < request.z.size(); ++k) {
    // index, slider, value: a value on the slider would hide under its grab
    const float left = k % 2 ? half + ImGui::GetStyle().ItemSpacing.x + 4 : 0;
    if (k % 2) ImGui::SameLine(left);
    ImGui::AlignTextToFramePadding();
    ImGui::TextDisabled("%2d", static_cast<int>(k + 1));
    ImGui::SameLine(left + 28);
    ImGui::PushID(static_cast<int>(k));
    ImGui::SetNextItemWidth(slider);
    ImGui::SliderFloat("##z", &request.z[k], -reach, reach, "");
    ImGui::PopID();
    ImGui::SameLine(left + 28 + slider + 8);
    ImGui::Text("%+.2f", static_cast<double>(request.z[k]));
  }
  ImGui::PopStyleVar();
  ImGui::EndChild();
  return tall;
}

void side(State& state, const Fonts& fonts, Placement& placement) {
  const ModelCard& card = state.model->generator.card();
  ImGui::PushFont(fonts.title);
  ImGui::TextUnformatted(card.title.empty() ? card.name.c_str() : card.title.c_str());
  ImGui::PopFont();
  ImGui::TextDisabled("%s", std::filesystem::path(state.model->file).filename().c_str());
  labels_panel(state);
  seed_panel(state, fonts);
  directions_panel(state);
  const float footer = ImGui::GetTextLineHeightWithSpacing() * 2 + 8;
  placement.sliders = static_cast<int>(latent_panel(state, footer));
  ImGui::Dummy({0, 0});
  ImGui::Text("%.2f ms", state.result.milliseconds);
  ImGui::SameLine();
  ImGui::TextDisabled("for %d images of %d × %d", state.result.count, state.result.width, state.result.height);
  ImGui::SameLine(ImGui::GetContentRegionMax().x - ImGui::CalcTextSize("Smooth").x - 26);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, 0});
  ImGui::Checkbox("Smooth", &state.request.smooth);
  ImGui::PopStyleVar();
  ImGui::TextDisabled("Drop another weights file here to open it");
}

// Without a model, or over it when a file was refused.
void notice(const State& state, const Fonts& fonts, float width, float height) {
  const float box = std::min(560.0f, width - 2 * margin);
  const float y = state.model ? margin : height * 0.38f;
  ImGui::SetCursorScreenPos({std::floor((width - box) / 2), std::floor(y)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {20, 16});
  ImGui::BeginChild("notice", {box, state.fault.empty() ? 96.0f : 150.0f}, false,
                    ImGuiWindowFlags_AlwaysUseWindowPadding);
  ImGui::PushFont(fonts.title);
  ImGui::TextUnformatted(state.fault.empty() ? "Drop a weights file here" : "This file cannot be opened");
  ImGui::PopFont();
  ImGui::PushStyleColor(ImGuiCol_Text, state.fault.empty() ? colour::quiet : colour::warning);
  ImGui::TextWrapped("%s", state.fault.empty() ? "A .safetensors file that ganvas train made, or one from site/models."
                                               : state.fault.c_str());
  ImGui::PopStyleColor();
  ImGui::EndChild();
  ImGui::PopStyleVar();
}

}  // namespace

void keyboard(State& state) {
  if (!state.model || ImGui::GetIO().WantTextInput) return;
  for (int digit = 0; digit < std::min(10, state.model->generator.label_count()); ++digit)
    if (ImGui::IsKeyPressed(GLFW_KEY_0 + digit) || ImGui::IsKeyPressed(GLFW_KEY_KP_0 + digit))
      state.request.label = digit;
  if (ImGui::IsKeyPressed(GLFW_KEY_S) || ImGui::IsKeyPressed(GLFW_KEY_SPACE)) shuffle(state.request);
}

Placement window(State& state, const Fonts& fonts, unsigned texture, float width, float height) {
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize({width, height});
  ImGui::Begin("ganvas", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  Placement placement;
  if (state.model) {
    placement = stage(state, texture, width - side_width - margin, height);
    ImGui::SetCursorScreenPos({width - side_width - margin, margin});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {20, 18});
    ImGui::BeginChild("side", {side_width, height - 2 * margin}, false, ImGuiWindowFlags_AlwaysUseWindowPadding);
    side(state, fonts, placement);
    ImGui::EndChild();
    ImGui::PopStyleVar();
  }
  if (!state.model || !state.fault.empty())
    notice(state, fonts, width - (state.model ? side_width + margin : 0), height);
  ImGui::End();
  return placement;
}

}  // namespace ganvas::viewer
