#include "runtime/viewer/panels.hpp"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "runtime/viewer/dials.hpp"
#include "runtime/viewer/play.hpp"
#include "runtime/viewer/shell.hpp"
#include "runtime/viewer/words.hpp"

namespace ganvas::viewer {
namespace {

float side_width() { return px(380); }

float in_float(int value) { return static_cast<float>(value); }

void heading(const char* text) {
  ImGui::Dummy({0, px(4)});
  ImGui::TextDisabled("%s", text);
}

// The one that the arrow keys turn stands in a frame, and in sight once a key was pressed.
void mark(State& state, Placement& placement) {
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  ImGui::GetWindowDrawList()->AddRect(low, high, ImGui::GetColorU32(colour::accent), ImGui::GetStyle().FrameRounding);
  placement.marked_left = static_cast<int>(low.x);
  placement.marked_right = static_cast<int>(high.x);
  placement.marked_y = static_cast<int>((low.y + high.y) / 2);
  if (state.mark_is_sought) ImGui::ScrollToBringRectIntoView(ImGui::GetCurrentWindow(), ImRect(low, high));
  state.mark_is_sought = false;
}

// Dear ImGui's own field for typing a number into a slider takes any, and opens empty where no number is on the slider.
Dial slider(State& state, int which, float width, Placement& placement) {
  const Dial d = dial(state, which);
  ImGui::PushID(which);
  ImGui::SetNextItemWidth(width);
  ImGui::SliderFloat("##dial", &d.value, d.low, d.high, "", ImGuiSliderFlags_NoInput);
  ImGui::PopID();
  if (ImGui::IsItemActivated()) state.marked = which;
  if (which == state.marked) mark(state, placement);
  return d;
}

// A part that scrolls where it is higher than its room; the scrollbar stands right of what it holds.
void begin_scrolling(const char* name, float height) {
  const float width = ImGui::GetContentRegionAvail().x;
  ImGui::SetNextWindowContentSize({width, 0});
  ImGui::BeginChild(name, {width + ImGui::GetStyle().ScrollbarSize, height});
}

void labels_panel(State& state) {
  const int count = state.model->generator.label_count();
  if (count == 0) return;
  heading("Label");
  const float beside = px(4);  // the text; the style's own would cut what fits
  const float gap = ImGui::GetStyle().ItemSpacing.x, room = ImGui::GetContentRegionAvail().x + gap;
  float longest = 0;
  for (int label = 0; label < count; ++label)
    longest = std::max(longest, ImGui::CalcTextSize(label_name(*state.model, label).c_str()).x);
  const int most = count <= 10 ? 5 : 6;
  const int columns = std::clamp(static_cast<int>(room / (longest + 2 * beside + gap)), 2, most);
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
    const std::string name = cut(label_name(*state.model, label), width - 2 * beside);
    if (ImGui::Button(name.c_str(), {width, 0})) state.request.label = label;
    ImGui::PopID();
    if (chosen) ImGui::PopStyleColor(4);
    if (ImGui::IsItemHovered() && name != label_name(*state.model, label))
      ImGui::SetTooltip("%s", label_name(*state.model, label).c_str());
  }
  ImGui::PopStyleVar();
}

// The name of a row before what it sets, which begins at `left`.
void row(const char* name, float left) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", name);
  ImGui::SameLine(left);
}

void seed_panel(State& state, const Fonts& fonts, Placement& placement) {
  Request& request = state.request;
  const char* truncation = fonts.greek ? "Truncation ψ" : "Truncation";
  const float gap = ImGui::GetStyle().ItemSpacing.x, left = ImGui::CalcTextSize(truncation).x + px(12);
  const float room = right_edge() - left, shuffle_width = px(112);
  ImGui::Dummy({0, px(4)});
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {px(10), px(5)});
  row("Seed", left);
  long long seed = request.seed;
  ImGui::SetNextItemWidth(room - gap - shuffle_width);
  if (ImGui::InputScalar("##seed", ImGuiDataType_S64, &seed)) choose_seed(request, seed);
  ImGui::SameLine();
  if (ImGui::Button("Shuffle  (S)", {shuffle_width, 0})) shuffle(request);
  row(truncation, left);
  const float number = ImGui::CalcTextSize("0.00").x;
  slider(state, truncation_dial, room - gap - number, placement);
  ImGui::SameLine(right_edge() - number);
  ImGui::Text("%.2f", static_cast<double>(request.truncation));
  ImGui::PopStyleVar();
}

// The first of the model's directions: those with a name come before the principal ones. What waits at a slider's ends
// stands beside it.
void directions_panel(State& state, Placement& placement) {
  const ModelCard& card = state.model->generator.card();
  const int count = direction_dials(state);
  if (count == 0) return;
  heading("Directions");
  const float longest = ImGui::GetContentRegionAvail().x / 3;  // so that there is room for the slider
  const auto low_of = [longest](const Direction& d) { return cut(d.low.empty() ? d.name : d.low, longest); };
  float low = 0, high = 0;
  for (const Direction& direction : std::span(card.directions).first(static_cast<std::size_t>(count))) {
    low = std::max(low, ImGui::CalcTextSize(low_of(direction).c_str()).x);
    high = std::max(high, ImGui::CalcTextSize(cut(direction.high, longest).c_str()).x);
  }
  const float gap = px(10);
  const float left = ImGui::GetCursorPosX() + low + gap, right = right_edge() - high - gap;
  for (int i = 0; i < count; ++i) {
    const Direction& direction = card.directions[static_cast<std::size_t>(i)];
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(low_of(direction).c_str());
    ImGui::SameLine(left);
    const Dial walk = slider(state, first_direction_dial + i, right - left, placement);
    if (ImGui::IsItemHovered() || ImGui::IsItemActive())
      ImGui::SetTooltip("%s %+.2f", direction.name.c_str(), static_cast<double>(walk.value));
    ImGui::SameLine(right + gap);
    ImGui::TextUnformatted(cut(direction.high, longest).c_str());
  }
}

void latent_sliders(State& state, Placement& placement) {
  const float gap = px(12);
  const float half = (ImGui::GetContentRegionAvail().x - gap) / 2;
  // index, slider, value: a value on the slider would hide under its grab
  const float number = ImGui::CalcTextSize("+0.00").x, index = px(28), slider_width = half - index - px(8) - number;
  const int first = first_latent_dial(state), count = dial_count(state) - first;
  for (int k = 0; k < count; ++k) {
    const float left = k % 2 ? half + gap : 0;
    if (k % 2) ImGui::SameLine(left);
    ImGui::AlignTextToFramePadding();
    ImGui::TextDisabled("%2d", k + 1);
    ImGui::SameLine(left + index);
    const Dial z = slider(state, first + k, slider_width, placement);
    ImGui::SameLine(left + half - number);
    ImGui::Text("%+.2f", static_cast<double>(z.value));
  }
}

// Fills the panel, and scrolls in itself; where fewer than four rows are left it takes all of its height, and the panel
// scrolls. Says how high it is.
float latent_panel(State& state, Placement& placement) {
  heading("Latent vector z");
  const char* reset = "Reset  (R)";
  ImGui::SameLine(right_edge() - ImGui::CalcTextSize(reset).x - 2 * ImGui::GetStyle().FramePadding.x);
  if (ImGui::SmallButton(reset)) draw_anew(state.request);
  const float left_over = ImGui::GetContentRegionAvail().y, top = ImGui::GetCursorPosY();
  if (left_over < 4 * ImGui::GetFrameHeightWithSpacing()) {
    latent_sliders(state, placement);
    return ImGui::GetCursorPosY() - top;
  }
  begin_scrolling("z", left_over);
  latent_sliders(state, placement);
  ImGui::EndChild();
  return left_over;
}

void side(State& state, const Fonts& fonts, Placement& placement) {
  const float below = 2 * ImGui::GetTextLineHeightWithSpacing() + px(4);
  begin_scrolling("controls", -below);
  title_row(state, fonts, placement);
  ImGui::TextDisabled("%s", cut(std::filesystem::path(state.model->file).filename().string(), right_edge()).c_str());
  labels_panel(state);
  seed_panel(state, fonts, placement);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {px(4), px(3)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(5)});
  directions_panel(state, placement);
  placement.sliders = static_cast<int>(latent_panel(state, placement));
  ImGui::PopStyleVar(2);
  ImGui::EndChild();
  footer(state);
}

}  // namespace

Placement window(State& state, const Fonts& fonts, unsigned texture, float width, float height) {
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize({width, height});
  ImGui::Begin("ganvas", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  Placement placement;
  const float left = width - (state.model ? side_width() + margin() : 0);
  if (state.model) {
    placement = stage(state, texture, left, height);
    ImGui::SetCursorScreenPos({left, margin()});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(20), px(18)});
    ImGui::BeginChild("side", {side_width(), height - 2 * margin()}, false, ImGuiWindowFlags_AlwaysUseWindowPadding);
    side(state, fonts, placement);
    ImGui::EndChild();
    ImGui::PopStyleVar();
  }
  if (!state.model || !state.fault.empty()) notice(state, fonts, left / 2, width, height);
  ImGui::End();
  return placement;
}

}  // namespace ganvas::viewer
