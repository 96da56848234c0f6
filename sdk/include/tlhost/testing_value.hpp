#pragma once
// For the tests of a plugin, no ABI.
#include <tlhost/abi.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tlhost {
inline namespace v1 {
namespace testing {

/// The value of one parameter: a flag, a number, a text, a list of reals.
struct Value {
  template <class Number, class = std::enable_if_t<std::is_arithmetic<Number>::value>>
  Value(Number number)
      : integer(static_cast<std::int64_t>(number)), real(static_cast<double>(number)) {}

  Value(const char* value) : text(value) {}

  Value(std::string value) : text(std::move(value)) {}

  Value(std::vector<double> values) : reals(std::move(values)) {}

  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<double> reals;
};

/// By name: {{"side", 24}, {"domain", "skin"}}.
using Values = std::map<std::string, Value>;

namespace detail {

/// The text behind a JSON string as Schema writes it.
inline std::string unquoted(const std::string& json) {
  std::string text;
  for (std::size_t i = 1; i + 1 < json.size(); ++i) {
    if (json[i] == '\\' && json[i + 1] == 'u') {
      text += static_cast<char>(std::strtol(json.substr(i + 2, 4).c_str(), nullptr, 16));
      i += 5;
      continue;
    }
    i += json[i] == '\\' ? 1 : 0;
    text += json[i];
  }
  return text;
}

/// A declared default; the parameter must have one.
inline Value default_of(const tlhost_param& param) {
  const std::string json = param.default_json;
  if (param.type == TLHOST_T_BOOL) {
    return json == "true";
  }
  if (param.type == TLHOST_T_INT) {
    return std::strtoll(json.c_str(), nullptr, 10);
  }
  if (param.type == TLHOST_T_REAL) {
    return std::strtod(json.c_str(), nullptr);
  }
  if (param.type != TLHOST_T_REALS) {
    return unquoted(json);
  }
  std::vector<double> reals;
  for (std::size_t at = 1; at + 1 < json.size(); at = json.find_first_of(",]", at) + 1) {
    reals.push_back(std::strtod(json.c_str() + at, nullptr));
  }
  return reals;
}

}  // namespace detail
}  // namespace testing
}  // namespace v1
}  // namespace tlhost
