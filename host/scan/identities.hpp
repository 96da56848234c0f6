#pragma once
#include "host/data/look.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace tlhost::engine {

/// In "records", beside records.tsv: one line a row, what its decoded pixels are and look like.
inline constexpr const char* kIdentitiesFile = "identities.txt";

/// What an image is, whatever file it came from.
struct Identity {
  std::string pixels;  ///< pixels_identity
  Look look;
  bool operator==(const Identity&) const = default;
};

std::string identities_to_text(const std::vector<Identity>& identities);
/// Errors: DataError if it does not hold exactly `rows` lines of the identity of pixels and a look.
std::vector<Identity> identities_from_text(const std::string& text, std::size_t rows);

}  // namespace tlhost::engine
