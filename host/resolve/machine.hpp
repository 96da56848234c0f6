#pragma once
#include "host/process/processor.hpp"
#include "host/resolve/resolve.hpp"

namespace tlhost::engine {

/// Refuses what the file declares and this machine cannot do as declared: nothing is resolved from
/// the machine, because the same file would then mean different things on different ones.
///   bf16: without AVX512_BF16 or AMX it would be emulated, with other bits and no gain.
///   cuda: not in this version.
/// Errors: Refusal(usage) NUMERIC-BF16, NUMERIC-DEVICE, NUMERIC-THREADS (more than the cores that
/// may be used).
void refuse_what_the_machine_cannot(const Experiment& experiment, const Processor& processor);

}  // namespace tlhost::engine
