#include "host/audit/audit.hpp"

#include "host/audit/find_copies.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

// Parts are compared, not datasets: what counts is what this plan learns from and what it tests on.
// Runs of a grid share most of their parts, so each pair of parts is compared once.

namespace tlhost::engine {
namespace {

/// The rows of a dataset in one role.
struct Part {
  std::size_t dataset = 0;
  std::string role;
  std::vector<std::int64_t> rows;
  auto operator<=>(const Part&) const = default;
};

class Auditor {
 public:
  Auditor(const Plan& plan, const Scans& scans) : plan_(plan), scans_(scans) {}

  Audit make() {
    for (const PlannedRun& run : plan_.runs) {
      if (run.cell.naive) {
        continue;  // it is there to show what leaks are worth
      }
      const PredictJob& predict = *plan_.jobs[run.predict].predict;
      const Part test{predict.dataset, "test", predict.test};
      for (std::optional<std::size_t> fit = run.fit; fit; fit = plan_.jobs[*fit].fit->init) {
        const FitJob& job = *plan_.jobs[*fit].fit;
        compare({job.dataset, "train", job.train}, test);
        compare({job.dataset, "validation", job.validation}, test);
      }
    }
    for (const Job& job : plan_.jobs) {  // behind what concerns the test: a pair is told once
      if (job.fit && !job.fit->naive) {
        compare({job.fit->dataset, "train", job.fit->train},
                {job.fit->dataset, "validation", job.fit->validation});
      }
    }
    for (std::size_t dataset = 0; dataset < scans_.datasets.size(); ++dataset) {
      find_conflicts(dataset);
    }
    return std::move(audit_);
  }

 private:
  std::size_t number_of(const Part& part) {
    return parts_.try_emplace(part, parts_.size()).first->second;
  }

  PixelRows pixels_of(const Part& part) const {
    PixelRows found{part.rows, {}};
    for (const std::int64_t row : part.rows) {
      found.pixels.push_back(
          scans_.datasets.at(part.dataset).identities.at(static_cast<std::size_t>(row)));
    }
    return found;
  }

  const RecordRow& record(std::size_t dataset, std::int64_t row) const {
    return scans_.datasets.at(dataset).table.rows.at(static_cast<std::size_t>(row));
  }

  void compare(const Part& learnt, const Part& held_out) {
    if (!compared_.insert({number_of(learnt), number_of(held_out)}).second) {
      return;
    }
    for (const auto& [first, second] : copies_between(pixels_of(learnt), pixels_of(held_out))) {
      const std::pair a{learnt.dataset, first}, b{held_out.dataset, second};
      if (told_.insert({std::min(a, b), std::max(a, b)}).second) {
        audit_.leaks.push_back({audited(learnt, first), audited(held_out, second)});
      }
    }
  }

  AuditedRecord audited(const Part& part, std::int64_t row) const {
    return {scans_.datasets[part.dataset].name, record(part.dataset, row).id, part.role};
  }

  void find_conflicts(std::size_t dataset) {
    Part labelled{dataset, "", {}};
    std::vector<std::vector<std::int32_t>> labels;
    const RecordTable& table = scans_.datasets[dataset].table;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      if (is_labelled(table, table.rows[row])) {
        labelled.rows.push_back(static_cast<std::int64_t>(row));
        labels.push_back(table.rows[row].labels);
      }
    }
    audit_.images += table.rows.size();
    for (const auto& [first, second] : contradictions(pixels_of(labelled), labels)) {
      audit_.conflicts.push_back({classified(dataset, first), classified(dataset, second)});
    }
  }

  AuditedRecord classified(std::size_t dataset, std::int64_t row) const {
    const RecordRow& found = record(dataset, row);
    std::string classes;
    for (const std::int32_t label : found.labels) {
      classes += (classes.empty() ? "" : ", ") +
                 scans_.datasets[dataset].table.info.classes.at(static_cast<std::size_t>(label));
    }
    return {scans_.datasets[dataset].name, found.id, classes};
  }

  const Plan& plan_;
  const Scans& scans_;
  using Row = std::pair<std::size_t, std::int64_t>;
  std::map<Part, std::size_t> parts_;
  std::set<std::pair<std::size_t, std::size_t>> compared_;
  std::set<std::pair<Row, Row>> told_;
  Audit audit_;
};

}  // namespace

Audit audit(const Plan& plan, const Scans& scans) { return Auditor(plan, scans).make(); }

}  // namespace tlhost::engine
