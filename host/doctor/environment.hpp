#pragma once
#include "host/doctor/finding.hpp"

#include <map>
#include <string>
#include <vector>

namespace tlhost::engine {

using Environment = std::map<std::string, std::string>;

Environment this_environment();

/// The variables that LibTorch, its libraries and tlhost listen to, and what each of them does to a
/// run; and the locale.
std::vector<Finding> environment_findings(const Environment& environment);

/// The mark between a number's whole and its fraction, as the environment's locale has it; "." if
/// there is no such locale.
std::string decimal_mark();

}  // namespace tlhost::engine
