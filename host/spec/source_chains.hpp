#pragma once
#include "host/spec/experiment_spec.hpp"
#include "host/spec/findings.hpp"
#include "host/spec/json_node.hpp"

#include <vector>

namespace tlhost::engine {

/// Follows "from" to where each chain begins, and gives every source the normalisation of that
/// beginning. SPEC-CYCLE, once for each cycle.  entries[i] is where sources[i] was read.
void link_chains(const std::vector<JsonMember>& entries,
                 std::vector<SourceSpec>& sources,
                 Findings& findings);

}  // namespace tlhost::engine
