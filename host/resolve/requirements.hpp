#pragma once
#include "host/catalog/catalog.hpp"
#include "host/spec/experiment_spec.hpp"

#include <vector>

namespace tlhost::engine {

/// What the file's "requires" asks for and the catalog does not have: REQUIRES-MISSING,
/// REQUIRES-VERSION, or PLUGIN-REJECTED where the plugin was found and refused.
std::vector<Problem> unmet_requirements(const ExperimentSpec& spec, const Catalog& catalog);

}  // namespace tlhost::engine
