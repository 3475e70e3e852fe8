#include "runtime/viewer/look.hpp"

#include <cmath>
#include <filesystem>

namespace ganvas::viewer {
namespace {

float pixel_scale = 1;  // of the one window

void set_colours(ImGuiStyle& style) {
  const auto fade = [](ImVec4 c, float alpha) { return ImVec4(c.x, c.y, c.z, alpha); };
  const auto mix = [](ImVec4 a, ImVec4 b, float t) {
    return ImVec4(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.z + (b.z - a.z) * t, 1);
  };
  ImVec4* c = style.Colors;
  c[ImGuiCol_Text] = colour::text;
  c[ImGuiCol_TextDisabled] = colour::quiet;
  c[ImGuiCol_WindowBg] = colour::ground;
  c[ImGuiCol_ChildBg] = colour::panel;
  c[ImGuiCol_PopupBg] = colour::panel;
  c[ImGuiCol_Border] = fade(colour::quiet, 0.15f);
  c[ImGuiCol_FrameBg] = colour::field;
  c[ImGuiCol_FrameBgHovered] = mix(colour::field, colour::accent, 0.15f);
  c[ImGuiCol_FrameBgActive] = mix(colour::field, colour::accent, 0.25f);
  c[ImGuiCol_SliderGrab] = mix(colour::field, colour::accent, 0.75f);
  c[ImGuiCol_SliderGrabActive] = colour::accent;
  c[ImGuiCol_Button] = colour::field;
  c[ImGuiCol_ButtonHovered] = mix(colour::field, colour::accent, 0.3f);
  c[ImGuiCol_ButtonActive] = mix(colour::field, colour::accent, 0.6f);
  c[ImGuiCol_ScrollbarBg] = fade(colour::panel, 0);
  c[ImGuiCol_ScrollbarGrab] = colour::field;
  c[ImGuiCol_ScrollbarGrabHovered] = mix(colour::field, colour::quiet, 0.3f);
  c[ImGuiCol_ScrollbarGrabActive] = mix(colour::field, colour::quiet, 0.5f);
  c[ImGuiCol_Separator] = fade(colour::quiet, 0.2f);
  c[ImGuiCol_TextSelectedBg] = fade(colour::accent, 0.35f);
}

}  // namespace

float px(float length) { return std::round(length * pixel_scale); }

Fonts set_look(float scale) {
  pixel_scale = scale;
  ImGuiStyle& style = ImGui::GetStyle();
  style.WindowPadding = {0, 0};
  style.FramePadding = {10, 7};
  style.ItemSpacing = {8, 8};
  style.FrameRounding = 6;
  style.GrabRounding = 5;
  style.GrabMinSize = 12;
  style.ChildRounding = 10;
  style.ScrollbarSize = 10;
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 0;
  style.ScaleAllSizes(scale);
  set_colours(style);

  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;  // the window is always laid out the same
  Fonts fonts;
  const char* file = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
  std::error_code error;
  if (std::filesystem::exists(file, error)) {
    static const ImWchar letters[] = {0x20,   0x24F,  0x370,  0x3FF,  0x400, 0x52F,  // Latin, Greek, Cyrillic
                                      0x2010, 0x2027, 0x2190, 0x21FF, 0};            // dashes, arrows
    fonts.plain = io.Fonts->AddFontFromFileTTF(file, px(15), nullptr, letters);
    fonts.title = io.Fonts->AddFontFromFileTTF(file, px(22), nullptr, letters);
    fonts.greek = fonts.plain != nullptr;
  }
  if (!fonts.plain) {
    ImFontConfig config;
    config.SizePixels = px(13);
    fonts.plain = fonts.title = io.Fonts->AddFontDefault(&config);
  }
  return fonts;
}

}  // namespace ganvas::viewer
