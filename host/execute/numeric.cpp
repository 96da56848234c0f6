#include "host/execute/numeric.hpp"

#include "host/log/problem.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <dlfcn.h>
#include <malloc.h>
#include <torch/version.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <utility>

namespace tlhost::engine {
namespace {

template <class Function>
Function* symbol(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

std::string blas_text() {
  auto* config = symbol<char*()>("openblas_get_config");
  auto* core = symbol<char*()>("openblas_get_corename");
  if (config == nullptr || core == nullptr) {
    throw Refusal(Exit::bug,
                  {"BLAS-REFERENCE",
                   "this build",
                   "OpenBLAS is not the BLAS in use",
                   "",
                   "build tlhost with ./bootstrap build, which links OpenBLAS ahead of LibTorch"});
  }
  return std::string(config()) + " " + core();
}

/// "Intel(R) MKL-DNN v2.6.3 (...)" and "CPU capability usage: AVX2" out of LibTorch's description
/// of itself.
std::string line_with(const std::string& text, const std::string& words) {
  const std::size_t at = text.find(words);
  return at == std::string::npos ? "" : text.substr(at, text.find('\n', at) - at);
}

}  // namespace

EngineFacts engine_facts() {
  return {std::to_string(TORCH_VERSION_MAJOR) + "." + std::to_string(TORCH_VERSION_MINOR)};
}

void set_up_numerics(const NumericRule& numeric) {
  // Big buffers come and go at every step: keep the memory instead of giving it back to the kernel
  // each time.
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_TOP_PAD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  blas_text();
  const int threads = static_cast<int>(numeric.threads);
  at::set_num_threads(threads);
  if (auto* set_threads = symbol<void(int)>("openblas_set_num_threads")) {
    set_threads(threads);
  }
}

bool threads_are_as_set(const NumericRule& numeric) {
  auto* blas = symbol<int()>("openblas_get_num_threads");
  return at::get_num_threads() == numeric.threads && (blas == nullptr || blas() == numeric.threads);
}

boost::json::value numeric_class(const NumericRule& numeric) {
  const std::string config = at::show_config();
  boost::json::object facts{{"torch", TORCH_VERSION},
                            {"onednn", line_with(config, "Intel(R) MKL-DNN")},
                            {"isa", line_with(config, "CPU capability usage")},
                            {"blas", blas_text()},
                            {"threads", numeric.threads},
                            {"device", numeric.device}};
  boost::json::array caches;
  for (const int level : {_SC_LEVEL1_DCACHE_SIZE, _SC_LEVEL2_CACHE_SIZE, _SC_LEVEL3_CACHE_SIZE}) {
    caches.push_back(sysconf(level));
  }
  facts["caches"] = std::move(caches);
  boost::json::object environment;
  for (const char* name :
       {"ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "OPENBLAS_CORETYPE"}) {
    if (const char* value = std::getenv(name)) {
      environment[name] = value;
    }
  }
  facts["environment"] = std::move(environment);
  const std::string id = sha256_hex(canonical_json(facts)).substr(0, 16);
  facts["id"] = id;
  return facts;
}

}  // namespace tlhost::engine
