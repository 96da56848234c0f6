#pragma once
#include "host/check/test.hpp"

namespace tlhost::engine {

/// The tests of the file that load it: what the process looks like afterwards, and the descriptor.
std::vector<Test> load_tests();

}  // namespace tlhost::engine
