#include "host/report/jsonl.hpp"

#include "host/report/cell_view.hpp"
#include "host/report/file_name.hpp"
#include "host/report/text.hpp"
#include "host/store/canonical_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cmath>
#include <optional>

namespace tlhost::engine {

namespace {

namespace json = boost::json;

json::value number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? json::value(*value) : json::value(nullptr);
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(visible_text(text));
}

json::value interval_json(const std::optional<Interval>& interval) {
  if (!interval) {
    return nullptr;
  }
  return json::object{{"low", number(interval->low)},
                      {"high", number(interval->high)},
                      {"method", interval->method}};
}

json::object names_json(const std::string& level, const CellName& cell) {
  return {{"level", level},
          {"source", visible_text(cell.source)},
          {"target", visible_text(cell.target)},
          {"model", visible_text(cell.model)},
          {"strategy", visible_text(cell.strategy)},
          {"budget", text_or_null(cell.budget)},
          {"naive", cell.naive}};
}

json::object cell_json(const CellOutcome& cell) {
  json::object object = names_json("cell", cell.cell);
  object["status"] = cell_status(cell);
  object["runs"] = cell.runs.size();
  object["n_test"] = cell.test_records;
  json::array missing;
  for (const std::string& line : missing_lines(cell)) {
    missing.emplace_back(visible_text(line));
  }
  object["missing"] = std::move(missing);
  json::array metrics;
  for (const CellMetric& metric : cell.metrics) {
    metrics.push_back(
        json::object{{"name", visible_text(metric.name)},
                     {"mean", number(metric.mean)},
                     {"spread", number(metric.spread)},
                     {"interval", interval_json(metric.interval)},
                     {"case_variance", metric.mean ? number(metric.case_variance) : nullptr},
                     {"seed_variance", metric.mean ? number(metric.seed_variance) : nullptr},
                     {"seeds", metric.seeds},
                     {"reason", text_or_null(metric.reason)}});
  }
  object["metrics"] = std::move(metrics);
  return object;
}

std::string kind_word(ScoreKind kind) {
  switch (kind) {
    case ScoreKind::logits:
      return "logits";
    case ScoreKind::margins:
      return "margins";
    case ScoreKind::probabilities:
      return "probabilities";
  }
  return "logits";
}

json::array confusion_json(const RunOutcome& run) {
  json::array rows;
  const std::size_t classes = run.scores.classes.size();
  for (std::size_t at = 0; classes > 0 && at + classes <= run.confusion.size(); at += classes) {
    json::array row;
    for (std::size_t c = 0; c < classes; ++c) {
      row.emplace_back(run.confusion[at + c]);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

json::object run_json(const RunOutcome& run) {
  json::object object = names_json("run", run.cell);
  object["seed"] = run.seed;
  object["repeat"] = run.division.repeat;
  object["fold"] = run.division.fold;
  object["seed_used"] = run.seed_used;
  object["status"] = status_word(run.status);
  object["reason"] = text_or_null(run.reason);
  object["fit"] = text_or_null(run.fit_key);
  object["predict"] = text_or_null(run.predict_key);
  if (run.status != RunStatus::ok) {
    return object;
  }
  json::array metrics, classes;
  for (const Metric& metric : run.metrics) {
    metrics.push_back(json::object{{"name", visible_text(metric.name)},
                                   {"value", number(metric.value)},
                                   {"interval", interval_json(metric.interval)},
                                   {"reason", text_or_null(metric.reason)}});
  }
  for (const std::string& name : run.scores.classes) {
    classes.emplace_back(visible_text(name));
  }
  object["metrics"] = std::move(metrics);
  object["classes"] = std::move(classes);
  object["confusion"] = confusion_json(run);
  object["n_test"] = run.scores.ids.size();
  object["scores"] = kind_word(run.scores.kind);
  object["predictions"] = prediction_file(run);
  return object;
}

}  // namespace

std::string metrics_jsonl(const Outcomes& outcomes) {
  std::string lines;
  for (const CellOutcome& cell : outcomes.cells) {
    lines += canonical_json(cell_json(cell)) + "\n";
    for (const RunOutcome& run : cell.runs) {
      lines += canonical_json(run_json(run)) + "\n";
    }
  }
  return lines;
}

}  // namespace tlhost::engine
