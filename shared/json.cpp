#include "shared/json.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace ganvas {
namespace {

Status in_range(double number, const std::string& where, const Rule& rule) {
  if (std::isfinite(number) && number >= rule.least && number <= rule.most) return Done{};
  if (std::isinf(rule.most)) return fail(where, " is ", number, ", must be at least ", rule.least);
  return fail(where, " is ", number, ", must be between ", rule.least, " and ", rule.most);
}

Status read_whole(const JsonValue& json, const std::string& where, const Rule& rule, long long least, long long most,
                  long long& value) {
  if (!json.IsInt64()) return fail(where, " must be a whole number, found ", to_text(json));
  value = json.GetInt64();
  if (value < least || value > most) return fail(where, " is ", value, ", too large");
  return in_range(static_cast<double>(value), where, rule);
}

template <class Integer>
Status read_integer(const JsonValue& json, const std::string& where, const Rule& rule, Integer& value) {
  using Limits = std::numeric_limits<Integer>;
  long long number = 0;
  GANVAS_CHECK(read_whole(json, where, rule, Limits::min(), Limits::max(), number));
  value = static_cast<Integer>(number);
  return Done{};
}

}  // namespace

// By recursion, which the limit ends.
bool deeper_than(const JsonValue& root, int limit) {
  if (limit < 0) return true;
  if (root.IsArray())
    for (const JsonValue& item : root.GetArray())
      if (deeper_than(item, limit - 1)) return true;
  if (root.IsObject())
    for (const auto& member : root.GetObject())
      if (deeper_than(member.value, limit - 1)) return true;
  return false;
}

std::string to_text(const JsonValue& value) {
  if (value.IsObject()) return "an object";
  if (value.IsArray()) return "a list";
  if (value.IsNull()) return "null";
  if (value.IsBool()) return text(value.GetBool());
  if (value.IsInt64()) return text(value.GetInt64());
  if (value.IsUint64()) return text(value.GetUint64());
  if (value.IsNumber()) return text(value.GetDouble());
  // A text may come from anybody, so a terminal gets none of its control characters.
  std::string shown(view_of(value).substr(0, 80));
  for (char& c : shown)
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  return text("\"", shown, "\"");
}

Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, int& value) {
  return read_integer(json, where, rule, value);
}
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, long& value) {
  return read_integer(json, where, rule, value);
}
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, long long& value) {
  return read_integer(json, where, rule, value);
}
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, double& value) {
  if (!json.IsNumber()) return fail(where, " must be a number, found ", to_text(json));
  GANVAS_CHECK(in_range(json.GetDouble(), where, rule));
  value = json.GetDouble();
  return Done{};
}
Status read_json(const JsonValue& json, const std::string& where, const Rule&, bool& value) {
  if (!json.IsBool()) return fail(where, " must be true or false, found ", to_text(json));
  value = json.GetBool();
  return Done{};
}
Status read_json(const JsonValue& json, const std::string& where, const Rule&, std::string& value) {
  if (!json.IsString()) return fail(where, " must be a text, found ", to_text(json));
  value.assign(json.GetString(), json.GetStringLength());
  return Done{};
}
Status read_json(const JsonValue& json, const std::string& where, const Rule&, [[maybe_unused]] RawJson& value) {
  // RapidJSON writes by recursion, so what is written out again must fit our stack.
  if (deeper_than(json, deepest_raw_json)) return fail(where, " nests deeper than ", deepest_raw_json, " brackets");
#ifdef __EMSCRIPTEN__
  return Done{};  // a page has the card's own text, and RapidJSON's writer would cost it 3 KB
#else
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  json.Accept(writer);
  value.text.assign(buffer.GetString(), buffer.GetSize());
  return Done{};
#endif
}

void write_json(JsonWriter& writer, int value) { writer.Int(value); }
void write_json(JsonWriter& writer, long value) { writer.Int64(value); }
void write_json(JsonWriter& writer, long long value) { writer.Int64(value); }
void write_json(JsonWriter& writer, double value) { writer.Double(value); }
void write_json(JsonWriter& writer, bool value) { writer.Bool(value); }
void write_json(JsonWriter& writer, const std::string& value) {
  writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}
void write_json(JsonWriter& writer, const RawJson& value) {
  rapidjson::Document document;
  document.Parse(value.text.data(), value.text.size());
  document.Accept(writer);
}

Status read_list(const JsonValue& json, const std::string& where, const Rule& rule, ReadInto read,
                 std::size_t item_size, void* (*resize)(void* values, std::size_t n), void* values) {
  if (!json.IsArray()) return fail(where, " must be a list, found ", to_text(json));
  if (json.Size() > longest_list) return fail(where, " has ", json.Size(), " items, must have at most ", longest_list);
  auto* item = static_cast<std::byte*>(resize(values, json.Size()));
  for (unsigned i = 0; i < json.Size(); ++i, item += item_size)
    GANVAS_CHECK(read(json[i], text(where, "[", i, "]"), rule, item));
  return Done{};
}

Result<std::size_t> read_spelling(const JsonValue& json, const std::string& where, std::span<const char* const> names) {
  std::string known;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (json.IsString() && view_of(json) == names[i]) return i;
    known += text(i ? ", " : "", names[i]);
  }
  return fail(where, " is ", to_text(json), ", known are: ", known);
}

ObjectReader::ObjectReader(const JsonValue& object, const std::string& where) : object_(object), where_(where) {
  if (!object_.IsObject()) keep(fail(where_, " must be an object, found ", to_text(object_)));
}
ObjectReader::~ObjectReader() = default;

const JsonValue* ObjectReader::take(const char* key, const Rule& rule) {
  known_.push_back(key);
  if (!object_.IsObject()) return nullptr;
  const auto member = object_.FindMember(key);
  if (member != object_.MemberEnd()) return &member->value;
  if (rule.required) keep(fail(where_, " lacks '", key, "'"));
  return nullptr;
}

void ObjectReader::member(const char* key, const Rule& rule, ReadInto read, void* value) {
  if (const JsonValue* json = take(key, rule)) keep(read(*json, text(where_, ".", key), rule, value));
}

Status ObjectReader::finish() {
  if (object_.IsObject()) {
    for (const auto& member : object_.GetObject()) {
      const auto key = view_of(member.name);
      if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
      std::string known;
      for (const char* name : known_) known += text(known.empty() ? "" : ", ", name);
      keep(fail(where_, " has the unknown key '", key, "', known are: ", known));
    }
  }
  return std::move(first_fault_);
}

void ObjectReader::keep(Status status) {
  if (first_fault_) first_fault_ = std::move(status);
}

}  // namespace ganvas
