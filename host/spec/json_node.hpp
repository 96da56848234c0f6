#pragma once
#include "host/spec/experiment_spec.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// broken: a value that was already found wrong (a number out of range, a NUL in a string): say no
/// more about it.
enum class JsonKind : std::uint8_t { null, boolean, integer, real, string, array, object, broken };

struct JsonMember;

/// A value of the file and where it stands.
struct JsonNode {
  JsonKind kind = JsonKind::null;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;                  ///< of a number written with '.', 'e' or 'E'
  std::string text;                 ///< of a string its value, of a number as it is written
  std::vector<JsonNode> items;      ///< of an array
  std::vector<JsonMember> members;  ///< of an object, in the file's order; of equal keys the first
  Place place;

  /// The member's value, or null.  Only objects have members.
  const JsonNode* find(const std::string& key) const;
};

struct JsonMember {
  std::string key;
  Place place;  ///< of the key; the pointer is that of the value
  JsonNode value;
};

/// The value of a number that is whole: 3 and 3.0, but not 3.5.  Real numbers only to 2^53, where
/// all are exact.
std::optional<std::int64_t> as_integer(const JsonNode& node);
std::optional<double> as_number(const JsonNode& node);

/// What was found, in words: "the string "x"", "the number 1.5", "a list", ...
std::string found_text(const JsonNode& node);

}  // namespace tlhost::engine
