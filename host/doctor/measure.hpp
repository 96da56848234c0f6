#pragma once
#include <boost/json/value.hpp>

namespace tlhost::engine {

/// Times a matrix product, and a training step of a 3 x 3 convolution: in fp32, in bf16 if it is
/// native, and with `threads` threads if they are more than one; each several times, the shortest
/// counts.  A few tenths of a second.  In children.
///   {"gemm_gflops", "fp32_ms", "bf16_ms" or null, "threads", "threads_ms" or null}
boost::json::object measure(bool bf16, int threads);

/// GPUs that LibTorch can use; -1 if it was built without.  In children.
int gpu_count();

}  // namespace tlhost::engine
