#pragma once
#include "host/catalog/component.hpp"
#include "host/check/test.hpp"

#include <tlhost/dataset.hpp>

#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// What a dataset listed, before the host judges it.
struct Listed {
  DatasetInfo info;
  std::vector<Record> records;                               ///< sorted by id
  std::vector<std::pair<std::string, std::string>> skipped;  ///< what, why
};

/// A record's id as the host makes it.
std::string id_of(const Record& record);

/// Where a record's file lies; "" for a drawn image.
std::string file_of(const Record& record, const DatasetInfo& info);

/// A new object of the subject's dataset.
Loaded<Dataset> make_dataset(const Subject& subject, const Arguments& arguments);

Listed list(Dataset& dataset, Context& context);

/// How two lists differ in id, labels, group, split or classes, in words; "" if they do not.
/// Where the files lie plays no part.
std::string difference(const Listed& first, const Listed& second);

/// Up to `most` records, drawn with the seed; in their order.
std::vector<Record> sample(const Listed& listed, std::size_t most, std::uint64_t seed);

/// A test of "dataset" with a new object and its list; skipped where the object cannot be made.
Test dataset_test(std::string name,
                  std::function<Verdict(const Subject&, Dataset&, const Listed&)> run);

}  // namespace tlhost::engine
