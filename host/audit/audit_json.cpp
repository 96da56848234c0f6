#include "host/audit/audit.hpp"
#include "host/log/printable.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

namespace tlhost::engine {
namespace {

boost::json::value to_json(const AuditedRecord& record, const char* role) {
  return boost::json::object{{"dataset", printable(record.dataset)},
                             {"record", printable(record.id)},
                             {role, printable(record.role)}};
}

boost::json::array to_json(const std::vector<SameImage>& pairs, const char* role) {
  boost::json::array all;
  for (const SameImage& pair : pairs) {
    all.push_back(boost::json::array{to_json(pair.first, role), to_json(pair.second, role)});
  }
  return all;
}

boost::json::array to_json(const std::vector<NearCopy>& pairs) {
  boost::json::array all;
  for (const NearCopy& pair : pairs) {
    all.push_back(boost::json::object{
        {"likeness", pair.likeness},
        {"pair", boost::json::array{to_json(pair.first, "part"), to_json(pair.second, "part")}}});
  }
  return all;
}

}  // namespace

std::string audit_json(const Audit& audit) {
  return boost::json::serialize(
             boost::json::object{{"images", audit.images},
                                 {"leaks", to_json(audit.leaks, "part")},
                                 {"allowed", to_json(audit.allowed, "part")},
                                 {"near", to_json(audit.near)},
                                 {"near_are_all", audit.near_are_all},
                                 {"conflicts", to_json(audit.conflicts, "classes")}}) +
         "\n";
}

}  // namespace tlhost::engine
