// JSON ⇄ typed values. A type lists its members once, in a function `describe(visitor, value)`; the reader, the writer
// and whoever else walks a description derive from that one list:
//
//     template <class V> void describe(V& visit, Linear& layer) {
//       visit("in_features", layer.in_features, at_least(1));
//       visit("bias", layer.bias, optional);
//     }
#pragma once

#include <concepts>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "shared/rapidjson.hpp"
#include "shared/result.hpp"
#ifdef __EMSCRIPTEN__
#include "shared/host_json.hpp"
#endif

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

#ifndef __EMSCRIPTEN__
using JsonValue = rapidjson::Value;
using JsonDocument = rapidjson::Document;
#endif
using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

/// Parses a whole text. Refuses invalid UTF-8, trailing text and duplicate keys (a second "weights" is an attack or a
/// mistake); deep nesting costs heap, never stack. `where` opens the message.
Result<JsonDocument> parse_json(std::string_view json, std::string_view where);

/// Whether its brackets stand deeper than `limit`.
bool deeper_than(const JsonValue& root, int limit);

/// One value as compact text.
std::string to_text(const JsonValue& value);
/// A text or a member's name.
inline std::string_view view_of(const JsonValue& text) { return {text.GetString(), text.GetStringLength()}; }

Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, int& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, long& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, long long& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, double& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, bool& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, std::string& value);
Status read_json(const JsonValue& json, const std::string& where, const Rule& rule, RawJson& value);

/// Reads a value into the place of one of its type. What holds values (objects, lists) reads them through this pointer,
/// so that there is one loop for all of them.
using ReadInto = Status (*)(const JsonValue& json, const std::string& where, const Rule& rule, void* value);
template <class T>
Status read_into(const JsonValue& json, const std::string& where, const Rule& rule, void* value);

/// Reads a list: `resize(values, n)` makes n items anew, of `item_size` bytes each, and says where. No more than
/// `longest_list`, as each takes the memory of its type before it is read.
Status read_list(const JsonValue& json, const std::string& where, const Rule& rule, ReadInto read,
                 std::size_t item_size, void* (*resize)(void* values, std::size_t n), void* values);
inline constexpr std::size_t longest_list = 1 << 16;
/// Which of the names the text is.
Result<std::size_t> read_spelling(const JsonValue& json, const std::string& where, std::span<const char* const> names);

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
/// `object` and the keys must outlive it.
class ObjectReader {
 public:
  ObjectReader(const JsonValue& object, const std::string& where);
  ~ObjectReader();

  template <class T>
  void operator()(const char* key, T& value, const Rule& rule = any) {
    member(key, rule, read_into<T>, &value);
  }
  /// For members that decide how others are read ("type"): taken, and handed over as they are.
  const JsonValue* take(const char* key, const Rule& rule);
  Status finish();

 private:
  void member(const char* key, const Rule& rule, ReadInto read, void* value);
  void keep(Status status);

  const JsonValue& object_;
  std::string where_;
  Status first_fault_ = Done{};
  std::vector<const char*> known_;
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
  const auto resize = [](void* list, std::size_t n) -> void* {
    auto& items = *static_cast<std::vector<T>*>(list);
    std::vector<T>(n).swap(items);
    return items.data();
  };
  return read_list(json, where, rule, read_into<T>, sizeof(T), resize, &values);
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
  GANVAS_TRY(const std::size_t index, read_spelling(json, where, spellings(value)));
  value = static_cast<E>(index);
  return Done{};
}

template <Spelled E>
void write_json(JsonWriter& writer, E value) {
  writer.String(spelling(value));
}

// Defined below every overload: two-phase lookup finds only what stands above.
template <class T>
Status read_into(const JsonValue& json, const std::string& where, const Rule& rule, void* value) {
  return read_json(json, where, rule, *static_cast<T*>(value));
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
