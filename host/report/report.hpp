#pragma once
#include "host/evaluate/outcomes.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// Where the numbers come from, for the reader of the report.
struct Provenance {
  std::string tlhost, torch,
      numeric_class;  ///< versions, and the class of machines that would give the same bytes
  std::string plan_id;
  std::vector<std::string> plugins;                        ///< one line each
  std::string experiment_file;                             ///< its text
  std::vector<std::pair<std::string, std::string>> facts;  ///< name and value, shown as they are
};

/// For stdout: one row a cell, grouped by target and model; the runs that are not in the numbers
/// stand below their cell with the reason.  Ends with a line break.  Threads: pure.
std::string results_table(const Outcomes& outcomes);

/// Writes the report into the folder, which is made if it is not there:
///     results.csv                        one row a figure of a run or a cell
///     metrics.jsonl                      one object a run or a cell
///     predictions/<target>/<run>.csv     the scores of every run that is ok, exact
///     medmnist/<target>/<...>@<run>.csv  of a MedMNIST set's test part, for its own evaluator
///     report.html                        one file, no script, nothing loaded
///     report.json                        last: SHA-256 and size of each file above
/// Each file is replaced as a whole.  There are no times, hosts or paths in them: same outcomes and
/// provenance, same bytes. A folder whose report.json does not match its files is one that was
/// being written.  Files of an earlier report that are not part of this one stay, and are not in
/// report.json. Errors: Refusal(output) for a folder that cannot be made, Refusal(disk) for a file
/// that cannot be written.
void write_report(const Outcomes& outcomes,
                  const Provenance& provenance,
                  const std::string& folder);

}  // namespace tlhost::engine
