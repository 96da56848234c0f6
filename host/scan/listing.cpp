#include "host/scan/listing.hpp"

#include "host/scan/record_paths.hpp"

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

/// Relative to the root, by one of its names, where the file lies below it: data may move.
std::string relative_path(const std::string& path, const std::vector<std::string>& roots) {
  for (const std::string& root : roots) {
    const std::string start = root + (!root.empty() && root.back() == '/' ? "" : "/");
    if (!root.empty() && path.rfind(start, 0) == 0) {
      return path.substr(start.size());
    }
  }
  return path;
}

std::vector<std::int32_t> ascending(std::vector<std::int32_t> labels) {
  std::sort(labels.begin(), labels.end());
  return labels;
}

RecordRow row_of(const Record& record, const std::vector<std::string>& roots, Labelling labelling) {
  RecordRow row;
  row.id = id_of(record);
  row.path = relative_path(record.path, roots);
  row.frame = record.frame;
  row.labels = ascending(record.labels);
  row.unknown = ascending(record.unknown);
  row.attributes = record.attributes;
  std::sort(row.attributes.begin(), row.attributes.end());
  row.group = record.group.empty() ? row.id : record.group;
  row.stratum = record.stratum;
  if (row.stratum.empty()) {
    row.stratum = own_stratum(row, labelling);
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

/// Ascending, each once, within the classes.
bool are_labels(const std::vector<std::int32_t>& labels, std::size_t classes) {
  return std::adjacent_find(labels.begin(), labels.end()) == labels.end() &&
         (labels.empty() ||
          (labels.front() >= 0 && static_cast<std::size_t>(labels.back()) < classes));
}

void check_labels(const RecordRow& row, const DatasetInfo& info, Complaints& complaints) {
  const std::size_t classes = info.classes.size();
  if (info.labelling != Labelling::multilabel) {
    if (row.labels.size() != 1 || !are_labels(row.labels, classes)) {
      complaints.add("record " + row.id + " does not have exactly one label within the classes");
    }
    if (!row.unknown.empty()) {
      complaints.add("record " + row.id + " has unknown labels, and the dataset is not multilabel");
    }
    return;
  }
  std::vector<std::int32_t> all = row.labels;
  all.insert(all.end(), row.unknown.begin(), row.unknown.end());
  if (!are_labels(ascending(std::move(all)), classes)) {
    complaints.add("record " + row.id +
                   " has a label, positive or unknown, twice or outside the classes");
  }
}

bool is_line(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

void check_attributes(const RecordRow& row, Complaints& complaints) {
  std::set<std::string> names;
  for (const auto& [name, value] : row.attributes) {
    if (name.empty() || !names.insert(name).second || !is_line(name) || !is_line(value)) {
      complaints.add("record " + row.id + " has an attribute whose name is empty or used twice, " +
                     "or that is not one line of text");
      return;
    }
  }
}

void check_path(const RecordRow& row, bool has_root, Complaints& complaints) {
  const std::string complaint = path_complaint(row.path, has_root);
  if (!complaint.empty()) {
    complaints.add("record \"" + row.id + "\" " + complaint);
  }
}

void check(const RecordTable& table, bool has_root) {
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
    if (!info.own_pixels) {
      check_path(row, has_root, complaints);
    }
    check_labels(row, info, complaints);
    check_attributes(row, complaints);
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
  const std::vector<std::string> roots = {info.root, listing.root};
  for (const std::size_t i : order) {
    listing.table.rows.push_back(row_of(collector.records[i], roots, info.labelling));
    listing.records.push_back(std::move(collector.records[i]));
  }
  listing.table.skipped = std::move(collector.skipped);
  info.root.clear();
  check(listing.table, !listing.root.empty());
  return listing;
}

}  // namespace tlhost::engine
