#pragma once
#include "host/scan/listing.hpp"

#include <tlhost/testing.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tlhost::test {

/// A dataset that lists what a test says.
class FakeDataset : public Dataset {
 public:
  using Index = std::function<void(DatasetInfo&, Records&)>;

  explicit FakeDataset(Index index) : index_(std::move(index)) {}

  void index(Context&, DatasetInfo& info, Records& out) override { index_(info, out); }

 private:
  Index index_;
};

/// The facts of a dataset that is in order.
inline void fill(DatasetInfo& info) {
  info.classes = {"no", "yes"};
  info.group_is = "patient";
}

/// A record that is in order.
inline Record& add_record(Records& out, const std::string& path, std::int32_t label = 0) {
  Record& record = out.add();
  record.path = path;
  record.labels = {label};
  return record;
}

/// The listing of a dataset whose component is called "component".
inline engine::Listing listing_of(const FakeDataset::Index& index) {
  FakeDataset dataset(index);
  testing::QuietContext context;
  return engine::list_records(dataset, "component", context);
}

}  // namespace tlhost::test
