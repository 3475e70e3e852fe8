#include "runtime/viewer/shell.hpp"

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "runtime/viewer/keys.hpp"
#include "runtime/viewer/words.hpp"

namespace ganvas::viewer {
namespace {

bool history_button(const char* sign, ImVec2 size, bool can, const char* says) {
  ImGui::BeginDisabled(!can);
  const bool pressed = ImGui::Button(sign, size);
  ImGui::EndDisabled();
  if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) ImGui::SetTooltip("%s", says);
  return pressed;
}

// A word that shows them all while the pointer is on it.
void key_list() {
  ImGui::TextDisabled("Keys");
  if (!ImGui::IsItemHovered()) return;
  ImGui::BeginTooltip();
  for (const auto& [name, does] : keys()) {
    ImGui::TextUnformatted(name);
    ImGui::SameLine(px(190));
    ImGui::TextDisabled("%s", does);
  }
  ImGui::EndTooltip();
}

}  // namespace

void title_row(State& state, const Fonts& fonts, Placement& placement) {
  const ModelCard& card = state.model->generator.card();
  const bool arrows = can_show("↶↷");
  const char *undo = arrows ? "↶" : "Undo", *redo = arrows ? "↷" : "Redo";
  const float widest = std::max(ImGui::CalcTextSize(undo).x, ImGui::CalcTextSize(redo).x), gap = px(4);
  const ImVec2 size{widest + 2 * ImGui::GetStyle().FramePadding.x, fonts.title->FontSize};
  const float left = right_edge() - 2 * size.x - gap;
  ImGui::PushFont(fonts.title);
  ImGui::TextUnformatted(cut(card.title.empty() ? card.name : card.title, left - px(8)).c_str());
  ImGui::PopFont();
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {ImGui::GetStyle().FramePadding.x, 0});  // as high as the title
  ImGui::SameLine(left);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  placement.undo = static_cast<int>(corner.x + size.x / 2);
  placement.redo = static_cast<int>(corner.x + size.x * 3 / 2 + gap);
  placement.history_y = static_cast<int>(corner.y + size.y / 2);
  if (history_button(undo, size, state.history.can_undo(), "Undo (Ctrl+Z)")) --state.request.steps;
  ImGui::SameLine(0, gap);
  if (history_button(redo, size, state.history.can_redo(), "Redo (Ctrl+Y)")) ++state.request.steps;
  ImGui::PopStyleVar();
}

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
  const bool saved = !state.saved.empty();
  const std::string said = saved ? state.saved : "Drop a weights file here; Ctrl+S saves";
  const float keys_left = right_edge() - ImGui::CalcTextSize("Keys").x;
  const std::string shown = cut(said, keys_left - px(12));
  if (saved)
    ImGui::TextUnformatted(shown.c_str());
  else
    ImGui::TextDisabled("%s", shown.c_str());
  if (shown != said && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", said.c_str());
  ImGui::SameLine(keys_left);
  key_list();
}

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

}  // namespace ganvas::viewer
