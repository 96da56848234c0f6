#pragma once
#include "host/plan/plan.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// The divisions of a dataset, repeats outermost; one at least.
std::vector<Division> divisions_of(const SplitRule& rule);

/// What a split is drawn from.  The first repeat is the division of a rule without repeats.
SplitRequest split_request(const DatasetSpec& dataset,
                           const BudgetRule& budgets,
                           const SplitName& name);

/// What tells a split from others of its dataset and seed, for the label of a job: ", repeat 2,
/// fold 1, 25 of each class, naive split"; "" where there is but one.
std::string words_of(const SplitName& name, const SplitRule& rule);

}  // namespace tlhost::engine
