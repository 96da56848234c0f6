#pragma once
#include "host/check/test.hpp"

#include <functional>
#include <string>

namespace tlhost::engine {

class SignalGate;

/// What a test does, with a context and a folder of its own.
using TestBody = std::function<Verdict(Context& context, const std::string& scratch)>;

struct RunRules {
  std::string folder;          ///< exists; for what the test prints and for its scratch
  int limit_ms = 60000;        ///< of one test; in a child only
  bool in_process = false;     ///< no child, no limits: for a debugger
  SignalGate* gate = nullptr;  ///< looked at while a child runs; may be null
};

/// Runs a test in a child of its own: without a core file, its output kept away from ours.  What it
/// throws is a failure, a child that ends before its verdict a crash, one that takes too long a
/// timeout; the text then ends with the last lines that it printed or logged.
/// Errors: Refusal(disk) if the system cannot fork; Interrupted.
Verdict run_test(const TestBody& body, const RunRules& rules);

}  // namespace tlhost::engine
