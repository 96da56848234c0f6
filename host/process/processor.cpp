#include "host/process/processor.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string_view>

namespace tlhost::engine {
namespace {

bool is_one(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? std::max(1, CPU_COUNT(&set)) : 1;
}

Processor this_processor() {
  Processor processor;
  std::ifstream facts("/proc/cpuinfo");
  for (std::string line; std::getline(facts, line) && !line.empty();) {
    const std::size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) {
      processor.name = line.substr(colon + 2);
    }
    if (line.rfind("flags", 0) == 0) {
      processor.bf16 = line.find(" avx512_bf16") != std::string::npos ||
                       line.find(" amx_bf16") != std::string::npos;
    }
  }
  return processor;
}

void start_with_one_thread(char** argv) {
  constexpr const char* kNames[] = {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"};
  if (std::all_of(std::begin(kNames), std::end(kNames), is_one)) {
    return;
  }
  for (const char* name : kNames) {
    setenv(name, "1", 1);
  }
  // Returns only where the program cannot be found again; Child::start then says what is wrong, if
  // anything is.
  execv("/proc/self/exe", argv);
}

}  // namespace tlhost::engine
