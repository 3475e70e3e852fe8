// std::visit as one function with a switch. The standard's has a table of functions, one for each type, which costs a
// page nearly a kilobyte more.
#pragma once

#include <variant>

namespace ganvas {

/// `visitor(value)` with the value that the variant holds.
template <std::size_t First = 0, class Visitor, class Variant, class... Types>
decltype(auto) dispatch_from(Visitor& visitor, Variant& variant, const std::variant<Types...>* type) {
  if constexpr (First + 1 == sizeof...(Types)) {
    return visitor(*std::get_if<First>(&variant));
  } else {
    if (variant.index() == First) return visitor(*std::get_if<First>(&variant));
    return dispatch_from<First + 1>(visitor, variant, type);
  }
}
template <class Visitor, class Variant>
decltype(auto) dispatch(Visitor&& visitor, Variant& variant) {
  return dispatch_from(visitor, variant, &variant);
}

}  // namespace ganvas
