#pragma once
#include "host/spec/fields.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// What a field table is written with.

inline Range from_to(double low, double high) { return {.low = low, .high = high}; }

inline Range at_least(double low) { return {.low = low}; }

inline Range above(double low) { return {.low = low, .without_low = true}; }

/// low may be had, high not.
inline Range from_below(double low, double high) {
  return {.low = low, .high = high, .without_high = true};
}

/// low and high may not be had.
inline Range between(double low, double high) {
  return {.low = low, .high = high, .without_low = true, .without_high = true};
}

/// Value: std::int64_t or std::uint64_t.
template <class Object, class Value>
Field<Object> integer_field(std::string name, Value Object::*member, Range range, std::string doc) {
  return {
      {.name = std::move(name), .kind = FieldKind::integer, .doc = std::move(doc), .range = range},
      member};
}

template <class Object>
Field<Object> number_field(std::string name, double Object::*member, Range range, std::string doc) {
  return {
      {.name = std::move(name), .kind = FieldKind::number, .doc = std::move(doc), .range = range},
      member};
}

template <class Object>
Field<Object> flag_field(std::string name, bool Object::*member, std::string doc) {
  return {{.name = std::move(name), .kind = FieldKind::boolean, .doc = std::move(doc)}, member};
}

template <class Object>
Field<Object> text_field(std::string name, std::string Object::*member, std::string doc) {
  return {{.name = std::move(name), .kind = FieldKind::text, .doc = std::move(doc)}, member};
}

/// A string that is checked, but not kept.
template <class Object>
Field<Object> unkept_text_field(std::string name, std::string doc) {
  return {{.name = std::move(name), .kind = FieldKind::text, .doc = std::move(doc)}, {}};
}

/// The words that a choice takes, and those of format 1 that it does not take yet.
struct Choices {
  std::vector<std::string> now;
  std::vector<std::string> later = {};
};

template <class Object>
Field<Object> choice_field(std::string name,
                           std::string Object::*member,
                           Choices choices,
                           std::string doc) {
  return {{.name = std::move(name),
           .kind = FieldKind::choice,
           .doc = std::move(doc),
           .choices = std::move(choices.now),
           .later_choices = std::move(choices.later)},
          member};
}

template <class Member>
struct MemberFacts;

template <class Owner, class Held>
struct MemberFacts<Held Owner::*> {
  using Object = Owner;
  using Value = Held;
};

/// The same for a member that is an enumeration, or a boolean: its values in the order of the
/// words.
template <auto Member>
auto enum_field(std::string name, Choices choices, std::string doc) {
  using Object = typename MemberFacts<decltype(Member)>::Object;
  using Value = typename MemberFacts<decltype(Member)>::Value;
  Field<Object> field{{.name = std::move(name),
                       .kind = FieldKind::choice,
                       .doc = std::move(doc),
                       .choices = std::move(choices.now),
                       .later_choices = std::move(choices.later)},
                      {}};
  field.member = typename Field<Object>::ByIndex{
      [](Object& object, std::size_t index) { object.*Member = static_cast<Value>(index); },
      [](const Object& object) { return static_cast<std::size_t>(object.*Member); }};
  return field;
}

/// One of a few integers.
template <class Object>
Field<Object> integer_choice_field(std::string name,
                                   std::int64_t Object::*member,
                                   std::vector<std::string> choices,
                                   std::string doc) {
  return {{.name = std::move(name),
           .kind = FieldKind::integer,
           .doc = std::move(doc),
           .choices = std::move(choices)},
          member};
}

template <class Object>
Field<Object> hand_field(std::string name, std::string doc) {
  return {{.name = std::move(name), .kind = FieldKind::by_hand, .doc = std::move(doc)}, {}};
}

template <class Object>
Field<Object> later_field(std::string name) {
  return {{.name = std::move(name), .kind = FieldKind::later}, {}};
}

template <class Object>
Field<Object> required(Field<Object> field) {
  field.facts.required = true;
  return field;
}

/// Format 1 has values of these kinds too.
template <class Object>
Field<Object> with_later_kinds(Field<Object> field, std::vector<JsonKind> kinds) {
  field.facts.later_kinds = std::move(kinds);
  return field;
}

}  // namespace tlhost::engine
