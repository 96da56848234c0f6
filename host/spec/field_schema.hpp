#pragma once
#include "host/spec/fields.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace tlhost::engine {

/// JSON Schema, draft-07, of what a field table reads.

/// The schema of a value that fits the field, which no code reads by hand.
boost::json::object scalar_schema(const FieldFacts& facts);

/// {"$ref"} to one of the definitions; an object, so that a description may stand beside it.
boost::json::object reference(const std::string& definition);

/// The same schema of an object that may be left out: {} says as much.
boost::json::object optional(boost::json::object schema);

/// One key of an object, and what stands for it where it is left out.
struct Property {
  FieldFacts facts;
  std::optional<boost::json::value> default_value;
};

/// The schemas of the keys that are read by hand, and of strings that are checked by hand.
using Shapes = std::map<std::string, boost::json::object>;

/// The schema of an object with these keys and no other ones; what is for later is left out.
/// outer: what stands for a key that is left out, in words, instead of the default values; or "".
/// Errors: std::logic_error if a key that is read by hand has no shape, or a shape no key: the
/// schema and the reader must not drift apart.
boost::json::object object_schema(const std::vector<Property>& properties,
                                  const Shapes& shapes,
                                  const std::string& outer);

/// The value that the field's member has in a new object, if it has one that could be written.
template <class Object>
std::optional<boost::json::value> default_of(const Field<Object>& field) {
  // Static, for GCC 12 takes a small one for uninitialised where no member has the visited type.
  static const Object object{};
  return std::visit(
      [&](auto member) -> std::optional<boost::json::value> {
        using Member = decltype(member);
        if constexpr (std::is_same_v<Member, typename Field<Object>::ByIndex>) {
          return boost::json::string(field.facts.choices.at(member.get(object)));
        } else if constexpr (std::is_same_v<Member, double Object::*>) {
          if (fits_range(field.facts, object.*member)) {
            return object.*member;
          }
          return std::nullopt;
        } else if constexpr (std::is_same_v<Member, std::string Object::*>) {
          if (const std::string& text = object.*member; !text.empty()) {
            return boost::json::string(text);
          }
          return std::nullopt;
        } else if constexpr (std::is_same_v<Member, std::monostate>) {
          return std::nullopt;
        } else {
          return object.*member;
        }
      },
      field.member);
}

template <class Object>
boost::json::object object_schema(const FieldTable<Object>& table,
                                  const Shapes& shapes = {},
                                  const std::string& outer = "") {
  std::vector<Property> properties;
  for (const Field<Object>& field : table) {
    properties.push_back({field.facts, default_of(field)});
  }
  return object_schema(properties, shapes, outer);
}

/// The names of the keys that are for later: no component can have a parameter of such a name.
template <class Object>
std::vector<std::string> later_names(const FieldTable<Object>& table) {
  std::vector<std::string> names;
  for (const Field<Object>& field : table) {
    if (field.facts.kind == FieldKind::later) {
      names.push_back(field.facts.name);
    }
  }
  return names;
}

}  // namespace tlhost::engine
