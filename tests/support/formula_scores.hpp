#pragma once
#include "host/evaluate/outcomes.hpp"
#include "host/metrics/metrics.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::test {

inline engine::TestScores empty_table(std::int64_t records, std::vector<std::string> classes) {
  engine::TestScores table;
  table.classes = std::move(classes);
  for (std::int64_t i = 0; i < records; ++i) {
    table.ids.push_back("r" + std::to_string(i));
  }
  return table;
}

/// Two classes with ties, by a formula that tests/parity/auc_golden.py has too; the AUC's score
/// stands in column 1.
inline engine::TestScores binary_scores(std::int64_t records, std::int64_t seed = 0) {
  engine::TestScores table = empty_table(records, {"nevus", "melanoma"});
  for (std::int64_t i = 0; i < records; ++i) {
    const std::int64_t score = (7 * i * i + 13 * i + 5 * seed * i) % 23 - 3 * seed;
    table.scores.insert(table.scores.end(), {0, static_cast<double>(score) / 8});
    table.labels.push_back((5 * i + (i * i) % 7) % 3 == 0 ? 1 : 0);
  }
  return table;
}

/// Three classes with ties, by a formula that tests/parity/auc_golden.py has too.
inline engine::TestScores three_class_scores(std::int64_t records, std::int64_t seed = 0) {
  engine::TestScores table = empty_table(records, {"a", "b", "c"});
  for (std::int64_t i = 0; i < records; ++i) {
    const auto label = static_cast<std::int32_t>((7 * i + (i * i) % 5) % 3);
    table.labels.push_back(label);
    for (std::int64_t c = 0; c < 3; ++c) {
      const std::int64_t step = (i * i * (c + 3) + 17 * i * (c + 1) + 5 * c + seed * i) % 29;
      table.scores.push_back(static_cast<double>(step) / 8 + (label == c ? 1 : 0));
    }
  }
  return table;
}

/// A table of two classes with these scores of class 1.
inline engine::TestScores table_of(const std::vector<double>& scores,
                                   const std::vector<std::int32_t>& labels) {
  engine::TestScores table =
      empty_table(static_cast<std::int64_t>(scores.size()), {"nevus", "melanoma"});
  for (const double score : scores) {
    table.scores.insert(table.scores.end(), {0, score});
  }
  table.labels = labels;
  return table;
}

/// A finished run of these scores.
inline engine::RunOutcome run_of(engine::TestScores scores,
                                 std::uint64_t seed,
                                 const std::string& fit_key) {
  engine::RunOutcome run;
  run.cell = {"imagenet", "skin", "vgg16", "fine_tune"};
  run.seed = seed;
  run.fit_key = fit_key;
  run.predict_key = "p" + fit_key;
  run.metrics = engine::run_metrics(scores);
  run.confusion = engine::confusion_matrix(scores);
  run.scores = std::move(scores);
  return run;
}

}  // namespace tlhost::test
