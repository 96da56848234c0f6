#include "host/process/refusal_message.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

boost::json::value refusal_to_message(const Refusal& refusal) {
  boost::json::array problems;
  for (const Problem& problem : refusal.problems()) {
    problems.push_back({{"code", problem.code},
                        {"where", problem.where},
                        {"what", problem.what},
                        {"at", problem.at},
                        {"fix", problem.fix}});
  }
  return {{"type", "error"},
          {"exit", static_cast<int>(refusal.exit())},
          {"problems", std::move(problems)}};
}

Refusal refusal_from_message(const boost::json::value& message) {
  const auto text = [](const boost::json::value& value, const char* name) {
    return std::string(value.at(name).as_string());
  };
  std::vector<Problem> problems;
  for (const boost::json::value& problem : message.at("problems").as_array()) {
    problems.push_back({text(problem, "code"),
                        text(problem, "where"),
                        text(problem, "what"),
                        text(problem, "at"),
                        text(problem, "fix")});
  }
  return Refusal(static_cast<Exit>(message.at("exit").as_int64()), std::move(problems));
}

}  // namespace tlhost::engine
