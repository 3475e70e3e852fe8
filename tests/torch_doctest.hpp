// doctest beside LibTorch, whose logging library has a macro CHECK of its own that ends the program.
#pragma once

#include <torch/torch.h>
#undef CHECK
#include <doctest/doctest.h>
