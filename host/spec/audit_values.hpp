#pragma once
#include "host/spec/place.hpp"

#include <string>
#include <vector>

namespace tlhost::engine {

/// A record that the audit lets pass.
struct AllowedRecord {
  std::string record;  ///< "dataset/id"
  Place place;
};

/// "audit"
struct AuditRule {
  std::vector<AllowedRecord> allow;
};

}  // namespace tlhost::engine
