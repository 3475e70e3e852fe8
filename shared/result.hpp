// The result of a call that can fail: a value, or one sentence for the person who has to mend it.
// Nothing here throws, so the same code builds for the web without exceptions.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace ganvas {

/// What happened, to which file, tensor or option, what was found, what was wanted, the likely cure.
struct Error {
  std::string message;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : outcome_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : outcome_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return outcome_.index() == 0; }
  T& operator*() & { return *std::get_if<0>(&outcome_); }
  const T& operator*() const& { return *std::get_if<0>(&outcome_); }
  T&& operator*() && { return std::move(*std::get_if<0>(&outcome_)); }
  T* operator->() { return std::get_if<0>(&outcome_); }
  const T* operator->() const { return std::get_if<0>(&outcome_); }
  /// Empty when the call succeeded.
  const std::string& message() const {
    static const std::string none;
    const Error* error = std::get_if<1>(&outcome_);
    return error ? error->message : none;
  }
  Error error() const { return Error{message()}; }

 private:
  std::variant<T, Error> outcome_;
};

struct Done {};
using Status = Result<Done>;

namespace detail {
inline std::string_view text_of(std::string_view text) { return text; }
inline std::string_view text_of(const char* text) { return text; }
inline std::string_view text_of(const std::string& text) { return text; }
inline std::string_view text_of(bool value) { return value ? "true" : "false"; }
std::string text_of(double value);
template <class Integer>
requires std::is_integral_v<Integer> std::string text_of(Integer value) { return std::to_string(value); }
std::string join(std::initializer_list<std::string_view> parts);
}  // namespace detail

/// One text from parts (strings, numbers): this project's printf, without iostreams.
template <class... Parts>
std::string text(const Parts&... parts) {
  // The temporary texts of numbers live until the whole expression ends; one function joins, so each call stays small.
  return detail::join({std::string_view(detail::text_of(parts))...});
}

template <class... Parts>
Error fail(const Parts&... parts) {
  return Error{text(parts...)};
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
