// One process at a time works in a run's folder: two would write over each other's checkpoints and logs.
#pragma once

#include <filesystem>
#include <utility>

#include "shared/result.hpp"

namespace ganvas::train {

class RunLock {
 public:
  /// Locks a run's file, which stays as it is. Refused while another holds it; the lock ends with this object or with
  /// the process, however that ends, so none is ever left behind.
  static Result<RunLock> take(const std::filesystem::path& file);

  RunLock(RunLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  RunLock& operator=(RunLock&&) = delete;
  ~RunLock();

 private:
  explicit RunLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace ganvas::train
