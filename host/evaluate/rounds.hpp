#pragma once
#include "host/evaluate/outcomes.hpp"

#include <vector>

namespace tlhost::engine {

/// The runs of one seed and repeat of a cell: a single one, or one a fold.
/// Lifetime: pointers into what it was made of.
struct Round {
  std::vector<const RunOutcome*> runs;  ///< by fold

  bool ok() const;  ///< all of its runs are
  /// Test records of all its runs.
  std::int64_t records() const;
};

/// All rounds, in the runs' order.
std::vector<Round> rounds_of(const std::vector<RunOutcome>& runs);

/// Rounds that are ok, the first of those that share all fits; a run without a fit key counts as a
/// fit of its own.
std::vector<Round> distinct_rounds(const std::vector<RunOutcome>& runs);

/// True if all rounds tested the same records in the same runs.
bool same_records(const std::vector<Round>& rounds);

/// "seed 3", "seed 3, repeat 2, fold 1": as far as the cell has several.
std::string run_words(const RunOutcome& run, const std::vector<RunOutcome>& all);

}  // namespace tlhost::engine
