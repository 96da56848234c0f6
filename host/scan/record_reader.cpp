#include "host/scan/record_reader.hpp"

#include "host/scan/record_paths.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"

#include <tlhost/error.hpp>

namespace tlhost::engine {
namespace {

constexpr std::uint64_t kMostFileBytes = 256ull << 20;

/// Identity of a drawn image: its shape, range and pixels.
std::string pixels_sha256(const Image& image) {
  Sha256 sha;
  sha.add(std::to_string(image.width) + " " + std::to_string(image.height) + " " +
          std::to_string(image.channels) + " " + std::to_string(image.bits) + " " +
          number_text(image.black) + " " + number_text(image.white) + "\n");
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

}  // namespace

std::string pixels_identity(const Image& image) {
  return pixels_sha256(is_grey_colour(image) ? as_grey(image) : image);
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
  Image image;
  const std::string file = file_of(listing, row);
  read.facts.stamp = stamp_to_read(file, listing.table.info.own_pixels);
  if (listing.table.info.own_pixels) {
    dataset.image(listing.records[row], image);
    read.facts.sha256 = pixels_sha256(image);
    read.bytes = read.facts.stamp.size;  // 0 without a file: as a remembered record has it
  } else {
    if (!listing.follow_links && !listing.table.rows[row].path.starts_with('/')) {
      check_below(file, listing.root);
    }
    const std::vector<std::uint8_t> bytes = read_regular_file(file, kMostFileBytes);
    read.bytes = bytes.size();
    Sha256 sha;
    sha.add(bytes.data(), bytes.size());
    read.facts.sha256 = sha.hex();
    image = decode_image(bytes);
  }
  read.facts.identity = {pixels_identity(image), look_of(image)};
  read.facts.width = image.width;
  read.facts.height = image.height;
  read.facts.channels = image.channels;
  for (const View& view : views) {
    read.views.push_back(view_image(image, view));
  }
  return read;
}

}  // namespace tlhost::engine
