#include "host/data/folds.hpp"

#include "host/data/random.hpp"
#include "host/data/record_fields.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

// Large groups are placed first, those of one size in an order of their names and the seed.  A
// group goes where its strata are scarcest: to the fold in which the sum over strata of the
// squared part of the stratum grows least; of equal folds, to the one with the fewest rows.

namespace tlhost::engine {
namespace {

using Rows = std::vector<std::int64_t>;

struct Group {
  std::string_view name;
  Rows rows;
  std::map<std::string_view, std::int64_t> strata;  ///< rows of each
};

struct Fold {
  Rows rows;
  std::map<std::string_view, std::int64_t> strata;
};

const RecordRow& at(const RecordTable& table, std::int64_t row) {
  return table.rows.at(static_cast<std::size_t>(row));
}

std::vector<Group> groups_of(const RecordTable& table, const Rows& rows) {
  std::map<std::string_view, Group> named;
  for (const std::int64_t row : rows) {
    const RecordRow& record = at(table, row);
    Group& group = named[record.group];
    group.name = record.group;
    group.rows.push_back(row);
    ++group.strata[record.stratum];
  }
  std::vector<Group> groups;
  for (auto& item : named) {
    groups.push_back(std::move(item.second));
  }
  return groups;
}

void put_in_order(std::vector<Group>& groups, std::uint64_t seed) {
  std::map<std::string_view, std::uint64_t> drawn;
  for (const Group& group : groups) {
    drawn[group.name] = stream_key(seed, "split.folds", {}, group.name);
  }
  const auto place = [&drawn](const Group& group) {
    return std::tuple(-static_cast<std::int64_t>(group.rows.size()), drawn.at(group.name));
  };
  std::stable_sort(groups.begin(), groups.end(), [&](const Group& a, const Group& b) {
    return place(a) < place(b);
  });
}

/// What a group adds to a fold's sum of squared parts.
double crowding(const Fold& fold,
                const Group& group,
                const std::map<std::string_view, std::int64_t>& totals) {
  double sum = 0;
  for (const auto& [stratum, count] : group.strata) {
    const auto found = fold.strata.find(stratum);
    const auto there = static_cast<double>(found == fold.strata.end() ? 0 : found->second);
    const auto more = static_cast<double>(count), all = static_cast<double>(totals.at(stratum));
    sum += (2 * there + more) * more / (all * all);
  }
  return sum;
}

void put(Fold& fold, const Group& group) {
  fold.rows.insert(fold.rows.end(), group.rows.begin(), group.rows.end());
  for (const auto& [stratum, count] : group.strata) {
    fold.strata[stratum] += count;
  }
}

void check_filled(const std::vector<Fold>& folds, std::size_t groups) {
  if (groups < folds.size()) {
    throw DataError(text_of_number(groups) + " groups cannot fill " + text_of_number(folds.size()) +
                    " folds; give more groups, or ask for fewer folds");
  }
}

/// Of several labels a record one that is rare may be in few folds: its figures leave those out.
void check_classes(const RecordTable& table, const Rows& rows, const std::vector<Fold>& folds) {
  if (table.info.labelling == Labelling::multilabel) {
    return;
  }
  std::set<std::int32_t> all;
  std::map<std::int32_t, std::set<std::string_view>> groups;
  for (const std::int64_t row : rows) {
    for (const std::int32_t label : at(table, row).labels) {
      all.insert(label);
      groups[label].insert(at(table, row).group);
    }
  }
  for (std::size_t fold = 0; fold < folds.size(); ++fold) {
    std::set<std::int32_t> there;
    for (const std::int64_t row : folds[fold].rows) {
      there.insert(at(table, row).labels.begin(), at(table, row).labels.end());
    }
    for (const std::int32_t label : all) {
      if (there.count(label) == 0) {
        throw DataError("fold " + text_of_number(fold + 1) + " of " + text_of_number(folds.size()) +
                        " would have no record of class '" +
                        table.info.classes.at(static_cast<std::size_t>(label)) + "', which has " +
                        text_of_number(groups[label].size()) +
                        " groups; give more groups of it, or ask for fewer folds");
      }
    }
  }
}

}  // namespace

std::vector<Rows> draw_folds(const RecordTable& table,
                             const Rows& rows,
                             const FoldsRequest& request) {
  std::vector<Group> groups = groups_of(table, rows);
  put_in_order(groups, request.seed);
  std::map<std::string_view, std::int64_t> totals;
  for (const Group& group : groups) {
    for (const auto& [stratum, count] : group.strata) {
      totals[stratum] += count;
    }
  }
  std::vector<Fold> folds(static_cast<std::size_t>(request.folds));
  for (const Group& group : groups) {
    const auto place = [&](const Fold& fold) {
      return std::pair(crowding(fold, group, totals), fold.rows.size());
    };
    put(*std::min_element(folds.begin(),
                          folds.end(),
                          [&](const Fold& a, const Fold& b) { return place(a) < place(b); }),
        group);
  }
  check_filled(folds, groups.size());
  check_classes(table, rows, folds);
  std::vector<Rows> parts;
  for (Fold& fold : folds) {
    std::sort(fold.rows.begin(), fold.rows.end());
    parts.push_back(std::move(fold.rows));
  }
  return parts;
}

}  // namespace tlhost::engine
