#pragma once
#include "host/scan/listing.hpp"
#include "tests/contract/dataset_trees.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <tlhost/dataset.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

namespace tlhost::test {

using Texts = std::map<std::string, std::string>;

/// What the built dataset of this name lists.
inline engine::Listing list(const std::string& dataset, const engine::Arguments& changed) {
  JobContext job;
  for (const Built& component : built(engine::Kind::dataset)) {
    if (component.entry->facts.name == dataset) {
      engine::Arguments arguments = defaults(component.entry->facts);
      for (const auto& [name, value] : changed) {
        arguments[name] = value;
      }
      const auto object = make<Dataset>(component, arguments, {}, job.context());
      return engine::list_records(*object, component.name(), job.context());
    }
  }
  throw std::runtime_error(dataset + " was not built");
}

inline engine::Listing list(const std::string& dataset, const std::string& root) {
  return list(dataset, {{"root", root}});
}

/// "class, part, group" of each record, by its id; each file must be there.
inline Texts said(const engine::Listing& listing) {
  static const char* const kParts[] = {"", "train", "validation", "test"};
  Texts all;
  for (const engine::RecordRow& row : listing.table.rows) {
    all[row.id] = listing.table.info.classes.at(static_cast<std::size_t>(row.labels.at(0))) + ", " +
                  kParts[static_cast<std::size_t>(row.split)] + ", " +
                  (row.group == row.id ? "" : row.group);
    CHECK(std::filesystem::exists(listing.root + "/" + row.path));
  }
  return all;
}

/// What was left out; each item once, with a reason.
inline std::set<std::string> skipped(const engine::Listing& listing) {
  std::set<std::string> all;
  for (const engine::SkippedItem& item : listing.table.skipped) {
    CHECK_FALSE(item.why.empty());
    CHECK(all.insert(item.what).second);
  }
  return all;
}

}  // namespace tlhost::test
