// The safetensors format, exactly to its specification, read with suspicion: see weights_format.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/result.hpp"

namespace ganvas {

/// The element types of the format that this project reads; a file may use no other.
enum class DType { F32, F16, I64, U8, I8 };
const char* name_of(DType dtype);
std::size_t bytes_of(DType dtype);

/// A tensor inside the file's bytes, which must outlive it. `data` need not be aligned: copy, do not cast.
struct TensorView {
  DType dtype = DType::F32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> data;
};

std::string to_text(const std::vector<std::int64_t>& shape);

struct TensorFile {
  std::map<std::string, TensorView> tensors;
  std::map<std::string, std::string> metadata;
};

inline constexpr std::uint64_t largest_header = 100'000'000;  // the specification's own limit

/// Checks every rule of weights_format.md §1; `file` opens the messages. Allocates no more than the header's size.
Result<TensorFile> parse_safetensors(std::span<const std::byte> bytes, const std::string& file);
/// The same into an empty `file`, for a caller who names the file in the message.
Status read_safetensors(std::span<const std::byte> bytes, TensorFile& file);

/// The bytes of a file with these tensors, laid out in the order of their alignment, then name.
std::vector<std::byte> to_safetensors(const std::map<std::string, TensorView>& tensors,
                                      const std::map<std::string, std::string>& metadata);

/// A float32 copy of an F32 or F16 tensor.
std::vector<float> to_floats(const TensorView& tensor);

/// An I8 tensor NAME has beside it NAME.scale, F32, a number for each index of its first axis: value = scale·integer.
inline constexpr const char* scale_ending = ".scale";
/// A float32 copy of an F32, F16 or I8 tensor of a checked file.
std::vector<float> weights_of(const TensorFile& file, const std::string& name);

}  // namespace ganvas
