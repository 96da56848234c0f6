#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace tlhost::engine {

/// In "records", beside records.tsv: one line a row, what its decoded pixels are.
inline constexpr const char* kIdentitiesFile = "identities.txt";

std::string identities_to_text(const std::vector<std::string>& identities);
/// Errors: DataError if it does not hold exactly `rows` SHA-256.
std::vector<std::string> identities_from_text(const std::string& text, std::size_t rows);

}  // namespace tlhost::engine
