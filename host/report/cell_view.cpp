#include "host/report/cell_view.hpp"

#include "host/evaluate/rounds.hpp"

#include <algorithm>

namespace tlhost::engine {

namespace {

constexpr std::int64_t kFewestSeeds = 3;

template <typename Owner>
auto find_in(const Owner& owner, const std::string& name) -> decltype(owner.metrics.data()) {
  const auto at = std::find_if(
      owner.metrics.begin(), owner.metrics.end(), [&](const auto& m) { return m.name == name; });
  return at == owner.metrics.end() ? nullptr : &*at;
}

bool no_run_ok(const CellOutcome& cell) {
  return std::none_of(cell.runs.begin(), cell.runs.end(), [](const RunOutcome& run) {
    return run.status == RunStatus::ok;
  });
}

// "1", or "1 fold 2" where a seed has several runs.
std::string short_words(const RunOutcome& run, const CellOutcome& cell) {
  std::string words = run_words(run, cell.runs).substr(std::string("seed ").size());
  words.erase(std::remove(words.begin(), words.end(), ','), words.end());
  return words;
}

// Runs that are not ok, one line for all seeds with the same status and reason.
std::vector<std::string> failure_lines(const CellOutcome& cell) {
  struct Kind {
    RunStatus status = RunStatus::ok;
    std::string reason, seeds;
    int count = 0;
  };

  std::vector<Kind> kinds;
  for (const RunOutcome& run : cell.runs) {
    if (run.status == RunStatus::ok) {
      continue;
    }
    auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& k) {
      return k.status == run.status && k.reason == run.reason;
    });
    if (kind == kinds.end()) {
      kind = kinds.insert(kinds.end(), Kind{run.status, run.reason, "", 0});
    }
    kind->seeds += (kind->count++ == 0 ? "" : ", ") + short_words(run, cell);
  }
  std::vector<std::string> lines;
  for (const Kind& kind : kinds) {
    lines.push_back((kind.status == RunStatus::not_applicable ? "n.a." : status_word(kind.status)) +
                    (kind.count == 1 ? ", seed " : ", seeds ") + kind.seeds + ": " + kind.reason);
  }
  return lines;
}

}  // namespace

const CellMetric* find_metric(const CellOutcome& cell, const std::string& name) {
  return find_in(cell, name);
}

const Metric* find_metric(const RunOutcome& run, const std::string& name) {
  return find_in(run, name);
}

std::string how_text(const CellName& cell) {
  std::string text = cell.strategy;
  if (!cell.budget.empty()) {
    text += cell.budget == "all" ? ", all labels" : ", " + cell.budget + " of each class";
  }
  return text + (cell.naive ? ", naive split" : "");
}

std::string status_word(RunStatus status) {
  switch (status) {
    case RunStatus::ok:
      return "ok";
    case RunStatus::failed:
      return "failed";
    case RunStatus::diverged:
      return "diverged";
    case RunStatus::not_applicable:
      return "not_applicable";
  }
  return "failed";
}

std::string cell_status(const CellOutcome& cell) {
  const auto ok = std::count_if(cell.runs.begin(), cell.runs.end(), [](const RunOutcome& run) {
    return run.status == RunStatus::ok;
  });
  if (ok > 0) {
    return static_cast<std::size_t>(ok) == cell.runs.size() ? "ok" : "partial";
  }
  const bool one_status =
      !cell.runs.empty() &&
      std::all_of(cell.runs.begin(), cell.runs.end(), [&](const RunOutcome& run) {
        return run.status == cell.runs.front().status;
      });
  return one_status ? status_word(cell.runs.front().status) : "failed";
}

std::string seeds_text(const CellOutcome& cell, const CellMetric& metric) {
  const std::vector<Round> rounds = rounds_of(cell.runs);
  const auto all = static_cast<std::int64_t>(rounds.size());
  const bool fixed = std::any_of(cell.runs.begin(), cell.runs.end(), [](const RunOutcome& run) {
    return run.status == RunStatus::ok && !run.seed_used;
  });
  const std::size_t folds = rounds.empty() ? 1 : rounds.front().runs.size();
  const std::string each = folds > 1 ? " x " + std::to_string(folds) + " folds" : "";
  if (fixed && metric.seeds == 1) {
    return "1" + each + ", fixed";
  }
  return metric.seeds == all ? std::to_string(all) + each
                             : std::to_string(metric.seeds) + " of " + std::to_string(all) + each;
}

std::vector<std::string> missing_lines(const CellOutcome& cell, const std::string& only) {
  std::vector<std::string> lines = failure_lines(cell);
  if (no_run_ok(cell)) {
    return lines;
  }
  for (const CellMetric& over : cell.metrics) {
    if (!only.empty() && over.name != only) {
      continue;
    }
    if (!over.mean) {
      lines.push_back(over.name + ": " + over.reason);
      continue;
    }
    if (!over.reason.empty()) {
      lines.push_back(over.name + ": " + over.reason);
    }
    for (const RunOutcome& run : cell.runs) {
      const Metric* metric = find_metric(run, over.name);
      if (metric != nullptr && !metric->value) {
        lines.push_back(over.name + ", " + run_words(run, cell.runs) + ": " + metric->reason);
      }
    }
  }
  return lines;
}

std::vector<CellGroup> grouped_cells(const Outcomes& outcomes) {
  std::vector<CellGroup> groups;
  for (const CellOutcome& cell : outcomes.cells) {
    auto group = std::find_if(groups.begin(), groups.end(), [&](const CellGroup& g) {
      return g.target == cell.cell.target && g.model == cell.cell.model;
    });
    if (group == groups.end()) {
      group = groups.insert(groups.end(), CellGroup{cell.cell.target, cell.cell.model, {}});
    }
    group->cells.push_back(&cell);
  }
  return groups;
}

std::string records_text(const CellGroup& group) {
  std::int64_t low = group.cells.front()->test_records, high = low;
  for (const CellOutcome* cell : group.cells) {
    low = std::min(low, cell->test_records);
    high = std::max(high, cell->test_records);
  }
  return std::to_string(low) + (low == high ? "" : " to " + std::to_string(high)) + " test records";
}

std::vector<const CellOutcome*> highest_cells(const CellGroup& group) {
  std::vector<const CellOutcome*> highest;
  double best = 0;
  int compared = 0;
  for (const CellOutcome* cell : group.cells) {
    const CellMetric* auc = find_metric(*cell, "auc");
    if (auc == nullptr || !auc->mean || cell->cell.naive) {
      continue;
    }
    if (compared++ == 0 || *auc->mean > best) {
      best = *auc->mean;
      highest.clear();
    }
    if (*auc->mean == best) {
      highest.push_back(cell);
    }
  }
  const bool enough = std::all_of(highest.begin(), highest.end(), [](const CellOutcome* cell) {
    return find_metric(*cell, "auc")->seeds >= kFewestSeeds;
  });
  return compared > 1 && enough ? highest : std::vector<const CellOutcome*>{};
}

}  // namespace tlhost::engine
