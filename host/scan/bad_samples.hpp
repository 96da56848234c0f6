#pragma once
#include "host/scan/listing.hpp"
#include "host/spec/dataset_values.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// Takes rows, ascending, out of what has one element a row.
template <class Element>
void erase_rows(std::vector<Element>& all, const std::vector<std::size_t>& rows) {
  std::size_t kept = 0, next = 0;
  for (std::size_t row = 0; row < all.size(); ++row) {
    if (next < rows.size() && rows[next] == row) {
      ++next;
    } else if (kept++ != row) {
      all[kept - 1] = std::move(all[row]);
    }
  }
  all.resize(kept);
}

/// The samples of a dataset that cannot be read, and what becomes of them.
class BadSamples {
 public:
  /// listing: as the dataset made it; it is counted, and not kept.
  BadSamples(std::string dataset, const BadSampleRule& rule, const Listing& listing);

  bool skips() const { return rule_.skip; }

  /// Takes rows out of the listing, which must be the one of before, as far as it is left.
  /// why: of each row, "" for those that are good.  Returns the rows, ascending.
  /// Errors: Refusal(bad_data) with a DATA-IMAGE for every bad sample so far if one of them is too
  /// many, and a DATA-QUOTA that says which bound they break where they may be left out at all.
  std::vector<std::size_t> take_out(const std::vector<std::string>& why, Listing& listing);

 private:
  struct Share {
    std::size_t all = 0, bad = 0;
  };

  std::string broken_bound() const;
  void refuse(const std::string& bound) const;

  std::string dataset_;
  BadSampleRule rule_;
  Share whole_;
  std::map<std::string, Share> classes_;
  std::size_t test_ = 0;            // bad ones of the publisher's test part
  std::vector<SkippedItem> bad_;    // in the order of their ids
  std::vector<std::string> files_;  // of each of them: "" for a drawn image
};

}  // namespace tlhost::engine
