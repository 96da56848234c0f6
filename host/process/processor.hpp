#pragma once

namespace tlhost::engine {

/// Cores that this process may use (its affinity mask), at least 1.
int usable_cores();

/// A library that starts threads while it is loaded (OpenBLAS does) would make forking unsafe:
/// where the environment does not forbid it yet, sets OPENBLAS_NUM_THREADS=1 and OMP_NUM_THREADS=1
/// and runs this program again.  Jobs set their own number of threads.  Call first in main.
void start_with_one_thread(char** argv);

}  // namespace tlhost::engine
