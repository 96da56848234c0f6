#include "host/check/test.hpp"

namespace tlhost::engine {

std::vector<Test> model_tests() { return {}; }

std::vector<Test> strategy_tests() { return {}; }

}  // namespace tlhost::engine
