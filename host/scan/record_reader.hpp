#pragma once
#include "host/data/reduce.hpp"
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

/// A JPEG whose sides are longer is known by the least part of it that has these; all other
/// pictures are known by all of their pixels.
inline constexpr Extent kIdentitySides{224, 224};

/// SHA-256 of a decoded image, whatever file it came from: its shape, range and pixels, and how far
/// it was reduced.  Colour that is grey throughout has the identity of the grey image.  What two
/// equal ones say: docs/adr/0014.  decoded: at least kIdentitySides.  Threads: pure.
std::string pixels_identity(const Decoded& decoded);
/// The same of an image that was drawn or decoded whole.
std::string pixels_identity(const Image& image);

/// How a file's image looks in a view, as read_record() has it.  Threads: pure.
/// Errors: DataError without the path.
std::vector<std::uint8_t> view_of_file(const std::vector<std::uint8_t>& bytes, const View& view);

/// Where a record's file lies; "" for a drawn image.
std::string file_of(const Listing& listing, std::size_t row);

}  // namespace tlhost::engine
