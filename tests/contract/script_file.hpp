#pragma once
#include <string>

namespace tlhost::test {

/// Writes a small exported module (convolution, batch norm, mean, linear layer "fc" of 10 outputs)
/// that takes three channels; equal bytes each time.
void write_script(const std::string& file);

}  // namespace tlhost::test
