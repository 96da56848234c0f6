#pragma once
#include "host/evaluate/outcomes.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace tlhost::engine {

/// A name as a file name: letters, digits, - . and _ stay, other bytes become %XX; so do a leading
/// dot and every underscore that has no other character on both sides, so that "__" separates names
/// and two names never share a file.
std::string file_name(std::string_view name);

/// The folder of a run's target among the predictions, and the run's own name there, without
/// ending, of at most `longest` bytes.
std::string target_folder(const RunOutcome& run);
std::string run_file_name(const RunOutcome& run, std::size_t longest = 200);

/// "predictions/<target>/<source>__<model>__<strategy>__seed<seed>.csv" of a run.  A part that is
/// longer than file systems allow is cut and ends with a piece of its SHA-256.
std::string prediction_file(const RunOutcome& run);

}  // namespace tlhost::engine
