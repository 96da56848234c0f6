#include "host/audit/audit.hpp"

#include "host/audit/allowed.hpp"
#include "host/audit/find_copies.hpp"
#include "host/audit/find_similar.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

// Parts are compared, not datasets: what counts is what this plan learns from and what it tests on.
// Runs of a grid share most of their parts, so each pair of parts is compared once.  What looks
// alike is searched once for each pair of datasets, for that takes time, and then divided by parts.

namespace tlhost::engine {
namespace {

constexpr std::size_t kMostSimilar = 1'000'000;  // pairs of two datasets

/// The rows of a dataset in one role.
struct Part {
  std::size_t dataset = 0;
  std::string role;
  std::vector<std::int64_t> rows;
  auto operator<=>(const Part&) const = default;
};

class Auditor {
 public:
  Auditor(const Plan& plan, const Scans& scans, const AuditRule& rule)
      : plan_(plan), scans_(scans), allowed_(allowed_rows(rule, scans)) {}

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
      found.pixels.push_back(pixels(part, row));
    }
    return found;
  }

  bool is_allowed(const Part& part, std::int64_t row) const {
    return allowed_.count({part.dataset, row}) != 0;
  }

  Part without_allowed(Part part) const {
    const auto gone = std::remove_if(part.rows.begin(), part.rows.end(), [&](std::int64_t row) {
      return is_allowed(part, row);
    });
    part.rows.erase(gone, part.rows.end());
    return part;
  }

  const RecordRow& record(std::size_t dataset, std::int64_t row) const {
    return scans_.datasets.at(dataset).table.rows.at(static_cast<std::size_t>(row));
  }

  void compare(const Part& learnt, const Part& held_out) {
    if (!compared_.insert({number_of(learnt), number_of(held_out)}).second) {
      return;
    }
    tell_copies(without_allowed(learnt), without_allowed(held_out), audit_.leaks);
    if (!allowed_.empty()) {  // after the leaks: those are told once
      tell_copies(learnt, held_out, audit_.allowed);
    }
    tell_similar(learnt, held_out);
  }

  void tell_copies(const Part& learnt, const Part& held_out, std::vector<SameImage>& told) {
    for (const auto& [first, second] : copies_between(pixels_of(learnt), pixels_of(held_out))) {
      if (is_new({learnt.dataset, first}, {held_out.dataset, second})) {
        told.push_back({audited(learnt, first), audited(held_out, second)});
      }
    }
  }

  bool is_new(const DatasetRow& a, const DatasetRow& b) {
    return told_.insert({std::min(a, b), std::max(a, b)}).second;
  }

  void tell_similar(const Part& learnt, const Part& held_out) {
    const std::vector<bool> first = marked(learnt), second = marked(held_out);
    const bool turned = held_out.dataset < learnt.dataset;
    const Similar& similar = similar_of(std::min(learnt.dataset, held_out.dataset),
                                        std::max(learnt.dataset, held_out.dataset));
    audit_.near_are_all = audit_.near_are_all && similar.all;
    for (const SimilarRows& pair : similar.pairs) {
      std::int64_t a = turned ? pair.second : pair.first, b = turned ? pair.first : pair.second;
      if (learnt.dataset == held_out.dataset && !first[static_cast<std::size_t>(a)]) {
        std::swap(a, b);
      }
      if (first[static_cast<std::size_t>(a)] && second[static_cast<std::size_t>(b)] &&
          pixels(learnt, a) != pixels(held_out, b) &&
          is_new({learnt.dataset, a}, {held_out.dataset, b})) {
        audit_.near.push_back({audited(learnt, a), audited(held_out, b), pair.likeness});
      }
    }
  }

  /// Which rows of its dataset are in a part and may be complained of.
  std::vector<bool> marked(const Part& part) const {
    std::vector<bool> rows(scans_.datasets.at(part.dataset).table.rows.size());
    for (const std::int64_t row : part.rows) {
      rows.at(static_cast<std::size_t>(row)) = !is_allowed(part, row);
    }
    return rows;
  }

  const Similar& similar_of(std::size_t first, std::size_t second) {
    const auto [place, is_new] = similar_.try_emplace({first, second});
    if (is_new) {
      place->second = first == second
                          ? similar_within(looks_of(first), kMostSimilar)
                          : similar_between(looks_of(first), looks_of(second), kMostSimilar);
    }
    return place->second;
  }

  std::vector<Look> looks_of(std::size_t dataset) const {
    std::vector<Look> looks;
    for (const Identity& identity : scans_.datasets.at(dataset).identities) {
      looks.push_back(identity.look);
    }
    return looks;
  }

  const std::string& pixels(const Part& part, std::int64_t row) const {
    return scans_.datasets.at(part.dataset).identities.at(static_cast<std::size_t>(row)).pixels;
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
  const std::set<DatasetRow> allowed_;
  std::map<Part, std::size_t> parts_;
  std::set<std::pair<std::size_t, std::size_t>> compared_;
  std::set<std::pair<DatasetRow, DatasetRow>> told_;
  std::map<std::pair<std::size_t, std::size_t>, Similar> similar_;
  Audit audit_;
};

}  // namespace

Audit audit(const Plan& plan, const Scans& scans, const AuditRule& rule) {
  return Auditor(plan, scans, rule).make();
}

}  // namespace tlhost::engine
