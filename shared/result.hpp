// The result of a call that can fail: a value, or one sentence for the person who has to mend it.
// Nothing here throws, so the same code builds for the web without exceptions.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace ganvas {

struct Done {};

// Returned in a register although it has a destructor, where the compiler can: nearly every function returns one.
#ifdef __clang__
#define GANVAS_IN_A_REGISTER [[clang::trivial_abi]]
#else
#define GANVAS_IN_A_REGISTER
#endif

/// Done, or one sentence: what happened, to which file, tensor or option, what was found, what was wanted, the likely
/// cure.
class [[nodiscard]] GANVAS_IN_A_REGISTER Status {
 public:
  Status(Done) {}
  explicit Status(std::string message);
  Status(Status&& other) noexcept : message_(std::exchange(other.message_, nullptr)) {}
  Status& operator=(Status&& other) noexcept {
    std::swap(message_, other.message_);
    return *this;
  }
  [[gnu::always_inline]] ~Status() {
    if (message_) forget(message_);
  }

  explicit operator bool() const { return message_ == nullptr; }
  /// Empty when the call succeeded.
  const std::string& message() const;
  /// Of a call that failed: handed on to the caller.
  Status&& error() { return std::move(*this); }

 private:
  static void forget(const std::string* message);

  const std::string* message_ = nullptr;
};

template <class T>
class [[nodiscard]] Result : public Status {
 public:
  Result(T&& value) : Status(Done{}), value_(std::move(value)) {}
  Result(const T& value) : Status(Done{}), value_(value) {}
  Result(Status&& failed) : Status(std::move(failed)) {}

  T& operator*() & { return *value_; }
  const T& operator*() const& { return *value_; }
  T&& operator*() && { return *std::move(value_); }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }

 private:
  std::optional<T> value_;
};

/// One part of a text: a text itself, which must live as long as the call, or a number.
union Part {
  Part(const char* value) : literal(value) {}
  Part(const std::string& value) : string(&value) {}
  Part(const std::string_view& value) : view(&value) {}
  Part(bool value) : literal(value ? "true" : "false") {}
  Part(double value) : real(value) {}
  Part(std::signed_integral auto value) : whole(value) {}
  Part(std::unsigned_integral auto value) : natural(value) {}

  const char* literal;
  const std::string* string;
  const std::string_view* view;
  double real;
  long long whole;
  unsigned long long natural;
};
enum class PartKind : unsigned char { none, literal, string, view, real, whole, natural };
template <class T>
constexpr PartKind kind_of() {
  if constexpr (std::is_same_v<T, std::string>)
    return PartKind::string;
  else if constexpr (std::is_same_v<T, std::string_view>)
    return PartKind::view;
  else if constexpr (std::is_floating_point_v<T>)
    return PartKind::real;
  else if constexpr (std::is_same_v<T, bool> || !std::is_integral_v<T>)
    return PartKind::literal;
  else if constexpr (std::is_signed_v<T>)
    return PartKind::whole;
  else
    return PartKind::natural;
}
/// The kinds of all parts, three bits each, from the last bit on.
template <class... Parts>
constexpr std::uint64_t kinds_of() {
  static_assert(3 * sizeof...(Parts) <= 64);
  std::uint64_t kinds = 0;
  int shift = 0;
  ((kinds |= static_cast<std::uint64_t>(kind_of<Parts>()) << shift, shift += 3), ...);
  return kinds;
}

// Not templates of their parts: a program has hundreds of such texts, and each would bring functions of its own.
std::string text_of(std::uint64_t kinds, const Part* parts);
Status fail_with(std::uint64_t kinds, const Part* parts);
/// A text that may hold words of a stranger's file, its control characters as question marks: a terminal obeys them.
std::string for_terminal(std::string text);

/// One text from parts (strings, numbers): this project's printf, without iostreams.
template <class... Parts>
[[gnu::always_inline]] inline std::string text(const Parts&... parts) {
  const Part list[] = {parts...};
  return text_of(kinds_of<Parts...>(), list);
}

template <class... Parts>
[[gnu::always_inline]] inline Status fail(const Parts&... parts) {
  const Part list[] = {parts...};
  return fail_with(kinds_of<Parts...>(), list);
}

}  // namespace ganvas

#define GANVAS_JOIN_(a, b) a##b
#define GANVAS_JOIN(a, b) GANVAS_JOIN_(a, b)
#define GANVAS_TRY_(held, declaration, expression) \
  auto held = (expression);                        \
  if (!held) return held.error();                  \
  declaration = *std::move(held)
/// `GANVAS_TRY(auto file, read_file(path));` declares `file`, or returns the error to the caller.
#define GANVAS_TRY(declaration, expression) GANVAS_TRY_(GANVAS_JOIN(held_, __LINE__), declaration, expression)
/// The same for a call that only succeeds or fails.
#define GANVAS_CHECK(expression) \
  if (auto held = (expression); !held) return held.error()
