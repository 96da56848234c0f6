#include "host/check/strategy_trial.hpp"

#include <iterator>

namespace tlhost::engine {

std::vector<Test> strategy_tests() {
  std::vector<Test> all;
  for (std::vector<Test> (*part)() : {&strategy_result_tests,
                                      &strategy_conduct_tests,
                                      &strategy_repeat_tests,
                                      &strategy_break_tests}) {
    std::vector<Test> tests = part();
    std::move(tests.begin(), tests.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace tlhost::engine
