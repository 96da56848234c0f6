#pragma once
#include <tlhost/dataset.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tlhost::engine {

/// One sample after the scan: what the dataset declared, and what its bytes are.
struct RecordRow {
  std::string id, path;  ///< path: relative to the root where possible; "" for drawn images
  std::int64_t frame = 0;
  std::uint64_t bytes = 0;  ///< size of the file
  std::string sha256;       ///< of the file, or of the pixels where there is none; lower-case hex
  std::vector<std::int32_t> labels;  ///< one; multilabel: the positive ones, ascending
  std::string group;                 ///< never empty: the id where the dataset named none
  std::string stratum;               ///< never empty: the label where the dataset named none
  Split split = Split::unspecified;
  std::int32_t width = 0, height = 0, channels = 0;  ///< of the decoded image
  std::vector<std::int32_t> unknown;  ///< multilabel: labels that are not known, ascending
  std::vector<std::pair<std::string, std::string>> attributes;  ///< name and value, by name
  bool operator==(const RecordRow&) const = default;
};

/// What is not in the table: something that the dataset left out, or a sample that cannot be read.
struct SkippedItem {
  std::string what, why;
  std::string label = {};            ///< of a sample: its class
  Split split = Split::unspecified;  ///< of a sample: the publisher's part
  bool sample = false;
  bool operator==(const SkippedItem&) const = default;
};

/// A dataset as the scan left it: rows sorted by id, ids unique.
struct RecordTable {
  DatasetInfo info;  ///< root is left empty: data may move
  std::vector<RecordRow> rows;
  std::vector<SkippedItem> skipped;
};

/// Whether a split and a fit can use a record: it has a label, or needs none (multilabel).
bool is_labelled(const RecordTable& table, const RecordRow& row);

/// What splits are balanced by where a dataset does not say: the label, or the set of them.
std::string own_stratum(const RecordRow& row, Labelling labelling);

/// Multilabel: of each class 1 (it is there), 0 (it is not) or -1 (nobody knows).
std::vector<std::int8_t> label_truth(const RecordRow& row, std::size_t classes);

/// SHA-256 over "id TAB sha256 TAB labels LF" of the given rows, in id order: names the images and
/// their labels.  Labels are joined by ',', labels that are not known follow behind a '?'; tab,
/// line feed and backslash of an id are escaped as in records.tsv.  The order of rows is free.
/// Errors: std::logic_error for a row given twice, std::out_of_range for one that is not there.
std::string subset_id(const RecordTable& table, const std::vector<std::int64_t>& rows);
/// The same without labels, over all rows: names the images.
std::string images_id(const RecordTable& table);

/// records.tsv: one header line, one line a row; tab, line feed and backslash inside a field are
/// escaped.  The columns "unknown" and "attributes" are there if a row has any.
std::string records_to_tsv(const RecordTable& table);
/// info.json: the DatasetInfo (without root) and the skipped items, whose bytes that are not UTF-8
/// are shown as \xNN; those that are samples have "class" and "split" too.
/// Errors: DataError if a text of the DatasetInfo is not UTF-8.
std::string info_to_json(const RecordTable& table);
/// The table again, each field checked: numbers in range and in one spelling, digests, known
/// splits, labels below the number of classes, ids ascending.
/// Errors: DataError naming line and column, or the key of info.json.
RecordTable records_from_text(const std::string& tsv, const std::string& info_json);

}  // namespace tlhost::engine
