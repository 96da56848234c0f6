// Any images that a table lists: path,label[,group,split,stratum,id].
#include "plugins/datasets/common/split_column.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/files.hpp>
#include <tlhost/plugin.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace {

class CsvManifest final : public tlhost::Dataset {
 public:
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .path("file")
        .doc("the table: columns path and label; group, split, stratum and id as you have them")
        .text("root", "")
        .doc("the folder that paths start from; empty or relative: from the table's folder")
        .integer("channels", 3)
        .at_least(1)
        .at_most(3)
        .doc("as the images are kept: 3 colour, 1 grey")
        .flag("several", false)
        .doc("label holds any number of classes, a|b; ?c for one of which nobody knows");
  }

  explicit CsvManifest(const tlhost::Create& create)
      : file_(create.params.text("file")),
        root_(create.params.text("root")),
        channels_(static_cast<std::int32_t>(create.params.integer("channels"))),
        several_(create.params.flag("several")) {
    if (channels_ == 2) {
      throw tlhost::ConfigError("channels is 2; expected 1 (grey) or 3 (colour)");
    }
  }

  void index(tlhost::Context&, tlhost::DatasetInfo& info, tlhost::Records& out) override {
    const tlhost::Table table(file_);
    std::filesystem::path folder = std::filesystem::path(file_).parent_path();
    std::error_code error;
    if (!root_.empty() && !std::filesystem::is_directory(folder /= root_, error)) {
      throw tlhost::ConfigError("root \"" + root_.substr(0, 200) + "\": no such folder from " +
                                file_ + " on");
    }
    info.root = folder.string();
    info.channels = channels_;
    info.group_is = table.has("group") ? "column group" : "none";
    info.labelling = several_ ? tlhost::Labelling::multilabel : tlhost::Labelling::multiclass;
    std::set<std::string> classes;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      for (const Label& label : labels_of(table, row)) {
        classes.insert(label.name);
      }
    }
    info.classes.assign(classes.begin(), classes.end());
    std::map<std::string, std::size_t> seen;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      tlhost::Record& record = out.add();
      record.path = filled(table, row, "path");
      record.id = table.or_else(row, "id", "");
      refuse_twice(table, row, seen);
      for (const Label& label : labels_of(table, row)) {
        const auto place = std::distance(classes.begin(), classes.find(label.name));
        (label.known ? record.labels : record.unknown).push_back(static_cast<std::int32_t>(place));
      }
      record.group = table.or_else(row, "group", "");
      record.stratum = table.or_else(row, "stratum", "");
      record.split = tlhost::split_of(table, row);
    }
  }

 private:
  struct Label {
    std::string name;
    bool known = true;
  };

  std::vector<Label> labels_of(const tlhost::Table& table, std::size_t row) const {
    if (!several_) {
      return {{filled(table, row, "label"), true}};
    }
    std::vector<Label> labels;
    std::set<std::string> names;
    std::string rest = table.at(row, "label");
    while (!rest.empty()) {
      const std::size_t end = rest.find('|');
      std::string name = rest.substr(0, end);
      rest = end == std::string::npos ? "" : rest.substr(end + 1);
      const bool known = name.rfind('?', 0) != 0;
      name.erase(0, known ? 0 : 1);
      if (name.empty() || !names.insert(name).second ||
          (end != std::string::npos && rest.empty())) {
        table.refuse(row, "label", "classes divided by |, each once, or nothing");
      }
      labels.push_back({std::move(name), known});
    }
    return labels;
  }

  static const std::string& filled(const tlhost::Table& table,
                                   std::size_t row,
                                   const char* column) {
    if (table.at(row, column).empty()) {
      table.refuse(row, column, std::string("a ") + column);
    }
    return table.at(row, column);
  }

  /// A name stands for one record; both lines are told, and both labels.
  static void refuse_twice(const tlhost::Table& table,
                           std::size_t row,
                           std::map<std::string, std::size_t>& seen) {
    const char* column = table.or_else(row, "id", "").empty() ? "path" : "id";
    const auto other = seen.emplace(table.at(row, column), row);
    if (!other.second) {
      table.refuse(row,
                   column,
                   "each once: it stands at " + table.where(other.first->second) +
                       " too, with the label \"" +
                       table.at(other.first->second, "label").substr(0, 100) + "\", here \"" +
                       table.at(row, "label").substr(0, 100) + "\"");
    }
  }

  std::string file_, root_;
  std::int32_t channels_ = 3;
  bool several_ = false;
};

}  // namespace

TLHOST_PLUGIN("org.tlhost.csv_manifest", "0.1.0", "Images that a table lists", registrar) {
  registrar.add<tlhost::Dataset, CsvManifest>(
      "csv_manifest", "images, labels and groups from a CSV file", CsvManifest::schema());
}
