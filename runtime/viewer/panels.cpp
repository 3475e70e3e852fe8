#include "runtime/viewer/panels.hpp"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "runtime/viewer/play.hpp"
#include "runtime/viewer/words.hpp"

namespace ganvas::viewer {
namespace {

constexpr float side_width = 380;

float in_float(int value) { return static_cast<float>(value); }

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

void labels_panel(State& state) {
  const int count = state.model->generator.label_count();
  if (count == 0) return;
  heading("Label");
  constexpr float beside = 4;  // the text; the style's own would cut what fits
  const float gap = ImGui::GetStyle().ItemSpacing.x, room = ImGui::GetContentRegionAvail().x + gap;
  float longest = 0;
  for (int label = 0; label < count; ++label)
    longest = std::max(longest, ImGui::CalcTextSize(label_name(*state.model, label).c_str()).x);
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
    if (ImGui::Button(label_name(*state.model, label).c_str(), {width, 0})) state.request.label = label;
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
