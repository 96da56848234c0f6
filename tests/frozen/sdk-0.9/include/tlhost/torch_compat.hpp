#pragma once
// The one place that tells LibTorch 1.13 from 2.x; for .cpp files.
#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace tlhost {
inline namespace v1 {

/// bfloat16 autocast on the CPU while it lives.  End it outside an InferenceMode guard.
class CpuAutocast {
 public:
  explicit CpuAutocast(bool enabled) : enabled_(enabled) {
    if (enabled_) {
      at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
      set(true);
    }
  }

  ~CpuAutocast() {
    if (enabled_) {
      at::autocast::clear_cache();
      set(false);
    }
  }

  CpuAutocast(const CpuAutocast&) = delete;
  CpuAutocast& operator=(const CpuAutocast&) = delete;

 private:
  static void set(bool value) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    at::autocast::set_autocast_enabled(at::kCPU, value);
#else
    at::autocast::set_cpu_enabled(value);
#endif
  }

  bool enabled_;
};

}  // namespace v1
}  // namespace tlhost
