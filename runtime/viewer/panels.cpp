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

float side_width() { return px(380); }

float in_float(int value) { return static_cast<float>(value); }
float right_edge() { return ImGui::GetContentRegionMax().x; }

void heading(const char* text) {
  ImGui::Dummy({0, px(4)});
  ImGui::TextDisabled("%s", text);
}

// Dear ImGui's own field for typing a number into a slider takes any, and opens empty where no number is on the slider.
void slider(const char* name, float width, float& value, float low, float high) {
  ImGui::SetNextItemWidth(width);
  ImGui::SliderFloat(name, &value, low, high, "", ImGuiSliderFlags_NoInput);
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

void seed_panel(State& state, const Fonts& fonts) {
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
  slider("##truncation", room - gap - number, request.truncation, 0, 1.5f);
  ImGui::SameLine(right_edge() - number);
  ImGui::Text("%.2f", static_cast<double>(request.truncation));
  ImGui::PopStyleVar();
}

// The first of the model's directions: those with a name come before the principal ones. What waits at a slider's ends
// stands beside it.
void directions_panel(State& state) {
  Request& request = state.request;
  const ModelCard& card = state.model->generator.card();
  const std::size_t count = std::min<std::size_t>(request.walk.size(), 6);
  if (count == 0) return;
  heading("Directions");
  const float longest = ImGui::GetContentRegionAvail().x / 3;  // so that there is room for the slider
  const auto low_of = [longest](const Direction& d) { return cut(d.low.empty() ? d.name : d.low, longest); };
  float low = 0, high = 0;
  for (std::size_t i = 0; i < count; ++i) {
    low = std::max(low, ImGui::CalcTextSize(low_of(card.directions[i]).c_str()).x);
    high = std::max(high, ImGui::CalcTextSize(cut(card.directions[i].high, longest).c_str()).x);
  }
  const float reach = static_cast<float>(card.latent.reach()), gap = px(10);
  const float left = ImGui::GetCursorPosX() + low + gap, right = right_edge() - high - gap;
  for (std::size_t i = 0; i < count; ++i) {
    const Direction& direction = card.directions[i];
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(low_of(direction).c_str());
    ImGui::SameLine(left);
    ImGui::PushID(static_cast<int>(i));
    slider("##walk", right - left, request.walk[i], -reach, reach);
    if (ImGui::IsItemHovered() || ImGui::IsItemActive())
      ImGui::SetTooltip("%s %+.2f", direction.name.c_str(), static_cast<double>(request.walk[i]));
    ImGui::PopID();
    ImGui::SameLine(right + gap);
    ImGui::TextUnformatted(cut(direction.high, longest).c_str());
  }
}

void latent_sliders(State& state) {
  Request& request = state.request;
  const float reach = static_cast<float>(state.model->generator.card().latent.reach()), gap = px(12);
  const float half = (ImGui::GetContentRegionAvail().x - gap) / 2;
  // index, slider, value: a value on the slider would hide under its grab
  const float number = ImGui::CalcTextSize("+0.00").x, index = px(28), slider_width = half - index - px(8) - number;
  for (std::size_t k = 0; k < request.z.size(); ++k) {
    const float left = k % 2 ? half + gap : 0;
    if (k % 2) ImGui::SameLine(left);
    ImGui::AlignTextToFramePadding();
    ImGui::TextDisabled("%2d", static_cast<int>(k + 1));
    ImGui::SameLine(left + index);
    ImGui::PushID(static_cast<int>(k));
    slider("##z", slider_width, request.z[k], -reach, reach);
    ImGui::PopID();
    ImGui::SameLine(left + half - number);
    ImGui::Text("%+.2f", static_cast<double>(request.z[k]));
  }
}

// Fills the panel, and scrolls in itself; where fewer than four rows are left it takes all of its height, and the panel
// scrolls. Says how high it is.
float latent_panel(State& state) {
  heading("Latent vector z");
  ImGui::SameLine(right_edge() - ImGui::CalcTextSize("reset").x - 2 * ImGui::GetStyle().FramePadding.x);
  if (ImGui::SmallButton("reset")) draw_anew(state.request);
  const float left_over = ImGui::GetContentRegionAvail().y, top = ImGui::GetCursorPosY();
  if (left_over < 4 * ImGui::GetFrameHeightWithSpacing()) {
    latent_sliders(state);
    return ImGui::GetCursorPosY() - top;
  }
  begin_scrolling("z", left_over);
  latent_sliders(state);
  ImGui::EndChild();
  return left_over;
}

// Always in sight, below what scrolls.
void footer(State& state) {
  const Images& result = state.result;
  const float box = ImGui::GetFontSize() + ImGui::GetStyle().ItemInnerSpacing.x + ImGui::CalcTextSize("Smooth").x;
  char time[32];
  std::snprintf(time, sizeof time, "%.2f ms", result.milliseconds);
  ImGui::TextUnformatted(time);
  ImGui::SameLine();
  const std::string images = text("for ", result.count, " images of ", result.width, " × ", result.height);
  ImGui::TextDisabled("%s", cut(images, right_edge() - ImGui::GetCursorPosX() - box - px(8)).c_str());
  ImGui::SameLine(right_edge() - box);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, 0});
  ImGui::Checkbox("Smooth", &state.request.smooth);
  ImGui::PopStyleVar();
  if (state.saved.empty()) return ImGui::TextDisabled("Drop a weights file here; Ctrl+S saves the image");
  ImGui::TextUnformatted(cut(state.saved, ImGui::GetContentRegionAvail().x).c_str());
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", state.saved.c_str());
}

void side(State& state, const Fonts& fonts, Placement& placement) {
  const ModelCard& card = state.model->generator.card();
  const float below = 2 * ImGui::GetTextLineHeightWithSpacing() + px(4);
  begin_scrolling("controls", -below);
  ImGui::PushFont(fonts.title);
  ImGui::TextUnformatted(cut(card.title.empty() ? card.name : card.title, right_edge()).c_str());
  ImGui::PopFont();
  ImGui::TextDisabled("%s", cut(std::filesystem::path(state.model->file).filename().string(), right_edge()).c_str());
  labels_panel(state);
  seed_panel(state, fonts);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {px(4), px(3)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(8), px(5)});
  directions_panel(state);
  placement.sliders = static_cast<int>(latent_panel(state));
  ImGui::PopStyleVar(2);
  ImGui::EndChild();
  footer(state);
}

// Without a model, or over it when something was refused: as large as its words, until Esc or a click.
void notice(State& state, const Fonts& fonts, float middle, float width, float height) {
  const bool refused = !state.fault.empty();
  const ImVec2 padding{px(20), px(16)};
  const float box = std::min(px(560), width - 2 * margin());
  const std::string said =
      refused ? state.fault : "A .safetensors file that ganvas train made, or one from site/models.";
  const float lines = ImGui::CalcTextSize(said.c_str(), nullptr, false, box - 2 * padding.x).y;
  const float below = refused ? ImGui::GetTextLineHeightWithSpacing() : 0;
  const float tall = lines + below + fonts.title->FontSize + ImGui::GetStyle().ItemSpacing.y + 2 * padding.y;
  ImGui::SetCursorScreenPos(
      {std::max(margin(), std::floor(middle - box / 2)), std::floor(state.model ? margin() : height * 0.38f)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, padding);
  ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::field);  // it may lie over the panel
  ImGui::BeginChild("notice", {box, std::min(tall, height - 2 * margin())}, false,
                    ImGuiWindowFlags_AlwaysUseWindowPadding);
  ImGui::PushFont(fonts.title);
  ImGui::TextUnformatted(refused ? "That did not work" : "Drop a weights file here");
  ImGui::PopFont();
  ImGui::PushStyleColor(ImGuiCol_Text, refused ? colour::warning : colour::quiet);
  ImGui::TextWrapped("%s", said.c_str());
  ImGui::PopStyleColor();
  if (refused) ImGui::TextDisabled("Esc or a click takes this away");
  ImGui::EndChild();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
  if (ImGui::IsKeyPressed(GLFW_KEY_ESCAPE) || ImGui::IsMouseClicked(ImGuiMouseButton_Left)) state.fault.clear();
}

}  // namespace

void keyboard(State& state) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!state.model || io.WantTextInput) return;
  if ((io.KeyCtrl || io.KeySuper) && ImGui::IsKeyPressed(GLFW_KEY_S, false)) save_picture(state);
  if (io.KeyCtrl || io.KeySuper || io.KeyAlt) return;  // what the desktop or a habit means by them is not this
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
