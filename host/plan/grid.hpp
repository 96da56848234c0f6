#pragma once
#include "host/plan/cell_name.hpp"
#include "host/scan/scan.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// A cell of the grid by its places in the experiment's tables.
struct GridCell {
  CellName name;
  std::size_t model = 0, source = 0, target = 0, strategy = 0;  ///< target: index into datasets
  std::int64_t budget = 0;                                      ///< labels of each class; 0: all
};

/// models x sources x targets x strategies x budgets, narrowed by include and exclude; targets
/// outermost, budgets innermost, a naive cell behind the one that it stands beside. A cell whose
/// source has learnt from the target's collection is left out unless the file says "self": true;
/// each such omission adds a sentence to left_out.
std::vector<GridCell> make_grid(const Experiment& experiment,
                                const Scans& scans,
                                std::vector<std::string>& left_out);

/// The datasets that a source learns from, oldest first (indices).
std::vector<std::size_t> source_datasets(const ExperimentSpec& spec, std::size_t source);

/// Index of the entry of that name; the spec has checked that it is there.
template <class Entry>
std::size_t index_of(const std::vector<Entry>& entries, const std::string& name) {
  std::size_t index = 0;
  while (index < entries.size() && entries[index].name != name) {
    ++index;
  }
  return index;
}

}  // namespace tlhost::engine
