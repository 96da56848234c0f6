#include "host/scan/record_reader.hpp"

#include "host/scan/record_paths.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"

#include <tlhost/error.hpp>

namespace tlhost::engine {
namespace {

constexpr std::uint64_t kMostFileBytes = 256ull << 20;

/// Identity of an image: the whole picture's shape, range, how far it was reduced, and pixels.
std::string pixels_sha256(const Image& image, const ImageHeader& whole, int eighths = 8) {
  Sha256 sha;
  sha.add(std::to_string(whole.width) + " " + std::to_string(whole.height) + " " +
          std::to_string(image.channels) + " " + std::to_string(image.bits) + " " +
          number_text(image.black) + " " + number_text(image.white) +
          (eighths == 8 ? "\n" : " " + std::to_string(eighths) + "/8\n"));
  sha.add(image.bytes.data(), image.bytes.size());
  return sha.hex();
}

bool is_grey_colour(const Image& image) {
  if (image.channels != 3 || image.bits != 8) {
    return false;
  }
  for (std::size_t i = 0; i + 2 < image.bytes.size(); i += 3) {
    if (image.bytes[i] != image.bytes[i + 1] || image.bytes[i] != image.bytes[i + 2]) {
      return false;
    }
  }
  return true;
}

ImageHeader size_of(const Image& image) {
  return {image.height, image.width, image.channels, false};
}

/// One of the three equal channels.
Image as_grey(const Image& colour) {
  Image grey;
  grey.width = colour.width;
  grey.height = colour.height;
  grey.channels = 1;
  grey.bits = colour.bits;
  grey.black = colour.black;
  grey.white = colour.white;
  for (std::size_t i = 0; i < colour.bytes.size(); i += 3) {
    grey.bytes.push_back(colour.bytes[i]);
  }
  return grey;
}

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

std::string pixels_identity(const Decoded& decoded) {
  const Image& image = decoded.image;
  return is_grey_colour(image) ? pixels_sha256(as_grey(image), decoded.whole, decoded.eighths)
                               : pixels_sha256(image, decoded.whole, decoded.eighths);
}

std::string pixels_identity(const Image& image) {
  return pixels_identity(Decoded{image, size_of(image), 8});
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
    known.whole = size_of(known.image);
    read.facts.sha256 = pixels_sha256(known.image, known.whole);
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
