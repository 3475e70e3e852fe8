// What follows from a network description alone: the shape after each layer, every tensor's name and shape, the cost.
#pragma once

#include <string>
#include <vector>

#include "shared/network.hpp"

namespace ganvas {

struct TensorSpec {
  std::string name;  // "generator.0.weight": what PyTorch calls it in the same nn.Sequential
  Shape shape;
};

/// "[1,28,28]"
std::string to_text(const Shape& shape);
long long element_count(const Shape& shape);

/// The shape after each layer, or which layer does not connect: "generator layer 3 (conv2d) gets [64,7,7], wants …".
/// `network_name` opens the message.
Result<std::vector<Shape>> shapes_after(const Network& network, const std::string& network_name);
/// The same of layers in a row, which need not be copied into a network.
Result<std::vector<Shape>> shapes_after(const Shape& input, const std::vector<Layer>& layers,
                                        const std::string& network_name, const Shape& image = {});

/// Whether a tensor is what a layer met in training rather than a trained parameter, by its name.
bool is_statistic(const std::string& name);

/// The tensors of one layer, without the prefix: "weight", "bias", "running_mean", …
std::vector<TensorSpec> tensors_of(const Layer& layer);

/// The tensors of the whole network, in the order of the layers: `network_name`.`index`.`tensor`.
std::vector<TensorSpec> expected_tensors(const Network& network, const std::string& network_name);

/// How many labels the network tells apart; 0 when it takes no label. Layers that disagree are refused.
Result<int> label_count(const Network& network, const std::string& network_name);

/// Multiply-adds of one layer for one image; `before` and `after` are the shapes around it.
long long multiply_adds(const Layer& layer, const Shape& before, const Shape& after);
/// Of layers in a row.
long long multiply_adds(const std::vector<Layer>& layers, const Shape& input);

}  // namespace ganvas
