#include "runtime/viewer/keys.hpp"

#include <GLFW/glfw3.h>
#include <imgui.h>

#include <algorithm>
#include <iomanip>
#include <sstream>

#include "runtime/viewer/dials.hpp"
#include "runtime/viewer/play.hpp"

namespace ganvas::viewer {
namespace {

constexpr Key all_keys[] = {
    {"0 to 9", "choose a label"},
    {"S, Space", "shuffle"},
    {"Shift+S", "shuffle the label, too"},
    {"Left, Right", "turn the marked slider"},
    {"Up, Down", "mark another one"},
    {"R, Home", "reset: the seed's own picture"},
    {"Ctrl+Z", "undo"},
    {"Ctrl+Y, Ctrl+Shift+Z", "redo"},
    {"Ctrl+S", "save the picture"},
};

// GLFW calls a key by the letter that it has on an American keyboard, where Z and Y are not what they are on a German
// one. Without Latin letters on the keys it's that place.
int letter(char wanted) {
  for (int key = GLFW_KEY_A; key <= GLFW_KEY_Z; ++key) {
    const char* name = glfwGetKeyName(key, 0);
    if (name && name[0] == wanted && name[1] == 0) return key;
  }
  return GLFW_KEY_A + (wanted - 'a');
}

bool pressed_once(int key) { return ImGui::IsKeyPressed(key, false); }

// How often a held key repeats does not hang on how fast frames are.
int presses(int key) {
  const ImGuiIO& io = ImGui::GetIO();
  return ImGui::GetKeyPressedAmount(key, io.KeyRepeatDelay, io.KeyRepeatRate);
}

void commands(State& state) {
  if (pressed_once(letter('s'))) save_picture(state);
  const bool z = pressed_once(letter('z')), shift = ImGui::GetIO().KeyShift;
  if (z && !shift) --state.request.steps;
  if ((z && shift) || pressed_once(letter('y'))) ++state.request.steps;
}

void arrows(State& state) {
  const int further = presses(GLFW_KEY_DOWN) - presses(GLFW_KEY_UP);
  const int steps = presses(GLFW_KEY_RIGHT) - presses(GLFW_KEY_LEFT);
  if (further != 0) mark_another(state, further);
  if (steps != 0) turn(dial(state, state.marked), steps);
  if (further != 0 || steps != 0) state.mark_is_sought = true;
}

}  // namespace

std::span<const Key> keys() { return all_keys; }

std::string keys_in_lines() {
  std::ostringstream lines;
  lines << std::left;
  for (const auto& [name, does] : all_keys) lines << "  " << std::setw(22) << name << does << '\n';
  return lines.str();
}

void keyboard(State& state) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!state.model || io.WantTextInput) return;
  if (io.KeyCtrl || io.KeySuper) commands(state);
  if (io.KeyCtrl || io.KeySuper || io.KeyAlt) return;  // what the desktop or a habit means by them is not this
  for (int digit = 0; digit < std::min(10, state.model->generator.label_count()); ++digit)
    if (ImGui::IsKeyPressed(GLFW_KEY_0 + digit) || ImGui::IsKeyPressed(GLFW_KEY_KP_0 + digit))
      state.request.label = digit;
  if (ImGui::IsKeyPressed(letter('s')) && io.KeyShift) shuffle_label(state);
  if (ImGui::IsKeyPressed(letter('s')) || ImGui::IsKeyPressed(GLFW_KEY_SPACE)) shuffle(state.request);
  if (pressed_once(letter('r')) || pressed_once(GLFW_KEY_HOME)) draw_anew(state.request);
  arrows(state);
}

bool hand_rests() {
  return !ImGui::IsAnyItemActive() && !ImGui::IsKeyDown(GLFW_KEY_LEFT) && !ImGui::IsKeyDown(GLFW_KEY_RIGHT);
}

}  // namespace ganvas::viewer
