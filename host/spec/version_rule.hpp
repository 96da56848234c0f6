#pragma once
#include "host/spec/place.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlhost::engine {

/// One to three numbers; those that are not written are 0, so "1.2" is 1.2.0.
struct Version {
  std::array<std::int64_t, 3> numbers{};
  bool operator==(const Version&) const = default;
};

/// Nothing if the text is anything else: "1.2-beta", "v1", "1..2", "".
std::optional<Version> read_version(std::string_view text);

/// One comparison: ">=1.2".
struct VersionBound {
  enum class Order : std::uint8_t { above, at_least, below, at_most, equal } order = Order::equal;
  Version version;
  bool operator==(const VersionBound&) const = default;
};

/// All of them must hold.
using VersionRule = std::vector<VersionBound>;

/// ">=1.2,<2": comparisons >=, >, <=, < or = joined by commas; blanks may stand around each.
/// Nothing if the text is anything else, or compares with nothing.
std::optional<VersionRule> read_version_rule(std::string_view text);

bool satisfies(const Version& version, const VersionRule& rule);

/// One line of the experiment file's "requires".
struct Requirement {
  std::string plugin;  ///< its id
  std::string text;    ///< the rule as it is written
  VersionRule rule;
  Place place;
};

}  // namespace tlhost::engine
