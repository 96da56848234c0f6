#include "host/spec/requirements.hpp"

#include "host/spec/fields.hpp"
#include "host/spec/names.hpp"

#include <string>

namespace tlhost::engine {

std::vector<Requirement> read_requirements(const JsonNode* node, Findings& findings) {
  std::vector<Requirement> requirements;
  if (node == nullptr || !is_object(*node, findings)) {
    return requirements;
  }
  for (const JsonMember& member : node->members) {
    if (!is_plugin_id(member.key)) {
      findings.add(
          member.place,
          "SPEC-NAME",
          quoted_word(member.key) + " is no plugin id",
          "write 1 to 47 of a-z, 0-9, \"_\", \".\" and \"-\"; tlhost list plugins shows them");
      continue;
    }
    if (member.value.kind != JsonKind::string) {
      add_wrong_type(member.value, "versions such as \">=1.2,<2\"", findings);
      continue;
    }
    const auto rule = read_version_rule(member.value.text);
    if (!rule) {
      findings.add(member.value.place,
                   "SPEC-VERSION",
                   "expected versions such as \">=1.2,<2\", found " + found_text(member.value),
                   "write >=, >, <=, < or = before one to three numbers, and commas between");
      continue;
    }
    requirements.push_back({member.key, member.value.text, *rule, member.value.place});
  }
  return requirements;
}

boost::json::object requirements_schema() {
  const std::string bound = R"([ \t]*(>=|<=|>|<|=)[ \t]*[0-9]+(\.[0-9]+){0,2}[ \t]*)";
  return {{"type", "object"},
          {"propertyNames", {{"pattern", "^[a-z0-9_.-]{1,47}$"}}},
          {"additionalProperties",
           {{"type", "string"}, {"pattern", "^" + bound + "(," + bound + ")*$"}}},
          {"default", boost::json::object{}}};
}

}  // namespace tlhost::engine
