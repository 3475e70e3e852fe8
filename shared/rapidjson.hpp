// RapidJSON, included the right way; nobody includes it but through here.
#pragma once

// Its table of 309 powers of ten costs a page 2.2 KB, as random bits do not shrink. A product gives the same numbers up
// to 1e22 and is further from them by a unit in the last place or a few above, where no number of ours lies.
#define RAPIDJSON_POW10_  // the guard of <rapidjson/internal/pow10.h>
#include <rapidjson/rapidjson.h>
RAPIDJSON_NAMESPACE_BEGIN
namespace internal {
inline double Pow10(int n) {
  double power = 1;
  while (n-- > 0) power *= 10;
  return power;
}
}  // namespace internal
RAPIDJSON_NAMESPACE_END

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
