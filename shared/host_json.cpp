#include "shared/host_json.hpp"

#include <algorithm>

#include "shared/json.hpp"

namespace ganvas {

// The table, from malloc. Besides what is no JSON the host refuses what RapidJSON would: bad UTF-8, half a surrogate
// pair, and a key that stands twice.
extern "C" JsonValue* ganvas_parse_json(const char* text, std::size_t size);

const JsonMember* JsonValue::FindMember(std::string_view name) const {
  return std::find_if(GetObject().data(), MemberEnd(), [&](const JsonMember& m) { return view_of(m.name) == name; });
}

Result<JsonDocument> parse_json(std::string_view json, std::string_view where) {
  JsonDocument document(ganvas_parse_json(json.data(), json.size()));
  if (document.is_fault()) return fail(where, ": not valid JSON: ", view_of(document));
  return document;
}

}  // namespace ganvas
