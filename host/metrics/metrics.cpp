#include "host/metrics/metrics.hpp"

#include "host/log/problem.hpp"
#include "host/metrics/auc.hpp"
#include "host/metrics/interval.hpp"
#include "host/metrics/label_accuracy.hpp"
#include "host/metrics/usable.hpp"

#include <algorithm>
#include <numeric>

namespace tlhost::engine {

namespace {

const char* const kClassPrefix = "auc.";

Metric auc_metric(const std::string& name, const AucFigure& figure) {
  Metric metric;
  metric.name = name;
  metric.value = figure.value;
  metric.reason = figure.reason;
  if (figure.value) {
    const bool estimable = !figure.influence.empty();
    metric.interval =
        auc_interval(*figure.value,
                     estimable ? std::optional(variance_of(figure.influence)) : std::nullopt,
                     figure.pairs);
  }
  return metric;
}

Metric accuracy_metric(const TestScores& scores, const std::string& unusable) {
  Metric metric;
  if (scores.multilabel) {
    metric = auc_metric("accuracy", label_accuracy(scores));
    if (metric.interval) {
      metric.interval = named_by_records(*metric.interval);
    }
    return metric;
  }
  metric.name = "accuracy";
  metric.reason = unusable;
  if (unusable.empty()) {
    const std::vector<std::uint8_t> hits = hits_of(scores);
    const auto count = std::accumulate(hits.begin(), hits.end(), std::int64_t{0});
    const auto records = static_cast<std::int64_t>(hits.size());
    metric.value = static_cast<double>(count) / static_cast<double>(records);
    metric.interval = wilson_interval(count, records);
  }
  return metric;
}

std::int32_t highest(const TestScores& scores, std::size_t record) {
  const std::size_t classes = scores.classes.size();
  const auto row = scores.scores.begin() + static_cast<std::ptrdiff_t>(record * classes);
  return static_cast<std::int32_t>(
      std::max_element(row, row + static_cast<std::ptrdiff_t>(classes)) - row);
}

[[noreturn]] void refuse_name(const std::string& name) {
  throw Refusal(Exit::bug,
                {.code = "EVALUATE-METRIC",
                 .where = "metric \"" + name + "\"",
                 .what = "there is no such figure; expected auc, accuracy or auc.<class>",
                 .at = "",
                 .fix = ""});
}

}  // namespace

std::vector<Metric> run_metrics(const TestScores& scores) {
  std::vector<Metric> of_classes;
  const AucFigure auc = auc_figure(scores, [&](std::size_t label, const AucFigure& figure) {
    of_classes.push_back(auc_metric(kClassPrefix + scores.classes[label], figure));
  });
  std::vector<Metric> metrics = {auc_metric("auc", auc),
                                 accuracy_metric(scores, unusable_reason(scores))};
  metrics.insert(metrics.end(), of_classes.begin(), of_classes.end());
  return metrics;
}

AucFigure named_auc_figure(const std::string& name, const TestScores& scores) {
  if (name == "auc") {
    return auc_figure(scores);
  }
  if (name == "accuracy" && scores.multilabel) {
    return label_accuracy(scores);
  }
  for (std::size_t label = 0; label < scores.classes.size(); ++label) {
    if (name == kClassPrefix + scores.classes[label]) {
      return class_auc_figure(scores, label);
    }
  }
  refuse_name(name);
}

std::vector<std::uint8_t> hits_of(const TestScores& scores) {
  std::vector<std::uint8_t> hits;
  if (unusable_reason(scores).empty() && !scores.multilabel) {
    for (std::size_t i = 0; i < scores.ids.size(); ++i) {
      hits.push_back(static_cast<std::uint8_t>(highest(scores, i) == scores.labels[i]));
    }
  }
  return hits;
}

std::vector<std::int64_t> confusion_matrix(const TestScores& scores) {
  const std::string unusable = unusable_reason(scores);
  if (scores.multilabel || (!unusable.empty() && !scores.ids.empty())) {
    return {};
  }
  const std::size_t classes = scores.classes.size();
  std::vector<std::int64_t> counts(classes * classes);
  for (std::size_t i = 0; i < scores.ids.size(); ++i) {
    const auto row = static_cast<std::size_t>(scores.labels[i]);
    counts[row * classes + static_cast<std::size_t>(highest(scores, i))] += 1;
  }
  return counts;
}

std::optional<double> selection_score(const std::string& name, const TestScores& scores) {
  if (name == "accuracy") {
    return accuracy_metric(scores, unusable_reason(scores)).value;
  }
  return named_auc_figure(name, scores).value;
}

}  // namespace tlhost::engine
