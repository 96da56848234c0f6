#pragma once
#include "host/data/reduce.hpp"

#include <string>

namespace tlhost::engine {

/// A JPEG whose sides are longer is known by the least part of it that has these; all other
/// pictures are known by all of their pixels.
inline constexpr Extent kIdentitySides{224, 224};

/// 32 lower-case hexadecimal digits that stand for a decoded image, whatever file it came from: its
/// shape, range and pixels, and how far it was reduced.  Colour that is grey throughout has the
/// identity of the grey image.  What two equal ones say: docs/adr/0014.  Not for what must
/// withstand forgery: 128 bits of XXH3, of which who sets out to make two pictures equal can make
/// them. decoded: at least kIdentitySides.  Threads: pure. Source: XXH3-128, Collet,
/// github.com/Cyan4973/xxHash, doc/xxhash_spec.md 0.2.
std::string pixels_identity(const Decoded& decoded);
/// The same of an image that was drawn or decoded whole.
std::string pixels_identity(const Image& image);

/// SHA-256 of an image that a plugin drew: what the digest of a file is to a file.  Threads: pure.
std::string pixels_sha256(const Image& image);

}  // namespace tlhost::engine
