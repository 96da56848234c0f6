#include "host/export/find_fit.hpp"

#include "host/log/problem.hpp"

#include <set>
#include <vector>

namespace tlhost::engine {
namespace {

constexpr std::size_t kShown = 20;
constexpr std::size_t kShownDigits = 12;  // as the report shows keys

/// One run for each fit.
std::vector<const PlannedRun*> fits_of(const Plan& plan, const std::string& beginning) {
  std::vector<const PlannedRun*> runs;
  std::set<std::string> seen;
  for (const PlannedRun& run : plan.runs) {
    const std::string& key = plan.jobs[run.fit].key;
    if (key.compare(0, beginning.size(), beginning) == 0 && seen.insert(key).second) {
      runs.push_back(&run);
    }
  }
  return runs;
}

std::string listed(const Plan& plan, const std::vector<const PlannedRun*>& runs) {
  std::string text;
  for (std::size_t i = 0; i < runs.size() && i < kShown; ++i) {
    text += "\n" + plan.jobs[runs[i]->fit].key.substr(0, kShownDigits) + "  " + words_of(*runs[i]);
  }
  return runs.size() > kShown ? text + "\nand " + std::to_string(runs.size() - kShown) + " more"
                              : text;
}

}  // namespace

std::string words_of(const PlannedRun& run) {
  std::string words =
      run.cell.source + " -> " + run.cell.target + ", " + run.cell.model + ", " + run.cell.strategy;
  words += run.cell.budget.empty() ? "" : ", budget " + run.cell.budget;
  words += run.cell.naive ? ", naive split" : "";
  words += ", seed " + std::to_string(run.seed);
  words += run.division.repeat > 1 ? ", repeat " + std::to_string(run.division.repeat) : "";
  return run.division.fold > 0 ? words + ", fold " + std::to_string(run.division.fold) : words;
}

const PlannedRun& find_run(const Plan& plan, const std::string& fit) {
  const std::vector<const PlannedRun*> found = fits_of(plan, fit);
  if (found.size() == 1) {
    return *found.front();
  }
  const std::vector<const PlannedRun*> shown = found.empty() ? fits_of(plan, "") : found;
  const std::string what = fit.empty() ? "it has several fits; expected the key of one"
                           : found.empty()
                               ? "no fit has a key that begins with \"" + fit + "\""
                               : "several fits have keys that begin with \"" + fit + "\"";
  throw Refusal(Exit::usage,
                {"EXPORT-FIT",
                 "experiment " + plan.experiment,
                 what + ":" + listed(plan, shown),
                 "",
                 "name one by --fit KEY; the report shows the key of each run"});
}

}  // namespace tlhost::engine
