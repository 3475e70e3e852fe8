// What a batch is drawn as: a label for each image, or weights that mix all labels.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace ganvas::runtime {

/// Views the caller's own array, [n] of int or [n, labels] of float; of nothing for a model without labels. With
/// weights whatever a label chooses (an embedding's row, a conditional batch norm's gamma and beta) is the weighted sum
/// of what all of them choose, so that a row of one 1 gives exactly the pixels of that label.
class Labels {
 public:
  Labels() = default;
  template <class Range>
  requires std::is_convertible_v<const Range&, std::span<const int>> Labels(const Range& numbers) : numbers_(numbers) {}
  template <class Range>
  requires std::is_convertible_v<const Range&, std::span<const float>> Labels(const Range& weights)
      : weights_(weights) {}

  std::span<const int> numbers() const { return numbers_; }
  std::span<const float> weights() const { return weights_; }

  /// Those of `n` images from `first` on, of a network that tells `classes` labels apart.
  Labels part(std::size_t first, std::size_t n, int classes) const {
    const auto width = static_cast<std::size_t>(classes);
    if (!weights_.empty()) return weights_.subspan(first * width, n * width);
    return numbers_.empty() ? Labels() : numbers_.subspan(first, n);
  }

  /// Entry `at` of the row that image i takes from a table [classes, width].
  float choose(const std::vector<float>& table, std::ptrdiff_t width, std::ptrdiff_t at, int i) const {
    const auto entry = [&](std::ptrdiff_t row) { return table[static_cast<std::size_t>(row * width + at)]; };
    if (weights_.empty()) return entry(numbers_[static_cast<std::size_t>(i)]);
    const std::ptrdiff_t classes = static_cast<std::ptrdiff_t>(table.size()) / width;
    const float* weight = weights_.data() + i * classes;
    float sum = 0;
    for (std::ptrdiff_t row = 0; row < classes; ++row) sum += weight[row] * entry(row);
    return sum;
  }

 private:
  std::span<const int> numbers_;
  std::span<const float> weights_;
};

}  // namespace ganvas::runtime
