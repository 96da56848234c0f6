#include "host/scan/listing.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <numeric>
#include <set>
#include <utility>

namespace tlhost::engine {
namespace {

class Collector final : public Records {
 public:
  Record& add() override { return records.emplace_back(); }

  void skip(std::string_view what, std::string_view why) override {
    skipped.push_back({std::string(what), std::string(why)});
  }

  std::deque<Record> records;
  std::vector<SkippedItem> skipped;
};

std::string id_of(const Record& record) {
  if (!record.id.empty()) {
    return record.id;
  }
  return record.frame > 0 ? record.path + "#" + std::to_string(record.frame) : record.path;
}

/// Relative to the root where the file lies below it: data may move.
std::string relative_path(const std::string& path, const std::string& root) {
  const std::string start = root + (!root.empty() && root.back() == '/' ? "" : "/");
  return !root.empty() && path.rfind(start, 0) == 0 ? path.substr(start.size()) : path;
}

RecordRow row_of(const Record& record, const DatasetInfo& info) {
  RecordRow row;
  row.id = id_of(record);
  row.path = relative_path(record.path, info.root);
  row.frame = record.frame;
  row.labels = record.labels;
  row.group = record.group.empty() ? row.id : record.group;
  row.stratum = record.stratum;
  if (row.stratum.empty() && !record.labels.empty()) {
    row.stratum = std::to_string(record.labels[0]);
  }
  row.split = record.split;
  return row;
}

/// Collects contradictions, so that all are told at once.
class Complaints {
 public:
  void add(const std::string& text) {
    if (count_++ < kShown) {
      text_ += (text_.empty() ? "" : "; ") + text;
    }
  }

  void finish() const {
    if (count_ > 0) {
      throw DataError(
          text_ + (count_ > kShown ? "; and " + std::to_string(count_ - kShown) + " more" : ""));
    }
  }

 private:
  static constexpr std::size_t kShown = 20;
  std::size_t count_ = 0;
  std::string text_;
};

void check(const RecordTable& table) {
  Complaints complaints;
  const DatasetInfo& info = table.info;
  if (info.classes.size() < 2) {
    complaints.add("it has " + std::to_string(info.classes.size()) +
                   " classes; at least two are needed");
  }
  if (std::set<std::string>(info.classes.begin(), info.classes.end()).size() !=
      info.classes.size()) {
    complaints.add("two classes have the same name");
  }
  if (info.group_is.empty()) {
    complaints.add("the plugin does not say what its groups are (group_is)");
  }
  if (info.channels != 1 && info.channels != 3) {
    complaints.add("channels is " + std::to_string(info.channels) + "; expected 1 or 3");
  }
  if (table.rows.empty()) {
    complaints.add("it has no records");
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const RecordRow& row = table.rows[i];
    if (row.id.empty() || (i > 0 && table.rows[i - 1].id == row.id)) {
      complaints.add("record id \"" + row.id + "\" is empty or used twice");
    }
    if (row.labels.size() != 1 || row.labels[0] < 0 ||
        static_cast<std::size_t>(row.labels[0]) >= info.classes.size()) {
      complaints.add("record " + row.id + " does not have exactly one label within the classes");
    }
  }
  complaints.finish();
}

}  // namespace

Listing list_records(Dataset& dataset, const std::string& component, Context& context) {
  Collector collector;
  Listing listing;
  DatasetInfo& info = listing.table.info;
  dataset.index(context, info, collector);
  if (!info.root.empty()) {
    std::error_code error;
    const auto real = std::filesystem::weakly_canonical(info.root, error);
    listing.root = error ? info.root : real.string();
  }
  if (info.collection.empty()) {
    info.collection = component;
  }
  std::vector<std::size_t> order(collector.records.size());
  std::iota(order.begin(), order.end(), 0);
  std::vector<std::string> ids;
  for (const Record& record : collector.records) {
    ids.push_back(id_of(record));
  }
  std::sort(
      order.begin(), order.end(), [&ids](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
  for (const std::size_t i : order) {
    listing.table.rows.push_back(row_of(collector.records[i], info));
    listing.records.push_back(std::move(collector.records[i]));
  }
  listing.table.skipped = std::move(collector.skipped);
  info.root.clear();
  check(listing.table);
  return listing;
}

}  // namespace tlhost::engine
