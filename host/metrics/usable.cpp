#include "host/metrics/usable.hpp"

#include "host/log/problem.hpp"

#include <algorithm>
#include <cmath>

namespace tlhost::engine {

namespace {

void check_shape(const TestScores& scores) {
  const std::size_t records = scores.ids.size(), classes = scores.classes.size();
  const bool labels_fit = std::all_of(scores.labels.begin(), scores.labels.end(), [&](auto label) {
    return label >= 0 && static_cast<std::size_t>(label) < classes;
  });
  const std::size_t labels = scores.multilabel ? 0 : records;
  const std::size_t truth = scores.multilabel ? records * classes : 0;
  if (classes == 0 || scores.labels.size() != labels || scores.truth.size() != truth ||
      !labels_fit || scores.scores.size() != records * classes) {
    throw Refusal(
        Exit::bug,
        {.code = "EVALUATE-SCORES",
         .where = "test scores",
         .what = std::to_string(records) + " ids, " + std::to_string(scores.labels.size()) +
                 " labels, " + std::to_string(classes) + " classes and " +
                 std::to_string(scores.scores.size()) +
                 " scores do not fit together; expected one label below the number of classes a "
                 "record, and "
                 "one score a record and class",
         .at = "",
         .fix = ""});
  }
}

}  // namespace

std::string unusable_reason(const TestScores& scores) {
  check_shape(scores);
  if (scores.ids.empty()) {
    return "the test part has no record";
  }
  for (std::size_t at = 0; at < scores.scores.size(); ++at) {
    if (!std::isfinite(scores.scores[at])) {
      const std::size_t classes = scores.classes.size();
      return "the score of record \"" + scores.ids[at / classes] + "\" for class \"" +
             scores.classes[at % classes] + "\" is not finite";
    }
  }
  return "";
}

}  // namespace tlhost::engine
