#include "host/scan/pixels_identity.hpp"

#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <string_view>

// SHA-256 of the pixels would take an eighth of a scan; this hash runs as fast as memory.

namespace tlhost::engine {
namespace {

/// What beside its pixels makes a picture: of the whole one, and how far it was reduced.
std::string facts_of(const Image& image, const ImageHeader& whole, int eighths) {
  std::string facts = std::to_string(whole.width) + " " + std::to_string(whole.height) + " " +
                      std::to_string(image.channels) + " " + std::to_string(image.bits) + " " +
                      number_text(image.black) + " " + number_text(image.white);
  if (eighths != 8) {
    facts += " ";
    facts += std::to_string(eighths);
    facts += "/8";
  }
  return facts + "\n";
}

ImageHeader size_of(const Image& image) {
  return {image.height, image.width, image.channels, false};
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

std::string hexadecimal(const XXH128_canonical_t& hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : hash.digest) {
    text += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return text;
}

std::string hashed(const Image& image, const Decoded& decoded) {
  const std::string facts = facts_of(image, decoded.whole, decoded.eighths);
  XXH3_state_t state;
  XXH3_128bits_reset(&state);
  XXH3_128bits_update(&state, facts.data(), facts.size());
  XXH3_128bits_update(&state, image.bytes.data(), image.bytes.size());
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state));
  return hexadecimal(canonical);
}

}  // namespace

std::string pixels_identity(const Decoded& decoded) {
  const Image& image = decoded.image;
  return is_grey_colour(image) ? hashed(as_grey(image), decoded) : hashed(image, decoded);
}

std::string pixels_identity(const Image& image) {
  return pixels_identity(Decoded{image, size_of(image), 8});
}

std::string pixels_sha256(const Image& image) {
  Sha256 sha;
  sha.add(facts_of(image, size_of(image), 8));
  sha.add(image.bytes.data(), image.bytes.size());
  return sha.hex();
}

}  // namespace tlhost::engine
