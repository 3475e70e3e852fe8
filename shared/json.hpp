// JSON ⇄ typed values. A type lists its members once, in a function `describe(visitor, value)`; the reader, the writer
// and whoever else walks a description derive from that one list:
//
//     template <class V> void describe(V& visit, Linear& layer) {
//       visit("in_features", layer.in_features, at_least(1));
//       visit("bias", layer.bias, optional);
//     }
#pragma once

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "shared/result.hpp"

namespace ganvas {

/// What a member must fulfil. A missing optional member keeps the value that the type gives it.
struct Rule {
  bool required = true;
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  const char* meaning = "";  // its unit and its reason, for the help text
};
inline constexpr Rule any{};
inline constexpr Rule optional{.required = false};
constexpr Rule at_least(double least) { return {.least = least}; }
constexpr Rule between(double least, double most) { return {.least = least, .most = most}; }
constexpr Rule optional_between(double least, double most, const char* meaning = "") {
  return {.required = false, .least = least, .most = most, .meaning = meaning};
}

inline constexpr int deepest_raw_json = 100;

/// JSON that is carried along unread (a recipe inside a model card).
struct RawJson {
  std::string text = "null";
  bool operator==(const RawJson&) const = default;
};

using JsonValue = rapidjson::Value;
using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

/// Parses a whole text. Refuses invalid UTF-8, trailing text and duplicate keys (a second "weights" is an attack or a
/// mistake); deep nesting costs heap, never stack. `where` opens the message.
Result<rapidjson::Document> parse_json(std::string_view json, std::string_view where);

/// Whether its brackets stand deeper than `limit`.
bool deeper_than(const JsonValue& root, int limit);

/// One value as compact text.
std::string to_text(const JsonValue& value);

Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, int& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, long& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, long long& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, double& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, bool& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, std::string& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, RawJson& value);

// Lists are declared before their first use, as their elements may be numbers, for which no namespace is searched.
template <class T>
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, std::vector<T>& values);
template <class T>
void write_json(JsonWriter& writer, const std::vector<T>& values);
/// A member that may be absent: read where it stands, written where it has a value.
template <class T>
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, std::optional<T>& value);

void write_json(JsonWriter& writer, int value);
void write_json(JsonWriter& writer, long value);
void write_json(JsonWriter& writer, long long value);
void write_json(JsonWriter& writer, double value);
void write_json(JsonWriter& writer, bool value);
void write_json(JsonWriter& writer, const std::string& value);
void write_json(JsonWriter& writer, const RawJson& value);

/// Reads an object's members, each once; the first fault is kept, and `finish` also refuses the keys nobody asked for.
class ObjectReader {
 public:
  ObjectReader(const JsonValue& object, std::string where);

  template <class T>
  void operator()(const char* key, T& value, const Rule& rule = any);
  /// For members that decide how others are read ("type"): taken, and handed over as they are.
  const JsonValue* take(const char* key, const Rule& rule);
  Status finish();

 private:
  void keep(const std::string& message);

  const JsonValue& object_;
  std::string where_;
  std::string first_fault_;
  std::vector<std::string> known_;
};

class ObjectWriter {
 public:
  explicit ObjectWriter(JsonWriter& writer) : writer_(writer) { writer_.StartObject(); }
  template <class T>
  void operator()(const char* key, const T& value, const Rule& = any);
  template <class T>
  void operator()(const char* key, const std::optional<T>& value, const Rule& = any);
  void finish() { writer_.EndObject(); }

 private:
  JsonWriter& writer_;
};

template <class T>
concept HasDescription = requires(ObjectReader& reader, T& value) {
  describe(reader, value);
};

template <HasDescription T>
Status read_json(const JsonValue& json, const std::string& where, const Rule&, T& value) {
  ObjectReader reader(json, where);
  describe(reader, value);
  return reader.finish();
}

/// An enumeration in JSON: `spellings(e)` lists the spelling of each value, in the order of the enumeration.
template <class E>
concept Spelled = std::is_enum_v<E> && requires(E e) {
  spellings(e);
};
template <Spelled E>
Status read_json(const JsonValue& json, const std::string& where, const Rule&, E& value);
template <Spelled E>
void write_json(JsonWriter& writer, E value);
template <HasDescription T>
void write_json(JsonWriter& writer, const T& value);

template <class T>
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, std::vector<T>& values) {
  if (!json.IsArray()) return fail(where, " must be a list, found ", to_text(json));
  values.clear();
  for (rapidjson::SizeType i = 0; i < json.Size(); ++i) {
    T value{};
    GANVAS_CHECK(read_json(json[i], text(where, "[", i, "]"), rule, value));
    values.push_back(std::move(value));
  }
  return Done{};
}

template <class T>
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, std::optional<T>& value) {
  return read_json(json, where, rule, value.emplace());
}

template <HasDescription T>
void write_json(JsonWriter& writer, const T& value) {
  ObjectWriter object(writer);
  describe(object, const_cast<T&>(value));  // a writer only reads; one description serves both directions
  object.finish();
}

template <class T>
void write_json(JsonWriter& writer, const std::vector<T>& values) {
  writer.StartArray();
  for (const T& value : values) write_json(writer, value);
  writer.EndArray();
}

template <Spelled E>
const char* spelling(E value) {
  return spellings(value)[static_cast<std::size_t>(value)];
}

template <Spelled E>
Status read_json(const JsonValue& json, const std::string& where, const Rule&, E& value) {
  const auto& names = spellings(value);
  std::string known;
  for (std::size_t i = 0; i < std::size(names); ++i) {
    if (json.IsString() && std::string_view(json.GetString(), json.GetStringLength()) == names[i]) {
      value = static_cast<E>(i);
      return Done{};
    }
    known += text(i ? ", " : "", names[i]);
  }
  return fail(where, " is ", to_text(json), ", known are: ", known);
}

template <Spelled E>
void write_json(JsonWriter& writer, E value) {
  writer.String(spelling(value));
}

// Defined below every overload: two-phase lookup finds only what stands above.
template <class T>
void ObjectReader::operator()(const char* key, T& value, const Rule& rule) {
  const JsonValue* json = take(key, rule);
  if (!json) return;
  if (auto status = read_json(*json, text(where_, ".", key), rule, value); !status) keep(status.message());
}
template <class T>
void ObjectWriter::operator()(const char* key, const T& value, const Rule& rule) {
  // An optional list or text that is empty says nothing.
  if constexpr (requires { value.empty(); })
    if (!rule.required && value.empty()) return;
  writer_.Key(key);
  write_json(writer_, value);
}
template <class T>
void ObjectWriter::operator()(const char* key, const std::optional<T>& value, const Rule& rule) {
  if (value) (*this)(key, *value, rule);
}

/// A described value as JSON text, and back.
template <class T>
std::string to_json(const T& value) {
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  write_json(writer, value);
  return std::string(buffer.GetString(), buffer.GetSize());
}

template <class T>
Result<T> from_json(std::string_view json, std::string_view where) {
  GANVAS_TRY(auto document, parse_json(json, where));
  T value{};
  GANVAS_CHECK(read_json(document, std::string(where), any, value));
  return value;
}

}  // namespace ganvas
