#pragma once
#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// A component from "use" and the entry's other keys, which are its parameters.
/// others: the keys of `entry` that the grammar does not list.
Use read_use(const JsonNode& entry,
             const std::vector<const JsonMember*>& others,
             Findings& findings);

/// An entry of a table, or of a part of one, that names a component: its place, "use", parameters,
/// and the scalars of `table`.  `entry` holds the values to start from.
template <class Entry>
void read_component(const JsonNode& node,
                    const FieldTable<Entry>& table,
                    Entry& entry,
                    Findings& findings) {
  entry.place = node.place;
  entry.use = read_use(node, read_known(node, table, entry, findings), findings);
}

/// The keys that every entry with a component has.
template <class Entry>
FieldTable<Entry> component_fields() {
  return {required(hand_field<Entry>("use", "the component: its name, or plugin_id/name")),
          unkept_text_field<Entry>("note", "free text; changes nothing"),
          later_field<Entry>("for")};
}

/// The schema of "use" before any component is known.
boost::json::object use_schema();
/// Words of entries that no component has as a parameter.
std::vector<std::string> reserved_words();

/// The schema of an entry with the keys of `table`, before any component is known.
template <class Entry>
EntryGrammar entry_grammar(const FieldTable<Entry>& table, Shapes shapes) {
  shapes["use"] = use_schema();
  EntryGrammar grammar{object_schema(table, shapes), later_names(table)};
  for (std::string& word : reserved_words()) {
    grammar.kept.push_back(std::move(word));
  }
  return grammar;
}

}  // namespace tlhost::engine
