#pragma once
#include "host/scan/scan.hpp"
#include "host/spec/experiment_spec.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>

namespace tlhost::engine {

/// {index of the dataset, row}
using DatasetRow = std::pair<std::size_t, std::int64_t>;

/// The records that an experiment lets pass.
/// Errors: Refusal(usage) AUDIT-ALLOW for each that is in none of its datasets.
std::set<DatasetRow> allowed_rows(const AuditRule& rule, const Scans& scans);

}  // namespace tlhost::engine
