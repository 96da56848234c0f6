#pragma once
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// NAME: [A-Za-z0-9][A-Za-z0-9_.-]*
bool is_name(std::string_view text);

/// What a plugin calls itself: [a-z0-9_.-]{1,47}, reverse DNS or a word.
bool is_plugin_id(std::string_view text);

/// A name with * (any characters) and ? (one character).
bool glob_matches(std::string_view glob, std::string_view name);

/// SPEC-NAME if it is no NAME.
void check_name(const std::string& text, const Place& place, Findings& findings);

/// The names of one table.
struct NameTable {
  std::string words;  ///< of one name: "dataset", "source", ...
  std::vector<std::string> names = {};
};

/// Reads a NAME or GLOB, or a list of them: the names that match, each once, in the order of the
/// patterns and then of the table.  SPEC-UNKNOWN-NAME for each that matches nothing, SPEC-EMPTY for
/// an empty list.
std::vector<std::string> read_names(const JsonNode& node,
                                    const NameTable& table,
                                    Findings& findings);

/// Reads one NAME of the table; "" with a finding if it is none.
std::string read_one_name(const JsonNode& node, const NameTable& table, Findings& findings);

/// The members of a table of entries, whose keys are checked: SPEC-MISSING, SPEC-EMPTY, SPEC-NAME.
const std::vector<JsonMember>& read_entries(const JsonNode& root,
                                            const std::string& key,
                                            Findings& findings);

template <class Entry>
NameTable names_of(std::string words, const std::vector<Entry>& entries) {
  NameTable table{.words = std::move(words)};
  for (const Entry& entry : entries) {
    table.names.push_back(entry.name);
  }
  return table;
}

}  // namespace tlhost::engine
