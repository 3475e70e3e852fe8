// IDX files of a test's own.
#pragma once

#include <torch/torch.h>

#include <string>

namespace ganvas::tests {

/// A tensor of bytes as an IDX file.
inline std::string idx_bytes(const torch::Tensor& data) {
  std::string bytes;
  const auto append_big_endian = [&](std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  };
  append_big_endian(0x0800u + static_cast<std::uint32_t>(data.dim()));
  for (auto n : data.sizes()) append_big_endian(static_cast<std::uint32_t>(n));
  const auto raw = data.contiguous();
  bytes.append(static_cast<const char*>(raw.data_ptr()), static_cast<std::size_t>(raw.numel()));
  return bytes;
}

}  // namespace ganvas::tests
