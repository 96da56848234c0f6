#pragma once
#include "host/data/look.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// Two rows whose images look alike, and how much.
struct SimilarRows {
  std::int64_t first = 0, second = 0;
  double likeness = 0;
  bool operator==(const SimilarRows&) const = default;
};

/// What was found, sorted by rows.
struct Similar {
  std::vector<SimilarRows> pairs;
  bool all = true;  ///< false: there are more pairs than were asked for
};

/// All pairs of rows of one dataset with a likeness of kNearCopy or more, the lower row first.
/// most: no more than about so many pairs are kept.  Flat images are like none.  Pure.
Similar similar_within(const std::vector<Look>& looks, std::size_t most);
/// The same between two datasets: {row of first, row of second}.
Similar similar_between(const std::vector<Look>& first,
                        const std::vector<Look>& second,
                        std::size_t most);

}  // namespace tlhost::engine
