#pragma once
#include "host/data/view.hpp"
#include "host/scan/listing.hpp"
#include "host/scan/stat_cache.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// A record's bytes: what they are, and how they look in each view.
struct ReadRecord {
  std::uint64_t bytes = 0;
  RememberedRecord facts;
  std::vector<std::vector<std::uint8_t>> views;
};

/// Reads, hashes and decodes one record.  Threads: several at once.
/// Errors: DataError without the path.
ReadRecord read_record(const Dataset& dataset,
                       const Listing& listing,
                       std::size_t row,
                       const std::vector<View>& views);

/// How a file's image looks in a view, as read_record() has it.  Threads: pure.
/// Errors: DataError without the path.
std::vector<std::uint8_t> view_of_file(const std::vector<std::uint8_t>& bytes, const View& view);

/// Where a record's file lies; "" for a drawn image.
std::string file_of(const Listing& listing, std::size_t row);

}  // namespace tlhost::engine
