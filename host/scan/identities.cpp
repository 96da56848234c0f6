#include "host/scan/identities.hpp"

#include "host/store/file_ops.hpp"

#include <tlhost/error.hpp>

namespace tlhost::engine {

std::string identities_to_text(const std::vector<std::string>& identities) {
  std::string text;
  for (const std::string& identity : identities) {
    text += identity + "\n";
  }
  return text;
}

std::vector<std::string> identities_from_text(const std::string& text, std::size_t rows) {
  constexpr std::size_t kDigits = 64;
  if (text.size() != rows * (kDigits + 1)) {
    throw DataError("identities.txt has " + std::to_string(text.size()) + " bytes; expected " +
                    std::to_string(rows) + " lines of " + std::to_string(kDigits) + " digits");
  }
  std::vector<std::string> identities;
  for (std::size_t start = 0; start < text.size(); start += kDigits + 1) {
    identities.push_back(text.substr(start, kDigits));
    if (identities.back().find_first_not_of("0123456789abcdef") != std::string::npos ||
        text[start + kDigits] != '\n') {
      throw DataError("identities.txt, line " + std::to_string(identities.size()) +
                      ": expected 64 lower-case hexadecimal digits");
    }
  }
  return identities;
}

std::vector<std::vector<std::string>> read_identities(const Scans& scans, const Store& store) {
  std::vector<std::vector<std::string>> all(scans.datasets.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const ScannedDataset& dataset = scans.datasets[i];
    if (dataset.name.empty()) {
      continue;
    }
    const auto artefact = store.find("records", dataset.records_key);
    if (!artefact) {
      throw Refusal(Exit::disk,
                    {"STORE-LOST",
                     "dataset " + dataset.name,
                     "its records vanished from the store",
                     "",
                     "run again"});
    }
    all[i] =
        identities_from_text(read_file(artefact->path(kIdentitiesFile)), dataset.table.rows.size());
  }
  return all;
}

}  // namespace tlhost::engine
