// RapidJSON's parser; a page has its browser's (host_json.cpp).
#include <rapidjson/error/en.h>

#include <algorithm>

#include "shared/json.hpp"

namespace ganvas {
namespace {

// Walks with a stack of its own: a text of a million brackets must not overflow ours.
std::string duplicate_key(const JsonValue& root) {
  std::vector<const JsonValue*> open{&root};
  while (!open.empty()) {
    const JsonValue& value = *open.back();
    open.pop_back();
    if (value.IsArray()) {
      for (const JsonValue& item : value.GetArray()) open.push_back(&item);
    } else if (value.IsObject()) {
      std::vector<std::string_view> keys;
      for (const auto& member : value.GetObject()) {
        keys.push_back(view_of(member.name));
        open.push_back(&member.value);
      }
      std::sort(keys.begin(), keys.end());
      auto twice = std::adjacent_find(keys.begin(), keys.end());
      if (twice != keys.end()) return std::string(*twice);
    }
  }
  return {};
}

}  // namespace

Result<JsonDocument> parse_json(std::string_view json, std::string_view where) {
  // Its parser reads texts that end in a zero.
  if (const auto zero = json.find('\0'); zero != json.npos)
    return fail(where, ": not valid JSON at byte ", zero, ": a zero");
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(std::string(json).c_str());
  if (document.HasParseError())
    return fail(where, ": not valid JSON at byte ", document.GetErrorOffset(), ": ",
                rapidjson::GetParseError_En(document.GetParseError()));
  if (auto key = duplicate_key(document); !key.empty()) return fail(where, ": the key '", key, "' stands twice");
  return document;
}

}  // namespace ganvas
