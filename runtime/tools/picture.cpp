#include "runtime/tools/picture.hpp"

#include <stb/stb_image_write.h>

#include <bit>
#include <string>

#include "runtime/pixels.hpp"
#include "shared/files.hpp"
#include "shared/shapes.hpp"

namespace ganvas::runtime {
namespace {

void append(void* bytes, void* data, int size) {
  const auto* begin = static_cast<const std::byte*>(data);
  static_cast<std::vector<std::byte>*>(bytes)->insert(static_cast<std::vector<std::byte>*>(bytes)->end(), begin,
                                                      begin + size);
}

// IDX: 0, 0, 8 (unsigned byte), the number of axes, then each axis as 4 bytes, highest first.
std::vector<std::byte> idx_header(std::initializer_list<int> axes) {
  std::vector<std::byte> header{std::byte{0}, std::byte{0}, std::byte{8}, static_cast<std::byte>(axes.size())};
  for (int axis : axes)
    for (int shift = 24; shift >= 0; shift -= 8) header.push_back(static_cast<std::byte>(axis >> shift));
  return header;
}

constexpr const char* idx_images = "images-idx3-ubyte";
constexpr const char* idx_labels = "labels-idx1-ubyte";

}  // namespace

std::span<const float> Samples::image(int i) const {
  const auto size = static_cast<std::size_t>(element_count(format.shape));
  return std::span(images).subspan(static_cast<std::size_t>(i) * size, size);
}

std::vector<std::byte> to_png(std::span<const std::uint8_t> bytes, int width, int height, int channels) {
  std::vector<std::byte> png;
  stbi_write_png_to_func(append, &png, width, height, channels, bytes.data(), width * channels);
  return png;
}

Status write_png(const Samples& samples, int columns, const std::filesystem::path& file) {
  const int channels = samples.format.shape[0], height = samples.format.shape[1], width = samples.format.shape[2];
  const int rows = (samples.count + columns - 1) / columns;
  const std::ptrdiff_t row_bytes = std::ptrdiff_t{columns} * width * channels;
  std::vector<std::uint8_t> grid(static_cast<std::size_t>(rows * height * row_bytes));
  for (int i = 0; i < samples.count; ++i)
    write_pixels(samples.image(i), samples.format,
                 grid.data() + i / columns * height * row_bytes + std::ptrdiff_t{i % columns} * width * channels,
                 row_bytes);
  const auto png = to_png(grid, columns * width, rows * height, channels);
  if (png.empty())
    return fail(file.string(), ": cannot make a PNG of ", columns * width, "x", rows * height, " pixels");
  return write_file(file, png);
}

Status check_idx(const Samples& samples, const std::filesystem::path& folder) {
  const Shape& shape = samples.format.shape;
  if (shape[0] != 1) return fail("idx holds images of one channel, the model's have ", shape[0], "; use --format npy");
  for (int label : samples.labels)
    if (label > 255) return fail("idx holds labels from 0 to 255, found ", label, "; use --format npy");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(folder.string(), ": cannot make the folder: ", error.message());
  GANVAS_CHECK(check_target(folder / idx_labels));
  return check_target(folder / idx_images, static_cast<std::uintmax_t>(samples.count * element_count(shape)));
}

Status write_idx(const Samples& samples, const std::filesystem::path& folder) {
  GANVAS_CHECK(check_idx(samples, folder));
  const Shape& shape = samples.format.shape;
  std::error_code error;
  std::filesystem::remove(folder / idx_labels, error);  // never another run's beside these images
  auto images = idx_header({samples.count, shape[1], shape[2]});
  for (float x : samples.images)
    images.push_back(static_cast<std::byte>(pixel_byte(x, samples.format.low, samples.format.high)));
  GANVAS_CHECK(write_file(folder / idx_images, images));
  if (samples.labels.empty()) return Done{};
  auto labels = idx_header({samples.count});
  for (int label : samples.labels) labels.push_back(static_cast<std::byte>(label));
  return write_file(folder / idx_labels, labels);
}

Status write_npy(const Samples& samples, const std::filesystem::path& file) {
  static_assert(std::endian::native == std::endian::little, "the array is written as it lies in memory");
  const Shape& shape = samples.format.shape;
  std::string header = text("{'descr': '<f4', 'fortran_order': False, 'shape': (", samples.count, ", ", shape[0], ", ",
                            shape[1], ", ", shape[2], "), }");
  header.append(63 - (10 + header.size()) % 64, ' ');  // magic, version, length and header together: a multiple of 64
  header += '\n';
  const std::string start =
      text(std::string_view("\x93NUMPY\x01\x00", 8),
           std::string{static_cast<char>(header.size() & 255), static_cast<char>(header.size() >> 8)}, header);
  std::vector<std::byte> bytes;
  const auto add = [&](std::span<const std::byte> part) { bytes.insert(bytes.end(), part.begin(), part.end()); };
  add(std::as_bytes(std::span(start)));
  add(std::as_bytes(std::span(samples.images)));
  return write_file(file, bytes);
}

}  // namespace ganvas::runtime
