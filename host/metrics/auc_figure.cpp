#include "host/metrics/auc_figure.hpp"

#include "host/metrics/auc.hpp"
#include "host/metrics/ranking.hpp"
#include "host/metrics/usable.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace tlhost::engine {

namespace {

std::vector<std::uint8_t> members_of(const TestScores& scores, std::size_t label) {
  std::vector<std::uint8_t> positive(scores.labels.size());
  std::transform(scores.labels.begin(), scores.labels.end(), positive.begin(), [&](auto of) {
    return static_cast<std::uint8_t>(static_cast<std::size_t>(of) == label);
  });
  return positive;
}

AucFigure without_value(std::string reason) {
  AucFigure figure;
  figure.reason = std::move(reason);
  return figure;
}

std::string no_record_reason(const std::string& class_name) {
  return "class \"" + class_name + "\" has no test record";
}

// The area of one class against the rest, `ranking` holding the scores of that class.
AucFigure area_figure(const std::vector<double>& ranking,
                      const std::vector<std::uint8_t>& positive) {
  const RocArea roc = roc_area(ranking, positive);
  AucFigure figure;
  figure.value = roc.area;
  figure.influence = influence_values(roc, positive);
  figure.pairs = static_cast<std::int64_t>(std::min(roc.v10.size(), roc.v01.size()));
  return figure;
}

// The records of which it is known whether they have a label.
struct KnownRecords {
  std::vector<std::size_t> records;
  std::vector<std::uint8_t> positive;
  std::vector<double> column;
};

KnownRecords known_records(const TestScores& scores, std::size_t label) {
  KnownRecords known;
  for (std::size_t i = 0; i < scores.ids.size(); ++i) {
    const std::size_t at = i * scores.classes.size() + label;
    if (scores.truth[at] >= 0) {
      known.records.push_back(i);
      known.positive.push_back(static_cast<std::uint8_t>(scores.truth[at]));
      known.column.push_back(scores.scores[at]);
    }
  }
  return known;
}

// Records that have a label against those that have it not; a record of which nobody knows adds
// nothing to the error.
AucFigure label_figure(const TestScores& scores, std::size_t label) {
  const KnownRecords known = known_records(scores, label);
  const auto members = std::count(known.positive.begin(), known.positive.end(), 1);
  const std::string name = "\"" + scores.classes[label] + "\"";
  if (members == 0) {
    return without_value("no test record has the label " + name);
  }
  if (static_cast<std::size_t>(members) == known.positive.size()) {
    return without_value("every test record has the label " + name);
  }
  AucFigure figure = area_figure(known.column, known.positive);
  if (!figure.influence.empty()) {
    std::vector<double> influence(scores.ids.size(), 0);
    for (std::size_t i = 0; i < known.records.size(); ++i) {
      influence[known.records[i]] = figure.influence[i];
    }
    figure.influence = std::move(influence);
  }
  return figure;
}

AucFigure class_figure(const TestScores& scores,
                       const std::vector<double>& ranking,
                       std::size_t label) {
  const std::vector<std::uint8_t> positive = members_of(scores, label);
  const auto members = static_cast<std::size_t>(std::count(positive.begin(), positive.end(), 1));
  if (members == 0) {
    return without_value(no_record_reason(scores.classes[label]));
  }
  if (members == positive.size()) {
    return without_value("every test record is of class \"" + scores.classes[label] + "\"");
  }
  std::vector<double> column(positive.size());
  for (std::size_t i = 0; i < column.size(); ++i) {
    column[i] = ranking[i * scores.classes.size() + label];
  }
  return area_figure(column, positive);
}

AucFigure binary_figure(const TestScores& scores) {
  const std::vector<std::uint8_t> positive = members_of(scores, 1);
  for (const std::size_t label : {0, 1}) {
    if (std::find(positive.begin(), positive.end(), label) == positive.end()) {
      return without_value(no_record_reason(scores.classes[label]));
    }
  }
  return area_figure(binary_ranking_scores(scores), positive);
}

// The plain mean over classes, fed one class at a time.  Influence values are added record by
// record, which carries the covariances between the classes' areas.
class MacroMean {
 public:
  void add(const AucFigure& figure) {
    if (!sum_.reason.empty()) {
      return;
    }
    if (!figure.value) {
      sum_ = without_value(figure.reason);
      return;
    }
    const bool first = classes_++ == 0;
    sum_.value = sum_.value.value_or(0) + *figure.value;
    sum_.pairs = first ? figure.pairs : std::min(sum_.pairs, figure.pairs);
    if (first) {
      sum_.influence = figure.influence;
    } else if (figure.influence.empty() || sum_.influence.empty()) {
      sum_.influence.clear();
    } else {
      std::transform(sum_.influence.begin(),
                     sum_.influence.end(),
                     figure.influence.begin(),
                     sum_.influence.begin(),
                     std::plus<>());
    }
  }

  AucFigure mean() const {
    AucFigure mean = sum_;
    if (mean.value) {
      *mean.value /= classes_;
    }
    for (double& value : mean.influence) {
      value /= classes_;
    }
    return mean;
  }

 private:
  AucFigure sum_;
  int classes_ = 0;
};

AucFigure macro_figure(const TestScores& scores, const ClassFigure& each_class) {
  const std::vector<double> ranking = ranking_scores(scores);
  MacroMean macro;
  for (std::size_t label = 0; label < scores.classes.size(); ++label) {
    const AucFigure figure = class_figure(scores, ranking, label);
    macro.add(figure);
    if (each_class) {
      each_class(label, figure);
    }
  }
  return macro.mean();
}

AucFigure labels_figure(const TestScores& scores, const ClassFigure& each_class) {
  MacroMean macro;
  std::string left_out;
  for (std::size_t label = 0; label < scores.classes.size(); ++label) {
    const AucFigure figure = label_figure(scores, label);
    if (figure.value) {
      macro.add(figure);
    } else {
      left_out += (left_out.empty() ? "" : ", ") + scores.classes[label];
    }
    if (each_class) {
      each_class(label, figure);
    }
  }
  AucFigure mean = macro.mean();
  if (!mean.value) {
    mean.reason = "no label has a test record with it and one without it";
  } else if (!left_out.empty()) {
    mean.reason = "without the labels that all or no test records have: " + left_out;
  }
  return mean;
}

}  // namespace

AucFigure auc_figure(const TestScores& scores, const ClassFigure& each_class) {
  if (std::string reason = unusable_reason(scores); !reason.empty()) {
    return without_value(std::move(reason));
  }
  if (scores.multilabel) {
    return labels_figure(scores, each_class);
  }
  if (scores.classes.size() < 2) {
    return without_value("an AUC needs two classes, the target has one");
  }
  return scores.classes.size() == 2 ? binary_figure(scores) : macro_figure(scores, each_class);
}

AucFigure class_auc_figure(const TestScores& scores, std::size_t label) {
  if (std::string reason = unusable_reason(scores); !reason.empty()) {
    return without_value(std::move(reason));
  }
  return scores.multilabel ? label_figure(scores, label)
                           : class_figure(scores, ranking_scores(scores), label);
}

}  // namespace tlhost::engine
