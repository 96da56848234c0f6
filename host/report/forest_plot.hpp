#pragma once
#include "host/evaluate/outcomes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// One row of a forest plot.
struct ForestRow {
  std::string label;
  std::optional<double> mean;
  std::optional<Interval> interval;
  std::vector<double> fits;  ///< values of the single fits, drawn small
  std::string without;       ///< shown instead of a mean
};

/// A picture of means with their intervals on one axis, as inline SVG with the title given.  The
/// axis ends at 1 and begins at the tenth below the lowest bound; a dashed line marks 0.5 (chance)
/// if that is on it.
std::string forest_plot(const std::string& title, const std::vector<ForestRow>& rows);

/// The row of a cell's AUC.
ForestRow forest_row(const CellOutcome& cell);

}  // namespace tlhost::engine
