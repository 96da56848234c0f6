#include "host/weights/pth.hpp"

#include <tlhost/error.hpp>

#include <algorithm>

namespace tlhost::engine {
namespace {

constexpr std::size_t kDigits = 8;

/// "20230131": people date their files in the same place.
bool is_date(const std::string& digits) {
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return false;
  }
  const std::string century = digits.substr(0, 2), month = digits.substr(4, 2),
                    day = digits.substr(6, 2);
  return (century == "19" || century == "20") && month >= "01" && month <= "12" && day >= "01" &&
         day <= "31";
}

}  // namespace

void check_digits_of_name(const std::string& path, const std::string& sha256) {
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos || (name.substr(dot) != ".pth" && name.substr(dot) != ".pt") ||
      dot < kDigits + 1 || name[dot - kDigits - 1] != '-') {
    return;
  }
  const std::string digits = name.substr(dot - kDigits, kDigits);
  const bool hex = std::all_of(digits.begin(), digits.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  if (hex && !is_date(digits) && sha256.compare(0, kDigits, digits) != 0) {
    throw DataError("its SHA-256 begins with " + sha256.substr(0, kDigits) + ", its name says " +
                    digits + "; fetch it again, or rename it if the digits mean something else");
  }
}

}  // namespace tlhost::engine
