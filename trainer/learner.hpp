// What is trained: the networks of one recipe with their optimisers, one step at a time. All that a step draws (order,
// latents, dropout, augmentation) is a function of the seed and the step's number, so the state that a checkpoint must
// hold is the tensors alone, and a resumed run is bitwise the run that never stopped.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "trainer/data_set.hpp"
#include "trainer/weights.hpp"

namespace ganvas::train {

/// What a run begins with.
struct Beginning {
  std::string said;  // a sentence for the log, or nothing
  Training before;   // how long its weights had been trained: steps, images_seen, seconds
};

class Learner {
 public:
  /// A recipe that needs a file (an encoder its generator) may fail.
  static Result<std::unique_ptr<Learner>> make(const Recipe& recipe, const DataSet& data, torch::Device device);
  virtual ~Learner() = default;

  /// Before the first step of a run that has no checkpoint: takes what `recipe.start_from` holds, if
  /// anything.
  virtual Result<Beginning> begin() { return Beginning(); }
  /// Step number `step`, from 0.
  virtual void step(long long step) = 0;
  /// Every tensor that the next step depends on, by name; they are live: writing into them restores a checkpoint.
  virtual std::map<std::string, torch::Tensor> state() = 0;
  /// Means since the last call, by name; waits for the device.
  std::map<std::string, double> take_means();
  /// The networks that are exported, averaged, in the order of the card.
  virtual Networks exported() const = 0;
  /// The discriminator that judges whole images, or null.
  virtual const NetworkModule* discriminator() const { return nullptr; }
  /// Pictures that show how far the run is, [count,C,H,W], on the CPU; undefined where there is nothing to see.
  virtual torch::Tensor pictures(const ModelCard& card, int count) const;

  const Recipe recipe;

 protected:
  Learner(const Recipe& r, const DataSet& data, torch::Device device);
  /// The images of batch number `number`, from 0: each epoch in an order of its own.
  torch::Tensor next_batch(long long number);
  torch::Tensor pixels(const torch::Tensor& indices) const;
  long long batches_an_epoch() const;
  void note(const std::string& name, const torch::Tensor& value);

  torch::Tensor images_, labels_;  // on the device, U8 and I64
  std::int64_t label_count_;
  torch::Device device_;

 private:
  torch::Tensor order_;  // of the current epoch
  long long epoch_ = -1;
  std::map<std::string, torch::Tensor> sums_;
  std::map<std::string, long long> counts_;
};

/// The seed of all that step `step` draws.
std::uint64_t step_seed(const Recipe& recipe, long long step);

std::unique_ptr<Learner> make_gan_learner(const Recipe& recipe, const DataSet& data, torch::Device device);
std::unique_ptr<Learner> make_classifier_learner(const Recipe& recipe, const DataSet& data, torch::Device device);
Result<std::unique_ptr<Learner>> make_encoder_learner(const Recipe& recipe, const DataSet& data, torch::Device device);

}  // namespace ganvas::train
