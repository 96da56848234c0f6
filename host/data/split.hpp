#pragma once
#include "host/data/budget.hpp"
#include "host/data/limit.hpp"

#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// Rows of a RecordTable, ascending; disjoint; together all rows that carry a label, as far as
/// the limit and the budgets leave them.
struct SplitRows {
  std::vector<std::int64_t> train, validation, test;
  bool operator==(const SplitRows&) const = default;
};

/// What a split is drawn from.
struct SplitRequest {
  /// Keep the publisher's parts; cut validation from train where there is none.
  bool official = false;
  double test = 0.2;                  ///< part of all rows (holdout only); 0: none
  double validation = 0.1;            ///< part of all rows; official: of train; 0: none
  std::uint64_t test_seed = 0;        ///< draws the test part, or the folds
  std::uint64_t validation_seed = 0;  ///< draws the validation part from what is not test
  std::int64_t folds = 0;             ///< cross-validation: so many.  0: a holdout
  std::int64_t test_fold = 0;         ///< which of them is the test part, from 0 on
  /// As if each record were a group of its own: what leaks then is measured, never relied on.
  bool naive = false;
  LimitRequest limit = {};  ///< applied before anything is drawn, by the groups as they are
  BudgetRequest budget = {}, validation_budget = {};  ///< applied to the parts that were drawn
};

/// Draws the parts by whole groups, balanced by stratum.  A group's place depends on its name,
/// the seeds and the table's groups and strata only, never on the order of rows.
/// A stratum of n rows gives round(part * n) of them; with three groups or more it is in every
/// part that is drawn, as far as its groups can be spared.  Each class and each stratum keeps a
/// group for training: with one group it is all there.
/// official: the publisher's validation rows are kept whatever `validation` says.
/// folds: draw_folds decides what is test.
/// Errors: ConfigError if the parts leave nothing for training, or if "official" is to be naive.
/// DataError if a class has no record left for training; if a part that was asked for would be
/// empty; if "official" is asked and no row names a test part, or one names none, or a group stands
/// in two of the publisher's parts.
SplitRows draw_split(const RecordTable& table, const SplitRequest& request);

}  // namespace tlhost::engine
