"""The layers of a recipe or a weights file as PyTorch's modules."""


def module_of(layer):
    from torch import nn

    kind = layer["type"]
    options = {key: value for key, value in layer.items() if key != "type"}
    if kind == "reshape":
        return nn.Unflatten(1, tuple(options["shape"]))
    names = {"linear": "Linear", "conv2d": "Conv2d", "conv_transpose2d": "ConvTranspose2d", "relu": "ReLU",
             "leaky_relu": "LeakyReLU", "tanh": "Tanh", "flatten": "Flatten", "upsample": "Upsample",
             "batch_norm": "BatchNorm2d"}
    return getattr(nn, names[kind])(**options)
