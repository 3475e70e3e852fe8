// What is trained: the networks of one recipe with their optimisers, one step at a time. All that a step draws (order,
// latents, dropout, augmentation) is a function of the seed and the step's number, so the state that a checkpoint must
// hold is the tensors alone, and a resumed run is bitwise the run that never stopped.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "trainer/adam.hpp"
#include "trainer/data_set.hpp"
#include "trainer/modules.hpp"

namespace ganvas::train {

class Learner {
 public:
  static std::unique_ptr<Learner> make(const Recipe& recipe, const DataSet& data, torch::Device device);
  virtual ~Learner() = default;

  /// Step number `step`, from 0.
  virtual void step(long long step) = 0;
  /// Every tensor that the next step depends on, by name; they are live: writing into them restores a checkpoint.
  virtual std::map<std::string, torch::Tensor> state() = 0;
  /// Means since the last call, by name; waits for the device.
  std::map<std::string, double> take_means();
  /// The network that is exported, averaged.
  virtual const NetworkModule& exported() const = 0;

  const Recipe recipe;

 protected:
  Learner(const Recipe& r, const DataSet& data, torch::Device device);
  torch::Tensor next_batch(long long step);  // indices; labels_ and images_ are cut by them
  torch::Tensor pixels(const torch::Tensor& indices) const;
  void note(const char* name, const torch::Tensor& value);
  double rate(long long step) const;  // the schedule's factor on lr

  torch::Tensor images_, labels_;  // on the device, U8 and I64
  torch::Device device_;

 private:
  torch::Tensor order_;  // of the current epoch
  long long epoch_ = -1;
  std::map<std::string, torch::Tensor> sums_;
  std::map<std::string, long long> counts_;
};

/// The seed of all that step `step` draws.
std::uint64_t step_seed(const Recipe& recipe, long long step);

}  // namespace ganvas::train
