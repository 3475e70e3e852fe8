#include "runtime/viewer/screen.hpp"

#include <GL/gl.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>

#include <algorithm>
#include <vector>

#include "runtime/tools/picture.hpp"
#include "shared/files.hpp"

namespace ganvas::viewer {
namespace {

std::string last_fault;  // GLFW reports through a plain function
void keep_fault(int, const char* description) { last_fault = description; }

void dropped(GLFWwindow* window, int count, const char** files) {
  if (count > 0) static_cast<State*>(glfwGetWindowUserPointer(window))->request.open = files[0];
}

}  // namespace

Screen::Screen(int width, int height, bool visible, State& state) {
  glfwSetErrorCallback(keep_fault);
  if (glfwInit()) {
    glfwWindowHint(GLFW_VISIBLE, visible);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    window_ = glfwCreateWindow(width, height, "Ganvas", nullptr, nullptr);
  }
  if (!window_) {
    fault_ = text("cannot open a window: ", last_fault, "; it needs a display with OpenGL (without one: xvfb-run -a)");
    return;
  }
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(visible);
  glfwSetWindowUserPointer(window_, &state);
  glfwSetDropCallback(window_, dropped);
  ImGui::CreateContext();
  fonts_ = set_look(scale());
  glfwSetWindowSizeLimits(window_, static_cast<int>(px(least_width)), static_cast<int>(px(least_height)),
                          GLFW_DONT_CARE, GLFW_DONT_CARE);
  ImGui_ImplGlfw_InitForOpenGL(window_, true);
  ImGui_ImplOpenGL3_Init("#version 130");
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &state.largest_texture);
  glGenTextures(1, &texture_);
}

Screen::~Screen() {
  if (window_) {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
  }
  glfwTerminate();
}

// Where the window counts in larger units than pixels, the display's scale is in these units already.
float Screen::scale() const {
  float scale = 1;
  int units = 1, pixels = 1;
  glfwGetWindowContentScale(window_, &scale, nullptr);
  glfwGetWindowSize(window_, &units, nullptr);
  glfwGetFramebufferSize(window_, &pixels, nullptr);
  return std::clamp(scale * static_cast<float>(units) / static_cast<float>(std::max(1, pixels)), 0.5f, 4.0f);
}

void Screen::begin_frame(float& width, float& height) {
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
  width = ImGui::GetIO().DisplaySize.x;
  height = ImGui::GetIO().DisplaySize.y;
}

void Screen::upload(const Images& result, bool smooth) {
  glBindTexture(GL_TEXTURE_2D, texture_);
  for (const GLint filter : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER})
    glTexParameteri(GL_TEXTURE_2D, static_cast<GLenum>(filter), smooth ? GL_LINEAR : GL_NEAREST);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGB, result.count * result.width, result.height, 0, GL_RGB, GL_UNSIGNED_BYTE,
               result.rgb.data());
}

void Screen::draw() {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  glViewport(0, 0, width, height);
  glClearColor(colour::ground.x, colour::ground.y, colour::ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui::Render();
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

Status Screen::save(const std::string& file) const {
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  const std::size_t row = static_cast<std::size_t>(width) * 3;
  std::vector<std::uint8_t> pixels(row * static_cast<std::size_t>(height)), upright(pixels.size());
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y)  // OpenGL's first row is the lowest
    std::copy_n(pixels.data() + (static_cast<std::size_t>(height) - 1 - y) * row, row, upright.data() + y * row);
  return write_file(file, runtime::to_png(upright, width, height, 3));
}

}  // namespace ganvas::viewer
