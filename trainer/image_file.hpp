// One picture file, PNG or JPEG, made into the pixels that a network wants.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "shared/network.hpp"
#include "shared/result.hpp"

namespace ganvas::train {

/// Decodes `bytes`, the content of `path`, into `pixels` [C,H,W], C being 1 (grey) or 3: what is transparent lies on
/// white; the largest part of the wanted aspect is cut from the centre, then averaged down or interpolated up. An image
/// of the wanted size stays as it is. Refused: what is cut off or damaged, as far as the format can tell, and what is
/// smaller than a quarter of the wanted size. A JPEG's note of rotation (EXIF) is not read.
Status decode_image(const std::filesystem::path& path, std::span<const std::byte> bytes, const Shape& image,
                    std::uint8_t* pixels);

}  // namespace ganvas::train
