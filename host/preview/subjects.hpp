#pragma once
#include "host/plan/plan.hpp"
#include "host/scan/scan.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// A part of a dataset, as its first split has it: of the first seed, budget and fold.
struct PreviewPart {
  std::string name;  ///< train, validation, test
  std::vector<std::int64_t> rows;
};

/// One way of changing training images at random, and who uses it.
struct PreviewAugment {
  AugmentRule rule;
  std::string text;  ///< the rule as it stands in keys
  std::uint64_t seed = 0;
  std::vector<std::string> strategies;  ///< names of components, distinct
};

/// What a plan does with a dataset.
struct PreviewSubject {
  std::size_t dataset = 0;
  ScannedView view;                ///< of the first fit on it
  std::vector<PreviewPart> parts;  ///< those that are not empty
  std::vector<PreviewAugment> augments;
};

/// The datasets that a plan trains on or tests with, in the experiment's order.  A dataset that is
/// no target has no test part; naive cells are passed over.  Pure.
std::vector<PreviewSubject> preview_subjects(const Plan& plan);

/// Rows of a part by class, at most `most` of each: drawn by the records' ids, so that another part
/// or order changes no choice.  Behind the classes stand the rows without a label.
/// Threads: pure.
std::vector<std::vector<std::int64_t>> rows_by_class(const RecordTable& table,
                                                     const std::vector<std::int64_t>& rows,
                                                     std::size_t most);

}  // namespace tlhost::engine
