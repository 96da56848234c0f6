#pragma once
#include "host/data/record_table.hpp"
#include "host/spec/experiment_spec.hpp"

#include <string>

namespace tlhost::engine {

/// The table as "relabel" of its entry wants it.  file: of the experiment.
/// Errors: Refusal(usage) DATA-RELABEL with each class that the dataset does not have and the
/// nearest that it has, or where less than two classes would remain.
RecordTable with_new_labels(RecordTable table, const DatasetSpec& entry, const std::string& file);

}  // namespace tlhost::engine
