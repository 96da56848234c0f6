#include "host/scan/identities.hpp"

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

}  // namespace tlhost::engine
