#include "host/scan/label_changes.hpp"

#include "host/data/relabel.hpp"
#include "host/spec/findings.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace tlhost::engine {

RecordTable with_new_labels(RecordTable table, const DatasetSpec& entry, const std::string& file) {
  const std::vector<std::string>& classes = table.info.classes;
  std::vector<Problem> unknown;
  std::vector<LabelChange> changes;
  for (const Relabel& change : entry.relabel) {
    changes.push_back({change.from, change.to});
    if (std::find(classes.begin(), classes.end(), change.from) == classes.end()) {
      unknown.push_back({"DATA-RELABEL",
                         place_text(file, change.place),
                         "dataset " + entry.name + " has no class " + quoted_word(change.from),
                         change.place.pointer,
                         fix_for_word(change.from, classes)});
    }
  }
  if (!unknown.empty()) {
    throw Refusal(Exit::usage, unknown);
  }
  try {
    return relabelled(std::move(table), changes);
  } catch (const DataError& error) {
    throw Refusal(Exit::usage,
                  {"DATA-RELABEL",
                   file,
                   "dataset " + entry.name + ": " + error.what(),
                   "/datasets/" + entry.name + "/relabel",
                   "drop or merge fewer classes"});
  }
}

}  // namespace tlhost::engine
