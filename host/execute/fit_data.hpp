#pragma once
#include <tlhost/record.hpp>
#include <tlhost/target.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

/// What a fit may see: rows of the pixels, and labels of those rows alone.
struct FitData {
  std::vector<std::string> ids;                 ///< of all rows
  std::vector<std::int64_t> train, validation;  ///< rows, ascending
  std::vector<std::int64_t> train_labels, validation_labels;
  std::vector<std::string> classes;
  Labelling labelling = Labelling::multiclass;
  /// Multilabel, in place of the labels: [rows, classes], row-major, 1 it is there, 0 it is not,
  /// -1 nobody knows.
  std::vector<std::int8_t> train_truth, validation_truth;
};

}  // namespace tlhost::engine
