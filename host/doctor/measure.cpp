#include "host/doctor/measure.hpp"

#include "host/execute/numeric.hpp"

#include <tlhost/torch_compat.hpp>

#include <ATen/ATen.h>
#include <torch/cuda.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>

namespace tlhost::engine {
namespace {

/// Milliseconds of the fastest of several turns; the first one, which warms up, does not count.
double fastest_ms(int turns, const std::function<void()>& body) {
  using Clock = std::chrono::steady_clock;
  body();
  double fastest = std::numeric_limits<double>::infinity();
  for (int turn = 0; turn < turns; ++turn) {
    const auto start = Clock::now();
    body();
    const std::chrono::duration<double, std::milli> passed = Clock::now() - start;
    fastest = std::min(fastest, passed.count());
  }
  return fastest;
}

double gemm_gflops() {
  constexpr std::int64_t kSide = 512;
  const at::Tensor a = at::ones({kSide, kSide}), b = at::ones({kSide, kSide});
  const double ms = fastest_ms(5, [&] { at::mm(a, b); });
  return 2.0 * kSide * kSide * kSide / (ms * 1e6);
}

/// A step as in the middle of a small residual network: 16 images, 64 channels, 28 x 28.
double step_ms(bool bf16) {
  constexpr std::int64_t kBatch = 16, kChannels = 64, kSide = 28;
  at::Tensor image = at::ones({kBatch, kChannels, kSide, kSide})
                         .contiguous(at::MemoryFormat::ChannelsLast)
                         .set_requires_grad(true);
  at::Tensor weight = at::ones({kChannels, kChannels, 3, 3}).set_requires_grad(true);
  const CpuAutocast autocast(bf16);
  return fastest_ms(
      3, [&] { at::conv2d(image, weight, {}, 1, 1).relu().to(at::kFloat).mean().backward(); });
}

}  // namespace

boost::json::object measure(bool bf16, int threads) {
  NumericRule numeric;
  set_up_numerics(numeric);
  boost::json::object found{{"gemm_gflops", gemm_gflops()},
                            {"fp32_ms", step_ms(false)},
                            {"bf16_ms", nullptr},
                            {"threads", threads},
                            {"threads_ms", nullptr}};
  if (bf16) {
    found["bf16_ms"] = step_ms(true);
  }
  if (threads > 1) {
    numeric.threads = threads;
    set_up_numerics(numeric);
    found["threads_ms"] = step_ms(false);
  }
  return found;
}

int gpu_count() {
  return torch::cuda::is_available() || at::hasCUDA()
             ? static_cast<int>(torch::cuda::device_count())
             : -1;
}

}  // namespace tlhost::engine
