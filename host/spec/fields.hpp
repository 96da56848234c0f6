#pragma once
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tlhost::engine {

/// The numbers that a key may hold.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool without_low = false, without_high = false;
};

enum class FieldKind : std::uint8_t {
  integer,
  number,
  boolean,
  text,
  choice,
  by_hand,  ///< read by code of its own: objects, lists, names
  later,    ///< part of format 1, not yet of this version
};

/// One key of an object of the grammar.
struct FieldFacts {
  std::string name;
  FieldKind kind = FieldKind::by_hand;
  std::string doc = {};
  Range range = {};
  std::vector<std::string> choices = {};        ///< of a choice, or the only integers
  std::vector<std::string> later_choices = {};  ///< of format 1, not yet of this version
  std::vector<JsonKind> later_kinds = {};       ///< likewise: a list or object instead of a scalar
  bool required = false;
};

/// A key and the member of Object that holds its value; the member's initialiser is the default.
template <class Object>
struct Field {
  /// A member that is no string, by the index of its word.
  struct ByIndex {
    void (*set)(Object&, std::size_t index);
    std::size_t (*get)(const Object&);
  };

  FieldFacts facts;
  std::variant<std::monostate,
               std::int64_t Object::*,
               std::uint64_t Object::*,
               double Object::*,
               bool Object::*,
               std::string Object::*,
               ByIndex>
      member = {};
};

/// All keys of one kind of object.  The reader, its messages and a schema come from the same table.
template <class Object>
using FieldTable = std::vector<Field<Object>>;

/// A value that fits its field; the one that the kind names is set.
struct Scalar {
  std::int64_t integer = 0;
  double number = 0;
  bool boolean = false;
  std::string text = {};   ///< of a choice too
  std::size_t choice = 0;  ///< index into the choices
};

/// True if the number lies in the field's range.
bool fits_range(const FieldFacts& facts, double number);

/// Empty, with a finding, if the value does not fit: SPEC-TYPE, SPEC-RANGE, SPEC-CHOICE,
/// SPEC-NOT-YET.
std::optional<Scalar> read_scalar(const FieldFacts& facts,
                                  const JsonNode& node,
                                  Findings& findings);

/// "an integer from 1 to 8", "one of sgd, adamw", ...
std::string expected_text(const FieldFacts& facts);

/// SPEC-TYPE: something else stands there.  Says nothing of a broken value.
void add_wrong_type(const JsonNode& node, const std::string& expected, Findings& findings);
/// The numbers of a list; a finding for all that is none.  expected: of the list, in words.
std::vector<double> read_numbers(const JsonNode& node,
                                 const std::string& expected,
                                 Findings& findings);
/// True if it is an object; else a finding.
bool is_object(const JsonNode& node, Findings& findings);
/// SPEC-MISSING, at the object that lacks the key.
void add_missing(const JsonNode& object, const std::string& key, Findings& findings);
/// SPEC-UNKNOWN-KEY
void add_unknown_key(const JsonMember& member,
                     const std::vector<std::string>& known,
                     Findings& findings);

}  // namespace tlhost::engine
