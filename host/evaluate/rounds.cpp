#include "host/evaluate/rounds.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace tlhost::engine {

namespace {

bool same_records(const RunOutcome& a, const RunOutcome& b) {
  return a.scores.ids == b.scores.ids && a.scores.labels == b.scores.labels &&
         a.scores.truth == b.scores.truth && a.scores.classes == b.scores.classes;
}

/// The fits of a round; "" if one of them has no key.
std::string fits_of(const Round& round) {
  std::string fits;
  for (const RunOutcome* run : round.runs) {
    if (run->fit_key.empty()) {
      return "";
    }
    fits += run->fit_key + " ";
  }
  return fits;
}

}  // namespace

bool Round::ok() const {
  return std::all_of(
      runs.begin(), runs.end(), [](const RunOutcome* run) { return run->status == RunStatus::ok; });
}

std::int64_t Round::records() const {
  std::int64_t records = 0;
  for (const RunOutcome* run : runs) {
    records += static_cast<std::int64_t>(run->scores.ids.size());
  }
  return records;
}

std::vector<Round> rounds_of(const std::vector<RunOutcome>& runs) {
  std::vector<Round> rounds;
  for (const RunOutcome& run : runs) {
    const bool goes_on = !rounds.empty() && run.division.fold > 1 &&
                         rounds.back().runs.front()->seed == run.seed &&
                         rounds.back().runs.front()->division.repeat == run.division.repeat;
    if (!goes_on) {
      rounds.emplace_back();
    }
    rounds.back().runs.push_back(&run);
  }
  return rounds;
}

std::vector<Round> distinct_rounds(const std::vector<RunOutcome>& runs) {
  std::vector<Round> distinct;
  std::set<std::string> seen;
  for (const Round& round : rounds_of(runs)) {
    const std::string fits = fits_of(round);
    if (round.ok() && (fits.empty() || seen.insert(fits).second)) {
      distinct.push_back(round);
    }
  }
  return distinct;
}

bool same_records(const std::vector<Round>& rounds) {
  return std::all_of(rounds.begin(), rounds.end(), [&](const Round& round) {
    const Round& first = rounds.front();
    return std::equal(
        round.runs.begin(),
        round.runs.end(),
        first.runs.begin(),
        first.runs.end(),
        [](const RunOutcome* a, const RunOutcome* b) { return same_records(*a, *b); });
  });
}

std::string run_words(const RunOutcome& run, const std::vector<RunOutcome>& all) {
  const bool repeated = std::any_of(
      all.begin(), all.end(), [](const RunOutcome& other) { return other.division.repeat > 1; });
  std::string words = "seed " + std::to_string(run.seed);
  if (repeated) {
    words += ", repeat " + std::to_string(run.division.repeat);
  }
  return run.division.fold == 0 ? words : words + ", fold " + std::to_string(run.division.fold);
}

}  // namespace tlhost::engine
