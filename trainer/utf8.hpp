// Names that come from the system become texts of JSON files, which hold UTF-8.
#pragma once

#include <string>

#include "shared/rapidjson.hpp"

namespace ganvas::train {

inline bool is_utf8(const std::string& text) {
  rapidjson::StringStream in(text.c_str());
  rapidjson::StringBuffer out;
  while (in.Peek())
    if (!rapidjson::UTF8<>::Validate(in, out)) return false;
  return true;
}

}  // namespace ganvas::train
