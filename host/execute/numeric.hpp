#pragma once
#include "host/plan/plan.hpp"
#include "host/spec/experiment_spec.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace tlhost::engine {

/// Facts of this build that stand in keys.
EngineFacts engine_facts();

/// Prepares this process for a job: threads of LibTorch and BLAS, allocator.  In children.
/// Errors: Refusal(bug) BLAS-REFERENCE if OpenBLAS is not the BLAS in use.
void set_up_numerics(const NumericRule& numeric);

/// Whether LibTorch and BLAS still compute with the threads that set_up_numerics() set.
bool threads_are_as_set(const NumericRule& numeric);

/// What results of equal keys may still differ by: LibTorch, oneDNN, BLAS and its kernels,
/// instruction set, caches, threads, numeric environment variables.  {"id": SHA-256 of the rest,
/// ...}
boost::json::value numeric_class(const NumericRule& numeric);

}  // namespace tlhost::engine
