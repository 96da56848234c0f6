#pragma once
#include "host/evaluate/outcomes.hpp"

#include <string>
#include <string_view>

namespace tlhost::engine {

/// A name as a file name: letters, digits, - . and _ stay, other bytes become %XX; so do a leading
/// dot and every underscore that has no other character on both sides, so that "__" separates names
/// and two names never share a file.
std::string file_name(std::string_view name);

/// "predictions/<target>/<source>__<model>__<strategy>__seed<seed>.csv" of a run.  A part that is
/// longer than file systems allow is cut and ends with a piece of its SHA-256.
std::string prediction_file(const RunOutcome& run);

}  // namespace tlhost::engine
