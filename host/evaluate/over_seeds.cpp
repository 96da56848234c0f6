#include "host/evaluate/over_seeds.hpp"

#include "host/metrics/auc.hpp"
#include "host/metrics/interval.hpp"
#include "host/metrics/metrics.hpp"
#include "host/metrics/usable.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

namespace tlhost::engine {

namespace {

/// The counted runs of one metric; the vectors are parallel.
struct Fits {
  std::vector<const RunOutcome*> runs;
  std::vector<double> values;
  std::vector<AucFigure> figures;  ///< of an AUC
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

bool same_records(const std::vector<const RunOutcome*>& runs) {
  return std::all_of(runs.begin(), runs.end(), [&](const RunOutcome* run) {
    const TestScores& first = runs.front()->scores;
    return run->scores.ids == first.ids && run->scores.labels == first.labels &&
           run->scores.classes == first.classes;
  });
}

// DeLong's variance of the mean over fits that were tested on the same records.
double joint_variance(const std::vector<AucFigure>& figures) {
  std::vector<double> mean(figures.front().influence.size());
  for (const AucFigure& figure : figures) {
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i] += figure.influence[i] / static_cast<double>(figures.size());
    }
  }
  return variance_of(mean);
}

CasePart auc_cases(const Fits& fits, double mean) {
  CasePart part;
  part.trials = std::numeric_limits<std::int64_t>::max();
  for (const AucFigure& figure : fits.figures) {
    part.trials = std::min(part.trials, figure.pairs);
  }
  if (same_records(fits.runs)) {
    part.variance = joint_variance(fits.figures);
    part.method = part.variance > 0 ? "delong-logit" : "bound-logit";
    part.variance = part.variance > 0 ? part.variance : largest_auc_variance(mean, part.trials);
    return part;
  }
  part.method = "delong-logit-conservative";
  for (const AucFigure& figure : fits.figures) {
    double variance = variance_of(figure.influence);
    if (variance == 0) {
      variance = largest_auc_variance(mean, figure.pairs);
      part.method = "bound-logit-conservative";
    }
    part.variance += variance / static_cast<double>(fits.figures.size());
  }
  return part;
}

CasePart accuracy_cases(const Fits& fits, double mean) {
  CasePart part;
  part.trials = std::numeric_limits<std::int64_t>::max();
  double of_runs = 0;
  for (std::size_t i = 0; i < fits.runs.size(); ++i) {
    const auto records = static_cast<std::int64_t>(fits.runs[i]->scores.ids.size());
    part.trials = std::min(part.trials, records);
    of_runs += fits.values[i] * (1 - fits.values[i]) / static_cast<double>(records);
  }
  const bool same = same_records(fits.runs);
  const double of_mean = mean * (1 - mean) / static_cast<double>(part.trials);
  part.variance =
      same ? of_mean : std::max(of_mean, of_runs / static_cast<double>(fits.runs.size()));
  part.method = same ? "binomial-logit" : "binomial-logit-conservative";
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

// One fit: the run's own figure and interval; the case variance is told if it was estimated.
void set_single(CellMetric& metric, const Fits& fits, bool accuracy) {
  const double value = *metric.mean;
  if (accuracy) {
    const auto records = static_cast<double>(fits.runs.front()->scores.ids.size());
    metric.case_variance = value * (1 - value) / records;
    metric.interval = wilson_interval(std::llround(value * records), std::llround(records));
    return;
  }
  const AucFigure& figure = fits.figures.front();
  const std::optional<double> variance =
      figure.influence.empty() ? std::nullopt : std::optional(variance_of(figure.influence));
  metric.interval = auc_interval(value, variance, figure.pairs);
  metric.case_variance = metric.interval->method == "bound-logit"
                             ? largest_auc_variance(value, figure.pairs)
                             : variance.value_or(0);
}

std::string reason_of(const RunOutcome& run) {
  return "seed " + std::to_string(run.seed) + ": " + run.reason;
}

Fits counted_fits(const std::string& metric,
                  const std::vector<RunOutcome>& runs,
                  std::string& reason) {
  Fits fits;
  for (const RunOutcome* run : distinct_fits(runs)) {
    AucFigure figure;
    if (metric == "accuracy") {
      figure.value = selection_score(metric, run->scores);
      figure.reason = unusable_reason(run->scores);
    } else {
      figure = named_auc_figure(metric, run->scores);
    }
    if (figure.value) {
      fits.runs.push_back(run);
      fits.values.push_back(*figure.value);
      fits.figures.push_back(std::move(figure));
    } else if (reason.empty()) {
      reason = figure.reason;
    }
  }
  return fits;
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
  const bool accuracy = metric == "accuracy";
  const Fits fits = counted_fits(metric, runs, over.reason);
  over.seeds = static_cast<std::int64_t>(fits.runs.size());
  if (fits.runs.empty()) {
    if (over.reason.empty()) {
      over.reason = runs.empty() ? "the cell has no run" : reason_of(runs.front());
    }
    return over;
  }
  over.reason.clear();
  over.mean = mean_of(fits.values);
  if (over.seeds == 1) {
    set_single(over, fits, accuracy);
    return over;
  }
  const double variance = sample_variance(fits.values, *over.mean);
  over.spread = std::sqrt(variance);
  over.seed_variance = variance / static_cast<double>(over.seeds);
  set_interval(over, accuracy ? accuracy_cases(fits, *over.mean) : auc_cases(fits, *over.mean));
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
