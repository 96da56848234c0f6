#include "host/report/medmnist_csv.hpp"

#include "host/metrics/metrics.hpp"
#include "host/metrics/probabilities.hpp"
#include "host/report/file_name.hpp"
#include "host/store/canonical_json.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>

namespace tlhost::engine {

namespace {

std::string three_digits(const std::optional<double>& value) {
  char text[16] = "nan";
  if (value) {
    std::snprintf(text, sizeof text, "%.3f", *value);
  }
  return text;
}

/// Of two classes the evaluator looks at the second alone.
std::optional<double> accuracy(const TestScores& table) {
  if (table.multilabel || table.classes.size() != 2 || table.ids.empty()) {
    return selection_score("accuracy", table);
  }
  double right = 0;
  for (std::size_t i = 0; i < table.ids.size(); ++i) {
    right += (table.scores[2 * i + 1] > 0.5) == (table.labels[i] == 1) ? 1 : 0;
  }
  return right / static_cast<double>(table.ids.size());
}

}  // namespace

MedMnistFile medmnist_file(const RunOutcome& run) {
  TestScores table = run.scores;
  table.scores = probabilities(run.scores);
  table.kind = ScoreKind::probabilities;
  const AucFigure auc = named_auc_figure("auc", table);
  // The evaluator knows no mean that leaves labels out.
  const std::optional<double> area = auc.reason.empty() ? auc.value : std::nullopt;
  // What stands between '@' and the first '.' is the run.
  std::string words = run_file_name(run, 140);
  std::replace(words.begin(), words.end(), '.', '-');
  MedMnistFile file;
  file.name = "medmnist/" + target_folder(run) + "/" + run.medmnist + "_test_[AUC]" +
              three_digits(area) + "_[ACC]" + three_digits(accuracy(table)) + "@" + words + ".csv";
  const std::size_t classes = table.classes.size();
  for (std::size_t i = 0; i < table.ids.size(); ++i) {
    file.text += std::to_string(i);
    for (std::size_t c = 0; c < classes; ++c) {
      file.text += "," + number_text(table.scores[i * classes + c]);
    }
    file.text += '\n';
  }
  return file;
}

}  // namespace tlhost::engine
