// JSON in the page: the host of the module has a parser already, and ours would be a seventh of what a visitor waits
// for. The host (web/module.js) leaves a table of values in the module's memory; what is asked of one here bears
// RapidJSON's names, so that one reader (json.cpp) serves both.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>

namespace ganvas {

struct JsonMember;

/// A row of the table. What a list or an object holds lies in a row behind it, of an object names and values in turn.
class JsonValue {
 public:
  bool IsNull() const { return kind_ == Kind::null; }
  bool IsBool() const { return kind_ == Kind::no || kind_ == Kind::yes; }
  bool IsNumber() const { return kind_ == Kind::number; }
  /// The host has doubles alone: 1.0 is a whole number, one beyond 2^53 is rounded.
  bool IsInt64() const { return IsNumber() && std::fabs(number_) < 0x1p63 && std::trunc(number_) == number_; }
  bool IsUint64() const { return false; }  // beyond the former it is shown as a double
  bool IsString() const { return kind_ == Kind::text; }
  bool IsArray() const { return kind_ == Kind::list; }
  bool IsObject() const { return kind_ == Kind::object; }
  /// Not JSON at all: the text says why.
  bool is_fault() const { return kind_ == Kind::fault; }

  bool GetBool() const { return kind_ == Kind::yes; }
  double GetDouble() const { return number_; }
  std::int64_t GetInt64() const { return static_cast<std::int64_t>(number_); }
  std::uint64_t GetUint64() const { return static_cast<std::uint64_t>(number_); }
  const char* GetString() const { return text_; }
  std::uint32_t GetStringLength() const { return size_; }

  std::uint32_t Size() const { return size_; }
  const JsonValue& operator[](std::uint32_t i) const { return values_[i]; }
  std::span<const JsonValue> GetArray() const { return {values_, size_}; }
  std::span<const JsonMember> GetObject() const;
  const JsonMember* FindMember(std::string_view name) const;
  const JsonMember* MemberEnd() const;

 private:
  enum class Kind : std::uint32_t { null, no, yes, number, text, list, object, fault };

  Kind kind_;
  std::uint32_t size_;  // bytes, items, members
  union {
    double number_;
    const char* text_;
    const JsonValue* values_;
  };
};
static_assert(sizeof(JsonValue) == 16, "module.js writes it");

struct JsonMember {
  JsonValue name, value;
};
inline std::span<const JsonMember> JsonValue::GetObject() const {
  return {reinterpret_cast<const JsonMember*>(values_), size_};
}
inline const JsonMember* JsonValue::MemberEnd() const { return GetObject().data() + size_; }

/// The first value of a table, and the table itself.
class JsonDocument : public JsonValue {
 public:
  explicit JsonDocument(JsonValue* table) : JsonValue(*table), table_(table) {}

 private:
  struct Free {
    void operator()(JsonValue* table) const { std::free(table); }
  };
  std::unique_ptr<JsonValue, Free> table_;
};

}  // namespace ganvas
