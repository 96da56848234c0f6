#pragma once
#include "host/spec/fields.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace tlhost::engine {

/// Puts a value that fits the field into its member.
template <class Object>
void assign_field(const Field<Object>& field, const Scalar& value, Object& object) {
  std::visit(
      [&](auto member) {
        using Member = decltype(member);
        if constexpr (std::is_same_v<Member, typename Field<Object>::ByIndex>) {
          member.set(object, value.choice);
        } else if constexpr (std::is_same_v<Member, std::int64_t Object::*>) {
          object.*member = value.integer;
        } else if constexpr (std::is_same_v<Member, std::uint64_t Object::*>) {
          object.*member = static_cast<std::uint64_t>(value.integer);
        } else if constexpr (std::is_same_v<Member, double Object::*>) {
          object.*member = value.number;
        } else if constexpr (std::is_same_v<Member, bool Object::*>) {
          object.*member = value.boolean;
        } else if constexpr (std::is_same_v<Member, std::string Object::*>) {
          object.*member = value.text;
        }
      },
      field.member);
}

/// Reads the keys of an object that the table knows, over what `object` holds; returns the other
/// ones.
template <class Object>
std::vector<const JsonMember*> read_known(const JsonNode& node,
                                          const FieldTable<Object>& table,
                                          Object& object,
                                          Findings& findings) {
  std::vector<const JsonMember*> others;
  if (!is_object(node, findings)) {
    return others;
  }
  for (const JsonMember& member : node.members) {
    const auto field = std::find_if(table.begin(), table.end(), [&](const Field<Object>& known) {
      return known.facts.name == member.key;
    });
    if (field == table.end()) {
      others.push_back(&member);
    } else if (field->facts.kind == FieldKind::later) {
      findings.add_not_yet(member.place, quoted_word(member.key), "remove it");
    } else if (field->facts.kind != FieldKind::by_hand) {
      if (const auto value = read_scalar(field->facts, member.value, findings)) {
        assign_field(*field, *value, object);
      }
    }
  }
  for (const Field<Object>& field : table) {
    if (field.facts.required && node.find(field.facts.name) == nullptr) {
      add_missing(node, field.facts.name, findings);
    }
  }
  return others;
}

/// The same of an object that has no other keys.
template <class Object>
void read_fields(const JsonNode& node,
                 const FieldTable<Object>& table,
                 Object& object,
                 Findings& findings) {
  std::vector<std::string> known;
  for (const Field<Object>& field : table) {
    if (field.facts.kind != FieldKind::later) {
      known.push_back(field.facts.name);
    }
  }
  for (const JsonMember* const other : read_known(node, table, object, findings)) {
    add_unknown_key(*other, known, findings);
  }
}

}  // namespace tlhost::engine
