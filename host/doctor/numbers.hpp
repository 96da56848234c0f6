#pragma once
#include "host/doctor/finding.hpp"
#include "host/process/processor.hpp"

#include <boost/json/value.hpp>

#include <vector>

namespace tlhost::engine {

/// What arithmetic runs on and how fast it is, as a child tells it: LibTorch, BLAS, instruction
/// set, numeric class, GPUs, and what a shorter number format or more threads would save.
std::vector<Finding> number_findings();

/// The same of what a child said.  facts: from numeric_class; measured: from `measure`, or null.
std::vector<Finding> findings_of_numbers(const boost::json::object& facts,
                                         const boost::json::value& measured,
                                         const Processor& processor);

}  // namespace tlhost::engine
