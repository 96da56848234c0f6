#include "host/report/csv.hpp"

#include "host/report/cell_view.hpp"
#include "host/report/text.hpp"
#include "host/store/canonical_json.hpp"

#include <cmath>
#include <optional>
#include <vector>

namespace tlhost::engine {

namespace {

constexpr const char* kHeader =
    "level,source,target,model,strategy,budget,split,seed,repeat,fold,metric,value,ci_low,ci_high,"
    "ci_method,spread,n_seeds,n_test,status,reason,fit,predict\n";

/// One row; text members are names, the others are written as they are.
struct Row {
  std::string level;
  CellName cell;
  std::string seed, repeat, fold, metric;
  std::optional<double> value, spread;
  std::optional<Interval> interval;
  std::string n_seeds, n_test, status, reason, fit, predict;
};

// An infinity or NaN never gets here by a metric; if one does, the cell stays empty as for "no
// value".
std::string number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? number_text(*value) : "";
}

void append(std::string& csv, const Row& row) {
  const auto bound = [&](double Interval::*end) {
    return row.interval ? number((*row.interval).*end) : std::string();
  };
  const std::vector<std::string> cells = {csv_text(row.level),
                                          csv_text(row.cell.source),
                                          csv_text(row.cell.target),
                                          csv_text(row.cell.model),
                                          csv_text(row.cell.strategy),
                                          csv_text(row.cell.budget),
                                          row.cell.naive ? "naive" : "",
                                          row.seed,
                                          row.repeat,
                                          row.fold,
                                          csv_text(row.metric),
                                          number(row.value),
                                          bound(&Interval::low),
                                          bound(&Interval::high),
                                          csv_text(row.interval ? row.interval->method : ""),
                                          number(row.spread),
                                          row.n_seeds,
                                          row.n_test,
                                          csv_text(row.status),
                                          csv_text(row.reason),
                                          csv_text(row.fit),
                                          csv_text(row.predict)};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    csv += (i == 0 ? "" : ",") + cells[i];
  }
  csv += '\n';
}

void append_run(std::string& csv, const RunOutcome& run) {
  Row row;
  row.level = "run";
  row.cell = run.cell;
  row.seed = std::to_string(run.seed);
  row.repeat = std::to_string(run.division.repeat);
  row.fold = run.division.fold > 0 ? std::to_string(run.division.fold) : "";
  row.status = status_word(run.status);
  row.fit = run.fit_key;
  row.predict = run.predict_key;
  if (run.status != RunStatus::ok) {
    row.reason = run.reason;
    append(csv, row);
    return;
  }
  row.n_test = std::to_string(run.scores.ids.size());
  for (const Metric& metric : run.metrics) {
    row.metric = metric.name;
    row.value = metric.value;
    row.interval = metric.interval;
    row.reason = metric.reason;
    append(csv, row);
  }
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? "" : "; ") + line;
  }
  return text;
}

void append_cell(std::string& csv, const CellOutcome& cell) {
  Row row;
  row.level = "cell";
  row.cell = cell.cell;
  row.status = cell_status(cell);
  row.n_test = std::to_string(cell.test_records);
  for (const CellMetric& metric : cell.metrics) {
    row.metric = metric.name;
    row.value = metric.mean;
    row.spread = metric.spread;
    row.interval = metric.interval;
    row.n_seeds = std::to_string(metric.seeds);
    row.reason = joined(missing_lines(cell, metric.name));
    append(csv, row);
  }
}

/// The class; of several labels those that the record has, and behind a '?' those that nobody
/// knows, joined by '|'.
std::string truth_text(const TestScores& scores, std::size_t record) {
  if (!scores.multilabel) {
    return scores.classes[static_cast<std::size_t>(scores.labels[record])];
  }
  std::string text;
  for (std::size_t c = 0; c < scores.classes.size(); ++c) {
    const int truth = scores.truth[record * scores.classes.size() + c];
    if (truth != 0) {
      text += (text.empty() ? "" : "|") + std::string(truth < 0 ? "?" : "") + scores.classes[c];
    }
  }
  return text;
}

}  // namespace

std::string results_csv(const Outcomes& outcomes) {
  std::string csv = kHeader;
  for (const CellOutcome& cell : outcomes.cells) {
    append_cell(csv, cell);
    for (const RunOutcome& run : cell.runs) {
      append_run(csv, run);
    }
  }
  return csv;
}

std::string predictions_csv(const TestScores& scores) {
  std::string csv = "id,label";
  for (const std::string& name : scores.classes) {
    csv += "," + csv_text(name);
  }
  csv += '\n';
  const std::size_t classes = scores.classes.size();
  for (std::size_t i = 0; i < scores.ids.size(); ++i) {
    csv += csv_text(scores.ids[i]) + "," + csv_text(truth_text(scores, i));
    for (std::size_t c = 0; c < classes; ++c) {
      const double score = scores.scores[i * classes + c];
      // What is not a number must be seen here: it is why the run has no figures.
      csv += "," + (std::isfinite(score) ? number_text(score)
                    : std::isnan(score)  ? "nan"
                    : score > 0          ? "inf"
                                         : "-inf");
    }
    csv += '\n';
  }
  return csv;
}

}  // namespace tlhost::engine
