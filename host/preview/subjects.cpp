#include "host/preview/subjects.hpp"

#include "host/data/random.hpp"
#include "host/plan/job_keys.hpp"
#include "host/store/canonical_json.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace tlhost::engine {
namespace {

void add_part(PreviewSubject& subject,
              const std::string& name,
              const std::vector<std::int64_t>& rows) {
  if (!rows.empty()) {
    subject.parts.push_back({name, rows});
  }
}

/// A naive split leaks, and is there to show what that is worth.
const PlannedSplit* first_split(const Plan& plan, std::size_t dataset) {
  const auto found = std::find_if(plan.splits.begin(), plan.splits.end(), [&](const auto& split) {
    return split.name.dataset == dataset && !split.name.naive;
  });
  return found == plan.splits.end() ? nullptr : &*found;
}

PreviewSubject subject_of(const Plan& plan, const FitJob& fit) {
  PreviewSubject subject;
  subject.dataset = fit.dataset;
  subject.view = fit.view;
  const PlannedSplit* split = first_split(plan, fit.dataset);
  add_part(subject, "train", split != nullptr ? split->rows.train : fit.train);
  add_part(subject, "validation", split != nullptr ? split->rows.validation : fit.validation);
  if (split != nullptr) {
    add_part(subject, "test", split->rows.test);
  }
  return subject;
}

std::string augment_text(const TrainingRule& training) {
  return canonical_json(to_json(training).at("augment"));
}

void add_augment(PreviewSubject& subject, const FitJob& fit) {
  const std::string text = augment_text(fit.training);
  if (text == augment_text({})) {
    return;
  }
  auto found = std::find_if(subject.augments.begin(),
                            subject.augments.end(),
                            [&](const PreviewAugment& augment) { return augment.text == text; });
  if (found == subject.augments.end()) {
    subject.augments.push_back({fit.training.augment, text, fit.seed, {}});
    found = subject.augments.end() - 1;
  }
  if (std::count(found->strategies.begin(), found->strategies.end(), fit.strategy.name) == 0) {
    found->strategies.push_back(fit.strategy.name);
  }
}

}  // namespace

std::vector<PreviewSubject> preview_subjects(const Plan& plan) {
  std::map<std::size_t, PreviewSubject> by_dataset;
  for (const Job& job : plan.jobs) {
    if (job.fit && !job.fit->naive) {
      const FitJob& fit = *job.fit;
      if (by_dataset.count(fit.dataset) == 0) {
        by_dataset.emplace(fit.dataset, subject_of(plan, fit));
      }
      add_augment(by_dataset.at(fit.dataset), fit);
    }
  }
  std::vector<PreviewSubject> subjects;
  for (auto& [dataset, subject] : by_dataset) {
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

std::vector<std::vector<std::int64_t>> rows_by_class(const RecordTable& table,
                                                     const std::vector<std::int64_t>& rows,
                                                     std::size_t most) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> drawn;
  for (const std::int64_t row : rows) {
    const std::string& id = table.rows.at(static_cast<std::size_t>(row)).id;
    drawn.emplace_back(stream_key(0, "preview", {}, id), row);
  }
  std::sort(drawn.begin(), drawn.end());
  std::vector<std::vector<std::int64_t>> classes(table.info.classes.size() + 1);
  const auto add = [&classes, most](std::size_t place, std::int64_t row) {
    if (classes.at(place).size() < most) {
      classes[place].push_back(row);
    }
  };
  for (const auto& [key, row] : drawn) {
    const std::vector<std::int32_t>& labels = table.rows[static_cast<std::size_t>(row)].labels;
    for (const std::int32_t label : labels) {
      add(static_cast<std::size_t>(label), row);
    }
    if (labels.empty()) {
      add(classes.size() - 1, row);
    }
  }
  return classes;
}

}  // namespace tlhost::engine
