#include "host/check/verdicts.hpp"

#include <algorithm>
#include <cstddef>

namespace tlhost::engine::verdict {

Verdict of(const std::vector<std::string>& complaints, Status otherwise) {
  constexpr std::size_t kShown = 5;
  if (complaints.empty()) {
    return pass();
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, complaints.size()); ++i) {
    text += (i == 0 ? "" : "; ") + complaints[i];
  }
  if (complaints.size() > kShown) {
    text += "; and " + std::to_string(complaints.size() - kShown) + " more";
  }
  return {otherwise, text};
}

bool all_given(const Subject& subject) { return subject.not_given.empty(); }

Verdict skip_not_given(const Subject& subject) {
  std::string names;
  for (const std::string& name : subject.not_given) {
    names += (names.empty() ? "\"" : ", \"") + name + "\"";
  }
  return skip("it needs a value for " + names + "; give it with --config");
}

}  // namespace tlhost::engine::verdict
