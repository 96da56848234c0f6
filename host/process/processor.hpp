#pragma once
#include <string>

namespace tlhost::engine {

/// Cores that this process may use (its affinity mask), at least 1.
int usable_cores();

/// What the processor of this machine can do.
struct Processor {
  std::string name;
  bool bf16 = false;  ///< AVX512_BF16 or AMX: bfloat16 without emulation
};

Processor this_processor();

/// A library that starts threads while it is loaded (OpenBLAS does) would make forking unsafe:
/// where the environment does not forbid it yet, sets OPENBLAS_NUM_THREADS=1 and OMP_NUM_THREADS=1
/// and runs this program again.  Jobs set their own number of threads.  Call first in main.
void start_with_one_thread(char** argv);

}  // namespace tlhost::engine
