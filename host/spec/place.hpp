#pragma once
#include <string>

namespace tlhost::engine {

/// Where something stands in the experiment file.
struct Place {
  std::string pointer;  ///< JSON pointer, "/strategies/ft/use"
  int line = 0, column = 0;
  bool operator==(const Place&) const = default;
};

}  // namespace tlhost::engine
