#include "runtime/trace.hpp"

#ifndef __EMSCRIPTEN__
#include <chrono>
#endif

namespace ganvas::runtime {
namespace {

#ifdef __EMSCRIPTEN__
extern "C" double ganvas_now();  // web/module.js: performance.now()
double now() { return ganvas_now(); }
#else
double now() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
#endif

}  // namespace

double milliseconds_of(void (*work)(const void* context), const void* context) {
  for (int repeats = 1;; repeats *= 2) {
    const double start = now();
    for (int i = 0; i < repeats; ++i) work(context);
    const double milliseconds = now() - start;
    if (milliseconds >= 3 || repeats >= 1 << 20) return milliseconds / repeats;
  }
}

}  // namespace ganvas::runtime
