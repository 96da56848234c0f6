#include "host/evaluate/over_seeds.hpp"

#include "host/evaluate/rounds.hpp"
#include "host/metrics/auc.hpp"
#include "host/metrics/interval.hpp"
#include "host/metrics/label_accuracy.hpp"
#include "host/metrics/metrics.hpp"
#include "host/metrics/usable.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

namespace tlhost::engine {

namespace {

/// The counted rounds of one metric; the vectors are parallel.
struct Rounds {
  std::vector<Round> rounds;
  std::vector<double> values;
  std::vector<AucFigure> figures;  ///< of an AUC

  /// "-folds" if the rounds are cross-validations.
  std::string folded() const { return rounds.front().runs.size() > 1 ? "-folds" : ""; }
};

/// The test cases' part of the variance of the mean, and how it was found.
struct CasePart {
  double variance = 0;
  std::int64_t trials = 0;  ///< for an exact bound
  std::string method;
};

// About the first value, so that equal values have exactly their own mean and no spread.
double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) {
    sum += value - values.front();
  }
  return values.front() + sum / static_cast<double>(values.size());
}

double sample_variance(const std::vector<double>& values, double mean) {
  double sum = 0;
  for (const double value : values) {
    sum += (value - mean) * (value - mean);
  }
  return sum / static_cast<double>(values.size() - 1);
}

// DeLong's variance of the mean over rounds that were tested on the same records.
double joint_variance(const std::vector<AucFigure>& figures) {
  std::vector<double> mean(figures.front().influence.size());
  for (const AucFigure& figure : figures) {
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i] += figure.influence[i] / static_cast<double>(figures.size());
    }
  }
  return variance_of(mean);
}

CasePart auc_cases(const Rounds& counted, double mean) {
  CasePart part;
  part.trials = std::numeric_limits<std::int64_t>::max();
  for (const AucFigure& figure : counted.figures) {
    part.trials = std::min(part.trials, figure.pairs);
  }
  if (same_records(counted.rounds)) {
    part.variance = joint_variance(counted.figures);
    part.method = (part.variance > 0 ? "delong-logit" : "bound-logit") + counted.folded();
    part.variance = part.variance > 0 ? part.variance : largest_auc_variance(mean, part.trials);
    return part;
  }
  part.method = "delong-logit";
  for (const AucFigure& figure : counted.figures) {
    double variance = variance_of(figure.influence);
    if (variance == 0) {
      variance = largest_auc_variance(mean, figure.pairs);
      part.method = "bound-logit";
    }
    part.variance += variance / static_cast<double>(counted.figures.size());
  }
  part.method += counted.folded() + "-conservative";
  return part;
}

CasePart accuracy_cases(const Rounds& counted, double mean) {
  CasePart part;
  part.trials = std::numeric_limits<std::int64_t>::max();
  double of_rounds = 0;
  for (std::size_t i = 0; i < counted.rounds.size(); ++i) {
    const std::int64_t records = counted.rounds[i].records();
    part.trials = std::min(part.trials, records);
    of_rounds += counted.values[i] * (1 - counted.values[i]) / static_cast<double>(records);
  }
  const bool same = same_records(counted.rounds);
  const double of_mean = mean * (1 - mean) / static_cast<double>(part.trials);
  part.variance =
      same ? of_mean : std::max(of_mean, of_rounds / static_cast<double>(counted.rounds.size()));
  part.method = "binomial-logit" + counted.folded() + (same ? "" : "-conservative");
  return part;
}

void set_interval(CellMetric& metric, const CasePart& cases) {
  const double mean = *metric.mean;
  if (mean == 0 || mean == 1) {
    metric.interval = exact_bound(mean, cases.trials);
    return;
  }
  metric.case_variance = cases.variance;
  const double total = metric.case_variance + metric.seed_variance;
  const double share = total / metric.seed_variance;  // infinite without a spread
  const double freedom = share * share * static_cast<double>(metric.seeds - 1);
  metric.interval = logit_interval(mean, total, cases.method + "+seeds", freedom);
}

// One round: its own figure and interval; the case variance is told if it was estimated.
void set_single(CellMetric& metric, const Rounds& counted, bool accuracy) {
  const double value = *metric.mean;
  if (accuracy) {
    const auto records = static_cast<double>(counted.rounds.front().records());
    metric.case_variance = value * (1 - value) / records;
    metric.interval = wilson_interval(std::llround(value * records), std::llround(records));
    return;
  }
  const AucFigure& figure = counted.figures.front();
  const std::optional<double> variance =
      figure.influence.empty() ? std::nullopt : std::optional(variance_of(figure.influence));
  metric.interval = auc_interval(value, variance, figure.pairs);
  metric.case_variance = metric.interval->method == "bound-logit"
                             ? largest_auc_variance(value, figure.pairs)
                             : variance.value_or(0);
  metric.interval->method += metric.interval->method == "exact-bound" ? "" : counted.folded();
}

AucFigure run_figure(const std::string& metric, const RunOutcome& run) {
  if (metric != "accuracy" || run.scores.multilabel) {
    return named_auc_figure(metric, run.scores);
  }
  AucFigure figure;
  figure.value = selection_score(metric, run.scores);
  figure.reason = unusable_reason(run.scores);
  return figure;
}

// The folds' records are apart, so their errors are: the mean's influence values are theirs, each
// divided by the number of folds, and min(positives, negatives) adds up.
void add_fold(AucFigure& mean, const AucFigure& fold, double weight) {
  mean.value = mean.value.value_or(0) + weight * *fold.value;
  mean.pairs += fold.pairs;
  for (const double value : fold.influence) {
    mean.influence.push_back(weight * value);
  }
}

// Without a value, and with the reason of the first run that has none, if one has none.
AucFigure round_figure(const std::string& metric, const Round& round) {
  if (round.runs.size() == 1) {
    return run_figure(metric, *round.runs.front());
  }
  AucFigure mean;
  bool estimable = true;
  for (const RunOutcome* run : round.runs) {
    const AucFigure fold = run_figure(metric, *run);
    if (!fold.value) {
      return {.value = {},
              .reason = "fold " + std::to_string(run->division.fold) + ": " + fold.reason,
              .influence = {},
              .pairs = 0};
    }
    const double weight = metric == "accuracy" ? static_cast<double>(run->scores.ids.size()) /
                                                     static_cast<double>(round.records())
                                               : 1 / static_cast<double>(round.runs.size());
    estimable = estimable && !fold.influence.empty();
    add_fold(mean, fold, weight);
    mean.reason = mean.reason.empty() ? fold.reason : mean.reason;
  }
  if (!estimable) {
    mean.influence.clear();
  }
  return mean;
}

std::string first_reason(const std::vector<RunOutcome>& runs) {
  const auto failed = std::find_if(
      runs.begin(), runs.end(), [](const RunOutcome& run) { return run.status != RunStatus::ok; });
  return failed == runs.end() ? "the cell has no run"
                              : run_words(*failed, runs) + ": " + failed->reason;
}

Rounds counted_rounds(const std::string& metric,
                      const std::vector<RunOutcome>& runs,
                      std::string& reason) {
  Rounds counted;
  for (const Round& round : distinct_rounds(runs)) {
    AucFigure figure = round_figure(metric, round);
    if (figure.value) {
      counted.rounds.push_back(round);
      counted.values.push_back(*figure.value);
      counted.figures.push_back(std::move(figure));
    } else if (reason.empty()) {
      reason = figure.reason;
    }
  }
  return counted;
}

}  // namespace

std::vector<const RunOutcome*> distinct_fits(const std::vector<RunOutcome>& runs) {
  std::vector<const RunOutcome*> fits;
  std::set<std::string> seen;
  for (const RunOutcome& run : runs) {
    const bool counts =
        run.status == RunStatus::ok && (run.fit_key.empty() || seen.insert(run.fit_key).second);
    if (counts) {
      fits.push_back(&run);
    }
  }
  return fits;
}

CellMetric over_seeds(const std::string& metric, const std::vector<RunOutcome>& runs) {
  CellMetric over;
  over.name = metric;
  const Rounds counted = counted_rounds(metric, runs, over.reason);
  over.seeds = static_cast<std::int64_t>(counted.rounds.size());
  if (counted.rounds.empty()) {
    if (over.reason.empty()) {
      over.reason = first_reason(runs);
    }
    return over;
  }
  over.reason = counted.figures.front().reason;  // which labels a mean over labels leaves out
  over.mean = mean_of(counted.values);
  const bool of_records =
      metric == "accuracy" && counted.rounds.front().runs.front()->scores.multilabel;
  const bool accuracy = metric == "accuracy" && !of_records;
  if (over.seeds == 1) {
    set_single(over, counted, accuracy);
  } else {
    const double variance = sample_variance(counted.values, *over.mean);
    over.spread = std::sqrt(variance);
    over.seed_variance = variance / static_cast<double>(over.seeds);
    set_interval(over,
                 accuracy ? accuracy_cases(counted, *over.mean) : auc_cases(counted, *over.mean));
  }
  if (of_records) {
    over.interval = named_by_records(*over.interval);
  }
  return over;
}

std::vector<CellMetric> cell_metrics(const std::vector<RunOutcome>& runs) {
  std::vector<std::string> names = {"auc", "accuracy"};
  for (const RunOutcome& run : runs) {
    for (const Metric& metric : run.metrics) {
      if (std::find(names.begin(), names.end(), metric.name) == names.end()) {
        names.push_back(metric.name);
      }
    }
  }
  std::vector<CellMetric> metrics;
  for (const std::string& name : names) {
    metrics.push_back(over_seeds(name, runs));
  }
  return metrics;
}

}  // namespace tlhost::engine
