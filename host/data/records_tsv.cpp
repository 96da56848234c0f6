#include "host/data/info_json.hpp"
#include "host/data/record_fields.hpp"
#include "host/data/record_table.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <span>

namespace tlhost::engine {
namespace {

enum Column : std::size_t {
  kId,
  kPath,
  kFrame,
  kBytes,
  kSha256,
  kLabels,
  kGroup,
  kStratum,
  kSplit,
  kWidth,
  kHeight,
  kChannels,
  kColumns,  ///< that are always there
  kUnknown = kColumns,
  kAttributes,
  kAllColumns
};

constexpr std::array<std::string_view, kAllColumns> kNames = {"id",
                                                              "path",
                                                              "frame",
                                                              "bytes",
                                                              "sha256",
                                                              "labels",
                                                              "group",
                                                              "stratum",
                                                              "split",
                                                              "w",
                                                              "h",
                                                              "channels",
                                                              "unknown",
                                                              "attributes"};

std::string joined(std::span<const std::string> fields) {
  std::string line;
  for (const std::string& field : fields) {
    line += (&field == fields.data() ? "" : "\t") + field;
  }
  return line + "\n";
}

std::string header_line(std::size_t columns) {
  const std::vector<std::string> names(kNames.begin(),
                                       kNames.begin() + static_cast<std::ptrdiff_t>(columns));
  return joined(names);
}

std::size_t columns_of(const RecordTable& table) {
  const bool more = std::any_of(table.rows.begin(), table.rows.end(), [](const RecordRow& row) {
    return !row.unknown.empty() || !row.attributes.empty();
  });
  return more ? kAllColumns : kColumns;
}

/// Lines of name, tab, value: neither holds one of them (list_records refuses it).
std::string attributes_text(const RecordRow& row) {
  std::string text;
  for (const auto& [name, value] : row.attributes) {
    text += (text.empty() ? "" : "\n") + name + "\t" + value;
  }
  return text;
}

std::string row_line(const RecordRow& row, std::size_t columns) {
  const std::array<std::string, kAllColumns> fields = {escape_field(row.id),
                                                       escape_field(row.path),
                                                       text_of_number(row.frame),
                                                       text_of_number(row.bytes),
                                                       escape_field(row.sha256),
                                                       labels_text(row.labels),
                                                       escape_field(row.group),
                                                       escape_field(row.stratum),
                                                       std::string(word_of(row.split)),
                                                       text_of_number(row.width),
                                                       text_of_number(row.height),
                                                       text_of_number(row.channels),
                                                       labels_text(row.unknown),
                                                       escape_field(attributes_text(row))};
  return joined(std::span(fields).first(columns));
}

std::vector<std::string_view> split_at(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator, start)) {
    parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  parts.push_back(text.substr(start));
  return parts;
}

/// One line of records.tsv behind its checks.
class Line {
 public:
  Line(std::string_view text, std::size_t number, std::size_t columns, std::size_t classes)
      : fields_(split_at(text, '\t')), number_(number), classes_(classes) {
    if (fields_.size() != columns) {
      throw DataError("records.tsv: line " + text_of_number(number) + " has " +
                      text_of_number(fields_.size()) + " columns; expected " +
                      text_of_number(columns));
    }
  }

  RecordRow row() const {
    RecordRow row;
    row.id = name(kId);
    row.path = text(kPath);
    row.frame = number<std::int64_t>(kFrame, 0);
    row.bytes = number<std::uint64_t>(kBytes, 0);
    row.sha256 = digest();
    row.labels = labels(kLabels);
    row.group = name(kGroup);
    row.stratum = name(kStratum);
    row.split = split();
    row.width = number<std::int32_t>(kWidth, 1);
    row.height = number<std::int32_t>(kHeight, 1);
    row.channels = number<std::int32_t>(kChannels, 1);
    if (row.channels != 1 && row.channels != 3) {
      refuse(kChannels, "1 or 3");
    }
    if (fields_.size() == kAllColumns) {
      row.unknown = labels(kUnknown);
      row.attributes = attributes();
    }
    return row;
  }

  [[noreturn]] void refuse(Column column, const std::string& expected) const {
    throw DataError("records.tsv: line " + text_of_number(number_) + ", column " +
                    text_of_number(column + 1) + " (" + std::string(kNames[column]) + "): found '" +
                    std::string(fields_[column].substr(0, 200)) + "'; expected " + expected);
  }

 private:
  std::string text(Column column) const {
    const auto text = unescape_field(fields_[column]);
    if (!text) {
      refuse(column, "only the escapes \\t, \\n and \\\\");
    }
    return *text;
  }

  std::string name(Column column) const {
    std::string name = text(column);
    if (name.empty()) {
      refuse(column, "a name");
    }
    return name;
  }

  template <typename Integer>
  Integer number(Column column, Integer least) const {
    const auto value = whole_number<Integer>(fields_[column]);
    if (!value || *value < least) {
      refuse(column,
             "a whole number from " + text_of_number(least) + " to " +
                 text_of_number(std::numeric_limits<Integer>::max()));
    }
    return *value;
  }

  std::string digest() const {
    const std::string_view digits = fields_[kSha256];
    if (digits.size() != 64 ||
        digits.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
      refuse(kSha256, "64 lower-case hexadecimal digits");
    }
    return std::string(digits);
  }

  std::vector<std::int32_t> labels(Column column) const {
    std::vector<std::int32_t> labels;
    if (fields_[column].empty()) {
      return labels;
    }
    for (const std::string_view part : split_at(fields_[column], ',')) {
      const auto label = whole_number<std::int32_t>(part);
      if (!label || *label < 0 || static_cast<std::size_t>(*label) >= classes_) {
        refuse(column, "labels below " + text_of_number(classes_) + " (the classes of info.json)");
      }
      labels.push_back(*label);
    }
    return labels;
  }

  std::vector<std::pair<std::string, std::string>> attributes() const {
    std::vector<std::pair<std::string, std::string>> attributes;
    const std::string all = text(kAttributes);
    for (const std::string_view line : split_at(all, '\n')) {
      const std::vector<std::string_view> parts = split_at(line, '\t');
      if (parts.size() == 2 && !parts[0].empty()) {
        attributes.emplace_back(parts[0], parts[1]);
      } else if (!all.empty()) {
        refuse(kAttributes, "name\\tvalue, and \\n between two of them");
      }
    }
    return attributes;
  }

  Split split() const {
    const auto split = split_of_word(fields_[kSplit]);
    if (!split) {
      refuse(kSplit, "unspecified, train, validation or test");
    }
    return *split;
  }

  std::vector<std::string_view> fields_;
  std::size_t number_ = 0;
  std::size_t classes_ = 0;
};

}  // namespace

std::string records_to_tsv(const RecordTable& table) {
  const std::size_t columns = columns_of(table);
  std::string text = header_line(columns);
  for (const RecordRow& row : table.rows) {
    text += row_line(row, columns);
  }
  return text;
}

RecordTable records_from_text(const std::string& tsv, const std::string& info_json) {
  RecordTable table = info_from_json(info_json);
  const std::size_t columns = tsv.starts_with(header_line(kColumns)) ? kColumns : kAllColumns;
  if (!tsv.starts_with(header_line(columns))) {
    const std::string header = header_line(kColumns);
    throw DataError("records.tsv: line 1 is not the header; expected the columns '" +
                    escape_field(header.substr(0, header.size() - 1)) + "'");
  }
  const std::vector<std::string_view> lines = split_at(tsv, '\n');
  if (!lines.back().empty()) {
    throw DataError("records.tsv: line " + text_of_number(lines.size()) +
                    " is cut off; expected a line feed at its end");
  }
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    const Line line(lines[i], i + 1, columns, table.info.classes.size());
    RecordRow row = line.row();
    if (!table.rows.empty() && row.id <= table.rows.back().id) {
      line.refuse(kId, "ids in ascending order, each once");
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace tlhost::engine
