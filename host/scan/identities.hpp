#pragma once
#include "host/scan/scan.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// In "records", beside records.tsv: one line a row, what its decoded pixels are.
inline constexpr const char* kIdentitiesFile = "identities.txt";

std::string identities_to_text(const std::vector<std::string>& identities);
/// Errors: DataError if it does not hold exactly `rows` SHA-256.
std::vector<std::string> identities_from_text(const std::string& text, std::size_t rows);

/// For each dataset of the scans, what the pixels of its rows are; equal images have equal
/// identities, whatever their files are.  Datasets that are not used stay empty.
/// Errors: Refusal(disk) if the store lost them; DataError if they are damaged.
std::vector<std::vector<std::string>> read_identities(const Scans& scans, const Store& store);

}  // namespace tlhost::engine
