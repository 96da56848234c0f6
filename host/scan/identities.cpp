#include "host/scan/identities.hpp"

#include <tlhost/error.hpp>

#include <string_view>

namespace tlhost::engine {
namespace {

constexpr std::size_t kPixels = 32, kLook = 2 * Look::kNumbers;
constexpr std::size_t kLine = kPixels + 1 + kLook + 1;

Identity from_line(std::string_view line) {
  const std::string_view pixels = line.substr(0, kPixels);
  if (pixels.find_first_not_of("0123456789abcdef") != std::string_view::npos ||
      line[kPixels] != ' ' || line.back() != '\n') {
    throw DataError("expected 32 lower-case hexadecimal digits, a blank, and a look");
  }
  return {std::string(pixels), look_from_text(line.substr(kPixels + 1, kLook))};
}

}  // namespace

std::string identities_to_text(const std::vector<Identity>& identities) {
  std::string text;
  for (const Identity& identity : identities) {
    text += identity.pixels + " " + look_text(identity.look) + "\n";
  }
  return text;
}

std::vector<Identity> identities_from_text(const std::string& text, std::size_t rows) {
  if (text.size() != rows * kLine) {
    throw DataError("identities.txt has " + std::to_string(text.size()) + " bytes; expected " +
                    std::to_string(rows) + " lines of " + std::to_string(kLine));
  }
  std::vector<Identity> identities;
  for (std::size_t row = 0; row < rows; ++row) {
    try {
      identities.push_back(from_line(std::string_view(text).substr(row * kLine, kLine)));
    } catch (const DataError& error) {
      throw DataError("identities.txt, line " + std::to_string(row + 1) + ": " + error.what());
    }
  }
  return identities;
}

}  // namespace tlhost::engine
