#pragma once
#include "host/check/test.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tlhost::engine {

struct CheckRequest {
  std::string path;        ///< the library file
  std::string include;     ///< a regular expression over "what: name"; "": all
  std::string parameters;  ///< a JSON file of parameters by component; "": the defaults
  std::uint64_t seed = 0;
  bool in_process = false;  ///< all tests in this process, without limits
  int limit_ms = 60000;     ///< of one test
};

/// What one test came to.
struct CheckResult {
  std::string component;  ///< "datasets/name"; "" for file and registry
  std::string what, name;
  Verdict verdict;
};

struct CheckReport {
  CheckRequest request;
  std::string id, version;  ///< of the plugin; "" where it could not be loaded
  std::string not_loaded;   ///< why nothing could be made of it; "" if it could
  std::vector<CheckResult> results;

  std::size_t count(Status status) const;
  /// Nothing failed, crashed or timed out, and it could be loaded.  Warnings and skips do not
  /// count.
  bool passed() const;
};

/// Runs the tests of conformance over exactly this file, in order; `show` is told of each result as
/// it comes.  What the host itself would not load is not loaded here: the tests that would are
/// skipped, with the reason.
/// Errors: Refusal(usage): no such file, CHECK-INCLUDE, or what is wrong with the file of
/// parameters (prepare); Refusal(disk); Interrupted.
CheckReport check(const CheckRequest& request, const std::function<void(const CheckReport&)>& show);

}  // namespace tlhost::engine
