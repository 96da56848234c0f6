#pragma once
#include "host/check/check.hpp"

#include <iosfwd>
#include <string>

namespace tlhost::engine {

/// "pass", "warn", "fail", "skip", "crash", "timeout"
const char* name_of(Status status);

/// What `tlhost check` prints: a heading, a line a test with what was found below it, the counts.
/// Bytes that are not UTF-8 are shown as \xNN.
std::string check_heading(const CheckReport& report);
std::string check_line(const CheckResult& result);
std::string check_counts(const CheckReport& report);

/// {"plugin": {...}, "seed", "tests": [{"component", "what", "name", "status", "text"}],
/// "counts": {...}}.  only_failed: without the tests that passed; the counts are of all.
std::string check_json(const CheckReport& report, bool only_failed);

/// Runs the tests and prints each as it ends, or all at the end as JSON.  Returns the exit code: 0,
/// or 69 if something failed.  Errors: as check().
int run_check(const CheckRequest& request, bool json, bool only_failed, std::ostream& out);

}  // namespace tlhost::engine
