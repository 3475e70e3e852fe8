// Eigen, included the right way; nobody includes Eigen but through here. Emscripten's clang needs three workarounds:
// Eigen takes SSE's presence for x86 (mmintrin.h refuses), its inline assembly for GCC's, and wasm32 for a machine of
// 8 registers (CMakeLists.txt sets that one, as it must hold for every file).
#pragma once

#ifdef __EMSCRIPTEN__
#define __MMINTRIN_H
#include <Eigen/src/Core/util/Macros.h>
#undef EIGEN_COMP_GNUC
#define EIGEN_COMP_GNUC 63
#endif
#include <Eigen/Core>
