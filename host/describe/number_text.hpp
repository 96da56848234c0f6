#pragma once
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <string>

// How the reports on networks and on files of weights print counts and shapes.

namespace tlhost::engine {

inline std::string whole(const boost::json::value& number) {
  return std::to_string(number.to_number<std::int64_t>());
}

/// "64 x 3 x 7 x 7"; a shape without sides is "one number".
inline std::string shape_text(const boost::json::array& shape) {
  std::string text;
  for (const boost::json::value& side : shape) {
    text += (text.empty() ? "" : " x ") + whole(side);
  }
  return text.empty() ? "one number" : text;
}

}  // namespace tlhost::engine
