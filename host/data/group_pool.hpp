#pragma once
#include "host/data/record_table.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace tlhost::engine {

/// One part that is drawn from a pool.
struct PartRequest {
  std::string_view purpose;  ///< names the random stream
  std::uint64_t seed = 0;
  double part = 0;               ///< of all rows that the pool began with
  bool another_follows = false;  ///< leave a group for one more part where there are three
};

/// Groups of rows that are all in training until a part is drawn from them.  Borrows the table.
class GroupPool {
 public:
  /// rows: of the table, in any order; every one with a label.
  GroupPool(const RecordTable& table, const std::vector<std::int64_t>& rows);
  /// Takes whole groups out of the pool; their rows, ascending.
  std::vector<std::int64_t> draw(const PartRequest& request);
  /// Rows that were not drawn, ascending.
  std::vector<std::int64_t> rest() const;

 private:
  struct Share {
    std::size_t stratum = 0;
    std::int64_t rows = 0;
  };

  struct Group {
    std::string_view name;
    std::vector<std::int64_t> rows;
    std::vector<Share> shares;  ///< its strata
    std::set<std::int32_t> classes;
    bool taken = false;
  };

  /// How many groups know a stratum or a class.
  struct Holders {
    std::int64_t all = 0, left = 0;
  };

  struct Stratum {
    std::int64_t rows = 0;
    Holders groups;
    std::int64_t quota = 0, drawn = 0;  ///< of the part being drawn
  };

  void count();
  void set_quotas(double part);
  std::vector<std::size_t> order(const PartRequest& request) const;
  bool can_spare(const Group& group, bool another_follows) const;
  bool improves(const Group& group) const;
  void take(Group& group);
  void represent(std::size_t stratum, const std::vector<std::size_t>& order, bool another_follows);

  std::vector<Group> groups_;    ///< by name
  std::vector<Stratum> strata_;  ///< by name
  std::map<std::int32_t, Holders> classes_;
};

}  // namespace tlhost::engine
