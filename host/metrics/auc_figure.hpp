#pragma once
#include "host/metrics/figures.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// An AUC in the form that can be averaged over runs.
struct AucFigure {
  std::optional<double> value;
  std::string reason;  ///< when there is no value, or which labels it leaves out
  std::vector<double>
      influence;  ///< one a record (auc.hpp); empty when no variance can be estimated
  std::int64_t pairs =
      0;  ///< min(positives, negatives); of the scarcest class for a mean over classes
};

/// Told the figure of each class against the rest, in class order, for more than two classes or
/// several labels a record.
using ClassFigure = std::function<void(std::size_t label, const AucFigure& figure)>;

/// The AUC of a run.  Two classes: class 1 against class 0.  More: the plain mean over the classes
/// of the class against the rest, by ranking_scores; its influence values are the record-wise means
/// of the classes' ones, so that its variance has all covariances.  Without a value, and with the
/// reason of the first class that has none, as soon as one has none.
/// Several labels a record: the plain mean over the labels of the records that have the label
/// against those that have it not, records of which it is not known left out.  A label that all
/// known records have, or none, is left out of the mean and named in `reason`.
AucFigure auc_figure(const TestScores& scores, const ClassFigure& each_class = {});

/// One class against the rest, by ranking_scores.
AucFigure class_auc_figure(const TestScores& scores, std::size_t label);

}  // namespace tlhost::engine
