#include "host/spec/names.hpp"

#include "host/spec/fields.hpp"
#include "host/spec/grammar_schema.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace tlhost::engine {

namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_name_character(char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; }

bool is_glob(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

// The names that one pattern stands for.
std::vector<std::string> expand(const JsonNode& pattern,
                                const NameTable& table,
                                Findings& findings) {
  if (pattern.kind != JsonKind::string) {
    add_wrong_type(pattern, "the name of a " + table.words, findings);
    return {};
  }
  std::vector<std::string> matches;
  std::copy_if(table.names.begin(),
               table.names.end(),
               std::back_inserter(matches),
               [&](const std::string& name) { return glob_matches(pattern.text, name); });
  if (matches.empty()) {
    findings.add(pattern.place,
                 "SPEC-UNKNOWN-NAME",
                 is_glob(pattern.text)
                     ? "no " + table.words + " matches " + quoted_word(pattern.text)
                     : "there is no " + table.words + " " + quoted_word(pattern.text),
                 fix_for_word(pattern.text, table.names));
  }
  return matches;
}

}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && is_alphanumeric(text.front()) &&
         std::all_of(text.begin(), text.end(), is_name_character);
}

bool is_plugin_id(std::string_view text) {
  constexpr std::size_t kLongest = 47;  // a note has room for 48 with the NUL
  return !text.empty() && text.size() <= kLongest &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_name_character(c) && (c < 'A' || c > 'Z');
         });
}

bool glob_matches(std::string_view glob, std::string_view name) {
  std::size_t g = 0, n = 0;
  std::size_t star = std::string_view::npos, after_star = 0;  // the last * and what it has eaten to
  while (n < name.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      after_star = n;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == name[n])) {
      ++g;
      ++n;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      n = ++after_star;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

void check_name(const std::string& text, const Place& place, Findings& findings) {
  if (!is_name(text)) {
    findings.add(
        place,
        "SPEC-NAME",
        quoted_word(text) + " is no name",
        "start with a letter or digit; letters, digits, \"_\", \".\" and \"-\" may follow");
  }
}

std::vector<std::string> read_names(const JsonNode& node,
                                    const NameTable& table,
                                    Findings& findings) {
  if (node.kind == JsonKind::string) {
    return expand(node, table, findings);
  }
  if (node.kind != JsonKind::array) {
    add_wrong_type(node, "the name of a " + table.words + " or a list of names", findings);
    return {};
  }
  if (node.items.empty()) {
    findings.add(node.place,
                 "SPEC-EMPTY",
                 "expected the name of at least one " + table.words + ", found none");
  }
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const JsonNode& item : node.items) {
    for (std::string& name : expand(item, table, findings)) {
      if (seen.insert(name).second) {
        names.push_back(std::move(name));
      }
    }
  }
  return names;
}

std::string read_one_name(const JsonNode& node, const NameTable& table, Findings& findings) {
  if (node.kind == JsonKind::string &&
      std::find(table.names.begin(), table.names.end(), node.text) != table.names.end()) {
    return node.text;
  }
  if (node.kind != JsonKind::string) {
    add_wrong_type(node, "the name of a " + table.words, findings);
  } else {
    findings.add(node.place,
                 "SPEC-UNKNOWN-NAME",
                 "there is no " + table.words + " " + quoted_word(node.text),
                 fix_for_word(node.text, table.names));
  }
  return "";
}

const std::vector<JsonMember>& read_entries(const JsonNode& root,
                                            const std::string& key,
                                            Findings& findings) {
  static const std::vector<JsonMember> none;
  const JsonNode* const table = root.find(key);
  if (table == nullptr || !is_object(*table, findings)) {
    return none;  // that it is missing is said with the other keys of the file
  }
  if (table->members.empty()) {
    findings.add(table->place, "SPEC-EMPTY", quoted_word(key) + " has no entry", "add one");
  }
  for (const JsonMember& member : table->members) {
    if (member.value.find("for") == nullptr) {  // with it, {var} may stand in the name
      check_name(member.key, member.place, findings);
    }
  }
  return table->members;
}

boost::json::object name_schema() {
  return {{"type", "string"}, {"pattern", "^[A-Za-z0-9][A-Za-z0-9_.-]*$"}};
}

boost::json::object names_schema() {
  const boost::json::object one{{"type", "string"},
                                {"pattern", "^[A-Za-z0-9*?][A-Za-z0-9_.*?-]*$"}};
  const boost::json::object several{{"type", "array"}, {"minItems", 1}, {"items", one}};
  return {{"anyOf", {one, several}}};
}

boost::json::object table_schema(const std::string& entry) {
  return {{"type", "object"},
          {"minProperties", 1},
          {"propertyNames", {{"$ref", "#/definitions/name"}}},
          {"additionalProperties", {{"$ref", "#/definitions/" + entry}}}};
}

}  // namespace tlhost::engine
