// The viewer's colours, spacing and font.
#pragma once

#include <imgui.h>

namespace ganvas::viewer {

namespace colour {
inline const ImVec4 ground{0.075f, 0.082f, 0.098f, 1};  // behind all
inline const ImVec4 panel{0.106f, 0.116f, 0.138f, 1};
inline const ImVec4 field{0.160f, 0.174f, 0.206f, 1};
inline const ImVec4 text{0.890f, 0.905f, 0.930f, 1};
inline const ImVec4 quiet{0.560f, 0.590f, 0.645f, 1};
inline const ImVec4 accent{0.365f, 0.655f, 0.960f, 1};
inline const ImVec4 warning{0.965f, 0.690f, 0.400f, 1};
}  // namespace colour

struct Fonts {
  ImFont* plain = nullptr;
  ImFont* title = nullptr;
  bool greek = false;  // ψ can be shown
};

/// Sets Dear ImGui's style; call it once, before the first frame. `scale` is how many pixels of the window this display
/// wants for one of an ordinary display.
Fonts set_look(float scale);

/// A length on an ordinary display -> whole pixels of the window on this one.
float px(float length);

/// Where the row that is being filled ends.
inline float right_edge() { return ImGui::GetContentRegionMax().x; }

}  // namespace ganvas::viewer
