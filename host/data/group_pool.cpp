#include "host/data/group_pool.hpp"

#include "host/data/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

// Drawing a part by whole groups, balanced by stratum.
//
// Idea.  Every group gets a number from its name and the seed alone, and groups are offered in the
// order of these numbers.  A stratum of n rows is to give round(part * n).  A group is taken if
// that lowers the sum over strata of |quota - drawn|, strictly, so with groups of one row each
// stratum meets its quota exactly, and with large groups it misses it by about half a group. Adding
// or removing a group moves others only where a quota moves or is met.
//
// Two rules bend this for small strata, where a number per class would otherwise be undefined.
// (1) A class and a stratum always keep a group for training (and one for validation while the test
// part is drawn, if they have three).  A group that is the only one of a rare stratum is hence
// always in training.  (2) A stratum of three groups or more that the greedy pass left out, because
// its quota is 0 or each of its groups is larger than twice its quota, gives one group: the first
// in order that is not larger than its median group, so that chance still decides but a huge group
// is not drawn.
//
// Many strata of three or four rows therefore give more than their part: the price of having each
// in the test. Exact optima (integer programs) are not sought: they hang on every row of the table
// at once, so that one more record would reshuffle the whole split.

namespace tlhost::engine {
namespace {

constexpr std::int64_t kRepresented = 3;  ///< groups of a stratum from which on it is in every part

}  // namespace

GroupPool::GroupPool(const RecordTable& table, const std::vector<std::int64_t>& rows) {
  std::map<std::string_view, Group> groups;
  std::map<std::string_view, std::size_t> strata;
  for (const std::int64_t row : rows) {
    const RecordRow& record = table.rows.at(static_cast<std::size_t>(row));
    groups[record.group].rows.push_back(row);
    strata[record.stratum] = 0;
  }
  for (auto& name : strata) {
    name.second = strata_.size();
    strata_.emplace_back();
  }
  for (auto& [name, group] : groups) {
    group.name = name;
    std::map<std::size_t, std::int64_t> shares;
    for (const std::int64_t row : group.rows) {
      const RecordRow& record = table.rows[static_cast<std::size_t>(row)];
      ++shares[strata.at(record.stratum)];
      group.classes.insert(record.labels.begin(), record.labels.end());
    }
    for (const auto& [stratum, count] : shares) {
      group.shares.push_back({stratum, count});
    }
    groups_.push_back(std::move(group));
  }
  count();
}

void GroupPool::count() {
  for (const Group& group : groups_) {
    for (const Share& share : group.shares) {
      Stratum& stratum = strata_[share.stratum];
      stratum.rows += share.rows;
      stratum.groups.left = ++stratum.groups.all;
    }
    for (const std::int32_t label : group.classes) {
      classes_[label].left = ++classes_[label].all;
    }
  }
}

std::vector<std::int64_t> GroupPool::draw(const PartRequest& request) {
  if (request.part <= 0) {
    return {};
  }
  set_quotas(request.part);
  const std::vector<std::size_t> offered = order(request);
  for (const std::size_t index : offered) {
    if (improves(groups_[index]) && can_spare(groups_[index], request.another_follows)) {
      take(groups_[index]);
    }
  }
  for (std::size_t stratum = 0; stratum < strata_.size(); ++stratum) {
    if (strata_[stratum].drawn == 0 && strata_[stratum].groups.all >= kRepresented) {
      represent(stratum, offered, request.another_follows);
    }
  }
  std::vector<std::int64_t> rows;
  for (const std::size_t index : offered) {
    if (groups_[index].taken) {
      rows.insert(rows.end(), groups_[index].rows.begin(), groups_[index].rows.end());
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::vector<std::int64_t> GroupPool::rest() const {
  std::vector<std::int64_t> rows;
  for (const Group& group : groups_) {
    if (!group.taken) {
      rows.insert(rows.end(), group.rows.begin(), group.rows.end());
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

void GroupPool::set_quotas(double part) {
  for (Stratum& stratum : strata_) {
    stratum.quota = std::llround(part * static_cast<double>(stratum.rows));
    stratum.drawn = 0;
  }
}

/// Groups still in the pool, in the order in which they are offered.
std::vector<std::size_t> GroupPool::order(const PartRequest& request) const {
  std::vector<std::pair<std::uint64_t, std::size_t>> keyed;
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (!groups_[i].taken) {
      keyed.emplace_back(stream_key(request.seed, request.purpose, {}, groups_[i].name), i);
    }
  }
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::size_t> order;
  for (const auto& item : keyed) {
    order.push_back(item.second);
  }
  return order;
}

bool GroupPool::can_spare(const Group& group, bool another_follows) const {
  const auto spared = [another_follows](const Holders& groups) {
    return groups.left > (another_follows && groups.all >= kRepresented ? 2 : 1);
  };
  return std::all_of(group.shares.begin(),
                     group.shares.end(),
                     [&](const Share& share) { return spared(strata_[share.stratum].groups); }) &&
         std::all_of(group.classes.begin(), group.classes.end(), [&](std::int32_t label) {
           return spared(classes_.at(label));
         });
}

bool GroupPool::improves(const Group& group) const {
  std::int64_t change = 0;
  for (const Share& share : group.shares) {
    const std::int64_t missing = strata_[share.stratum].quota - strata_[share.stratum].drawn;
    change += std::abs(missing - share.rows) - std::abs(missing);
  }
  return change < 0;
}

void GroupPool::take(Group& group) {
  group.taken = true;
  for (const Share& share : group.shares) {
    strata_[share.stratum].drawn += share.rows;
    --strata_[share.stratum].groups.left;
  }
  for (const std::int32_t label : group.classes) {
    --classes_[label].left;
  }
}

/// Takes one group of the stratum, if any can be spared: see rule (2) above.
void GroupPool::represent(std::size_t stratum,
                          const std::vector<std::size_t>& order,
                          bool another_follows) {
  std::vector<std::size_t> holders;
  std::vector<std::size_t> sizes;
  for (const std::size_t index : order) {
    const auto& shares = groups_[index].shares;
    const bool held = std::any_of(shares.begin(), shares.end(), [stratum](const Share& share) {
      return share.stratum == stratum;
    });
    if (held) {
      holders.push_back(index);
      sizes.push_back(groups_[index].rows.size());
    }
  }
  std::sort(sizes.begin(), sizes.end());
  const std::size_t median = sizes.empty() ? 0 : sizes[(sizes.size() - 1) / 2];
  const auto small = [&](std::size_t index) { return groups_[index].rows.size() <= median; };
  std::stable_partition(holders.begin(), holders.end(), small);
  for (const std::size_t index : holders) {
    if (!groups_[index].taken && can_spare(groups_[index], another_follows)) {
      take(groups_[index]);
      return;
    }
  }
}

}  // namespace tlhost::engine
