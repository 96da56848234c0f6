#include "host/check/trial.hpp"

#include "host/execute/numeric.hpp"

namespace tlhost::engine {

Test trial(std::string name, std::string what, std::function<Verdict(const Subject&)> body) {
  const auto run = [body = std::move(body)](const Subject& subject) {
    if (!subject.not_given.empty()) {
      return skipped("no value for the required parameter " + joined(subject.not_given) +
                     "; give it with --config");
    }
    set_up_numerics(NumericRule{});
    try {
      return body(subject);
    } catch (const Unsuited& reason) {
      return skipped(reason.what());
    }
  };
  return {std::move(name), std::move(what), run};
}

std::string joined(const std::vector<std::string>& words) {
  constexpr std::size_t kMost = 5;
  std::string text = words.size() > 1 ? std::to_string(words.size()) + " of them: " : "";
  for (std::size_t i = 0; i < words.size() && i < kMost; ++i) {
    text += (i == 0 ? "" : "; ") + words[i];
  }
  return text + (words.size() > kMost ? "; ..." : "");
}

}  // namespace tlhost::engine
