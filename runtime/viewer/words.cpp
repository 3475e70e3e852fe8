#include "runtime/viewer/words.hpp"

#include <imgui.h>
#include <imgui_internal.h>

namespace ganvas::viewer {

bool can_show(const std::string& text) {
  const char *at = text.c_str(), *end = at + text.size();
  while (at < end) {
    unsigned letter = 0;
    at += ImTextCharFromUtf8(&letter, at, end);
    if (letter > 0xFFFF || !ImGui::GetFont()->FindGlyphNoFallback(static_cast<ImWchar>(letter))) return false;
  }
  return true;
}

std::string label_name(const Model& model, int label) {
  const std::string& name = model.generator.card().labels[static_cast<std::size_t>(label)];
  return can_show(name) ? name : text(label, ": ", name);
}

std::string cut(const std::string& text, float width) {
  if (ImGui::CalcTextSize(text.c_str()).x <= width) return text;
  const std::string rest = can_show("…") ? "…" : "...";
  const char* end = text.c_str();
  ImGui::GetFont()->CalcTextSizeA(ImGui::GetFontSize(), width - ImGui::CalcTextSize(rest.c_str()).x, 0, end,
                                  end + text.size(), &end);
  std::string start(text.c_str(), end);
  start.erase(start.find_last_not_of(' ') + 1);
  return start + rest;
}

}  // namespace ganvas::viewer
