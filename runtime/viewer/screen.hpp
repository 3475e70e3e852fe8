// The window, its texture and its pixels: all of GLFW and OpenGL that the viewer needs.
#pragma once

#include <GLFW/glfw3.h>

#include <string>

#include "runtime/viewer/look.hpp"
#include "runtime/viewer/state.hpp"

namespace ganvas::viewer {

inline constexpr int least_width = 640, least_height = 480;  // of a window, before its display's scale

class Screen {
 public:
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  /// Refuses when there is no display, in `fault`. Tells the state how large a texture may be. On a display of small
  /// pixels the window has as many more.
  Screen(int width, int height, bool visible, State& state);
  ~Screen();

  const std::string& fault() const { return fault_; }
  const Fonts& fonts() const { return fonts_; }
  unsigned texture() const { return texture_; }
  bool open() const { return !glfwWindowShouldClose(window_); }
  /// Sleeps until something happens, or a moment has passed.
  void wait() { glfwWaitEventsTimeout(0.1); }

  void set_title(const std::string& title) { glfwSetWindowTitle(window_, title.c_str()); }
  void begin_frame(float& width, float& height);
  void upload(const Images& result, bool smooth);
  void draw();
  Status save(const std::string& file) const;
  void present() { glfwSwapBuffers(window_); }

 private:
  float scale() const;

  GLFWwindow* window_ = nullptr;
  Fonts fonts_;
  unsigned texture_ = 0;
  std::string fault_;
};

}  // namespace ganvas::viewer
