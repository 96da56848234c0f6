#include "host/check/model_trial.hpp"

#include <iterator>

namespace tlhost::engine {

std::vector<Test> model_tests() {
  std::vector<Test> all;
  for (std::vector<Test> (*part)() : {&model_create_tests,
                                      &model_stage_tests,
                                      &model_forward_tests,
                                      &model_independence_tests,
                                      &model_training_tests}) {
    std::vector<Test> tests = part();
    std::move(tests.begin(), tests.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace tlhost::engine
