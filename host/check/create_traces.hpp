#pragma once
#include "host/check/test.hpp"

namespace tlhost::engine {

/// The tests of "create" that look at what the process keeps of an object that was made and ended.
std::vector<Test> create_trace_tests();

}  // namespace tlhost::engine
