#include "host/data/relabel.hpp"

#include "host/data/record_fields.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>

namespace tlhost::engine {
namespace {

using Names = std::vector<std::string>;

/// Of each class its name from now on, or nothing.
std::vector<std::optional<std::string>> new_names(const Names& classes,
                                                  const std::vector<LabelChange>& changes) {
  std::vector<std::optional<std::string>> names(classes.begin(), classes.end());
  for (const LabelChange& change : changes) {
    const auto found = std::find(classes.begin(), classes.end(), change.from);
    if (found == classes.end()) {
      throw DataError("there is no class \"" + change.from + "\"");
    }
    names[static_cast<std::size_t>(found - classes.begin())] = change.to;
  }
  return names;
}

Names sorted_names(const std::vector<std::optional<std::string>>& names) {
  std::set<std::string> once;
  for (const auto& name : names) {
    if (name) {
      once.insert(*name);
    }
  }
  if (once.size() < 2) {
    throw DataError(text_of_number(once.size()) +
                    (once.size() == 1 ? " class remains" : " classes remain") +
                    "; at least two are needed");
  }
  return {once.begin(), once.end()};
}

/// Of each class its number from now on, or nothing.
using Numbers = std::vector<std::optional<std::int32_t>>;

Numbers new_numbers(const std::vector<std::optional<std::string>>& names, const Names& classes) {
  Numbers numbers;
  for (const auto& name : names) {
    numbers.emplace_back();
    if (name) {
      const auto place = std::lower_bound(classes.begin(), classes.end(), *name);
      numbers.back() = static_cast<std::int32_t>(std::distance(classes.begin(), place));
    }
  }
  return numbers;
}

/// Whether classes that remain stand in the order of before.
bool keeps_order(const Numbers& numbers) {
  Numbers kept;
  std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(kept), [](const auto& number) {
    return number.has_value();
  });
  return std::is_sorted(kept.begin(), kept.end());
}

std::set<std::int32_t> renumbered(const std::vector<std::int32_t>& labels, const Numbers& numbers) {
  std::set<std::int32_t> all;
  for (const std::int32_t label : labels) {
    if (const auto& number = numbers.at(static_cast<std::size_t>(label))) {
      all.insert(*number);
    }
  }
  return all;
}

/// Of classes that are now one, one that is there decides.
void relabel_row(RecordRow& row, const Numbers& numbers) {
  const std::set<std::int32_t> labels = renumbered(row.labels, numbers),
                               unknown = renumbered(row.unknown, numbers);
  row.labels.assign(labels.begin(), labels.end());
  row.unknown.clear();
  std::set_difference(unknown.begin(),
                      unknown.end(),
                      labels.begin(),
                      labels.end(),
                      std::back_inserter(row.unknown));
}

/// Whether the strata are what the host makes of labels where a dataset names none.
bool strata_are_labels(const RecordTable& table) {
  return std::all_of(table.rows.begin(), table.rows.end(), [&table](const RecordRow& row) {
    return !is_labelled(table, row) || row.stratum == own_stratum(row, table.info.labelling);
  });
}

}  // namespace

RecordTable relabelled(RecordTable table, const std::vector<LabelChange>& changes) {
  if (changes.empty()) {
    return table;
  }
  const auto names = new_names(table.info.classes, changes);
  const bool strata_follow = strata_are_labels(table);
  table.info.classes = sorted_names(names);
  const Numbers numbers = new_numbers(names, table.info.classes);
  if (table.info.labelling == Labelling::ordinal && !keeps_order(numbers)) {
    table.info.labelling = Labelling::multiclass;
  }
  for (RecordRow& row : table.rows) {
    relabel_row(row, numbers);
    if (strata_follow && is_labelled(table, row)) {
      row.stratum = own_stratum(row, table.info.labelling);
    }
  }
  return table;
}

}  // namespace tlhost::engine
