#include "host/spec/audit_rule.hpp"

#include "host/spec/field_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/read_fields.hpp"

#include <string>

namespace tlhost::engine {
namespace {

const FieldTable<AuditRule>& audit_fields() {
  static const FieldTable<AuditRule> fields = {hand_field<AuditRule>(
      "allow", "records, as DATASET/ID, whose copies in other parts stop nothing")};
  return fields;
}

}  // namespace

AuditRule read_audit(const JsonNode* node, Findings& findings) {
  AuditRule rule;
  if (node == nullptr || !is_object(*node, findings)) {
    return rule;
  }
  read_fields(*node, audit_fields(), rule, findings);
  const JsonNode* const allow = node->find("allow");
  if (allow == nullptr) {
    return rule;
  }
  if (allow->kind != JsonKind::array) {
    add_wrong_type(*allow, "a list of records", findings);
    return rule;
  }
  for (const JsonNode& item : allow->items) {
    const bool record = item.kind == JsonKind::string && item.text.find('/') != std::string::npos;
    if (record) {
      rule.allow.push_back({item.text, item.place});
    } else {
      add_wrong_type(item, "a record as \"DATASET/ID\", as tlhost audit prints it", findings);
    }
  }
  return rule;
}

boost::json::object audit_schema() {
  return object_schema(audit_fields(),
                       {{"allow",
                         {{"type", "array"},
                          {"items", boost::json::object{{"type", "string"}, {"pattern", "/"}}},
                          {"default", boost::json::array{}}}}});
}

}  // namespace tlhost::engine
