#pragma once
#include "host/spec/place.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tlhost::engine {

/// What becomes of samples that cannot be read.  All bounds must hold, else the dataset is refused
/// with all of them.
struct BadSampleRule {
  bool skip = false;        ///< false: one is enough to refuse
  std::int64_t most = 100;  ///< of a dataset
  double part = 0.001;      ///< of the dataset's samples
  double part_of_class = 0.01;
  bool test = false;  ///< may they be of the publisher's test part?
};

/// Stored values of 16-bit PNGs that are shown as black and as white; white below black inverts.
struct ShownRange {
  double black = 0, white = 0;
  bool operator==(const ShownRange&) const = default;
};

/// One key of "relabel": a class and what it is called from now on.
struct Relabel {
  std::string from;
  std::optional<std::string> to;  ///< nothing: its records lose the label
  Place place;
};

}  // namespace tlhost::engine
