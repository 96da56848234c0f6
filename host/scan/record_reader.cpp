#include "host/scan/record_reader.hpp"

#include "host/scan/pixels_identity.hpp"
#include "host/scan/record_paths.hpp"
#include "host/store/digest.hpp"

#include <tlhost/error.hpp>

namespace tlhost::engine {
namespace {

constexpr std::uint64_t kMostFileBytes = 256ull << 20;

/// The stamp of a file; where there is none, the reader of files says why.
FileStamp stamp_to_read(const std::string& file, bool own_pixels) {
  try {
    return stamp_of(file);
  } catch (const DataError&) {
    if (!own_pixels) {
      read_regular_file(file, kMostFileBytes);
    }
    throw;
  }
}

/// A view depends on its picture alone, never on other views.  Decodes the bytes again where it is
/// larger than what the record is known by.
std::vector<std::uint8_t> shown(const View& view,
                                const Decoded& known,
                                const std::vector<std::uint8_t>& bytes) {
  const Extent whole{known.whole.height, known.whole.width};
  const Extent sides = sides_in(view, whole);
  if (!known.whole.reducible || eighths_for(whole, sides) <= known.eighths) {
    return view_image(known, view);
  }
  return view_image(decode_at_least(bytes, sides), view);
}

}  // namespace

std::vector<std::uint8_t> view_of_file(const std::vector<std::uint8_t>& bytes, const View& view) {
  return shown(view, decode_at_least(bytes, kIdentitySides), bytes);
}

std::string file_of(const Listing& listing, std::size_t row) {
  const std::string& path = listing.table.rows[row].path;
  return path.empty() || path[0] == '/' || listing.root.empty() ? path : listing.root + "/" + path;
}

ReadRecord read_record(const Dataset& dataset,
                       const Listing& listing,
                       std::size_t row,
                       const std::vector<View>& views) {
  ReadRecord read;
  const std::string file = file_of(listing, row);
  read.facts.stamp = stamp_to_read(file, listing.table.info.own_pixels);
  std::vector<std::uint8_t> bytes;
  Decoded known;
  if (listing.table.info.own_pixels) {
    dataset.image(listing.records[row], known.image);
    known.whole = {known.image.height, known.image.width, known.image.channels, false};
    read.facts.sha256 = pixels_sha256(known.image);
    read.bytes = read.facts.stamp.size;  // 0 without a file: as a remembered record has it
  } else {
    if (!listing.follow_links && !listing.table.rows[row].path.starts_with('/')) {
      check_below(file, listing.root);
    }
    bytes = read_regular_file(file, kMostFileBytes);
    read.bytes = bytes.size();
    Sha256 sha;
    sha.add(bytes.data(), bytes.size());
    read.facts.sha256 = sha.hex();
    known = decode_at_least(bytes, kIdentitySides);
  }
  read.facts.identity = {pixels_identity(known), look_of(known.image)};
  read.facts.width = known.whole.width;
  read.facts.height = known.whole.height;
  read.facts.channels = known.whole.channels;
  for (const View& view : views) {
    read.views.push_back(shown(view, known, bytes));
  }
  return read;
}

}  // namespace tlhost::engine
