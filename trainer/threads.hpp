// How many CPU threads compute.
#pragma once

namespace ganvas::train {

/// As many in LibTorch's loops, and one in the BLAS below each. OpenBLAS with threads of its own would ignore the
/// number, sum in an order that depends on the machine, and fight the loops for the cores: with two of each,
/// dcgan-mnist drew 212 images/s where it draws 963.
void set_threads(int count);

}  // namespace ganvas::train
