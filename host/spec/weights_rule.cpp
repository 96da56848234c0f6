#include "host/spec/weights_rule.hpp"

#include "host/spec/fields.hpp"
#include "host/spec/spec_paths.hpp"

#include <algorithm>

namespace tlhost::engine {

namespace {

constexpr const char* kModel = "{model}";

// The word of a pattern in braces that is not {model}; "" if there is none.
std::string other_variable(const std::string& pattern) {
  for (std::size_t open = pattern.find('{'); open != std::string::npos;
       open = pattern.find('{', open + 1)) {
    const std::size_t close = pattern.find('}', open);
    const std::string word =
        close == std::string::npos ? "" : pattern.substr(open, close - open + 1);
    if (!word.empty() && word != kModel) {
      return word;
    }
  }
  return "";
}

void read_table(const JsonNode& node,
                const NameTable& models,
                const std::string& folder,
                WeightsRule& rule,
                Findings& findings) {
  if (node.members.empty()) {
    findings.add(
        node.place, "SPEC-EMPTY", "no model has a file here", "add one, or remove the key");
  }
  for (const JsonMember& member : node.members) {
    if (std::find(models.names.begin(), models.names.end(), member.key) == models.names.end()) {
      add_unknown_key(member, models.names, findings);
    } else if (member.value.kind != JsonKind::string) {
      add_wrong_type(member.value, "a path", findings);
    } else {
      rule.by_model[member.key] =
          absolute_path(member.value.text, folder, member.value.place, findings);
    }
  }
}

}  // namespace

WeightsRule read_weights(const JsonNode& node,
                         const NameTable& models,
                         const std::string& folder,
                         Findings& findings) {
  WeightsRule rule;
  rule.place = node.place;
  if (node.kind == JsonKind::object) {
    read_table(node, models, folder, rule, findings);
  } else if (node.kind != JsonKind::string) {
    add_wrong_type(node, "a path, or an object of models and paths", findings);
  } else if (const std::string word = other_variable(node.text); !word.empty()) {
    findings.add(node.place,
                 "SPEC-PATH",
                 quoted_word(word) + " stands for nothing here; expected {model}",
                 "write {model}, which is replaced by the name in \"models\"");
  } else {
    rule.pattern = absolute_path(node.text, folder, node.place, findings);
  }
  return rule;
}

boost::json::object weights_schema() {
  const boost::json::object path{{"type", "string"}, {"minLength", 1}};
  // No word in braces but {model}.
  const boost::json::object pattern{
      {"type", "string"}, {"minLength", 1}, {"pattern", R"(^([^{]|\{model\}|\{(?![^}]*\}))*$)"}};
  const boost::json::object table{
      {"type", "object"}, {"minProperties", 1}, {"additionalProperties", path}};
  return {{"anyOf", boost::json::array{pattern, table}}};
}

std::string WeightsRule::file_of(const std::string& model) const {
  if (pattern.empty()) {
    const auto found = by_model.find(model);
    return found == by_model.end() ? "" : found->second;
  }
  std::string file = pattern;
  for (std::size_t at = file.find(kModel); at != std::string::npos;
       at = file.find(kModel, at + model.size())) {
    file.replace(at, std::string(kModel).size(), model);
  }
  return file;
}

}  // namespace tlhost::engine
