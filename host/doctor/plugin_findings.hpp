#pragma once
#include "host/doctor/doctor.hpp"

#include <string>

namespace tlhost::engine {

/// Where plugins were looked for and what was found; a rejected file, and a path that is not there,
/// is a problem.
void add_plugin_findings(const DoctorOrder& order, Diagnosis& diagnosis);

/// How a searched path came to be searched: "--plugins", "TLHOST_PLUGIN_PATH", "beside the
/// program".
std::string origin_of(const std::string& path, const std::vector<std::string>& named);

}  // namespace tlhost::engine
