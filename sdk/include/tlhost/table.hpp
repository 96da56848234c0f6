#pragma once
#include <tlhost/error.hpp>
#include <tlhost/table_text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace tlhost {
inline namespace v1 {

/// A CSV file with a header line (RFC 4180): comma, quotes, LF or CRLF; a byte order mark and blank
/// lines are passed over.  Columns are named, so their order is free.  Plugin-side, no ABI.
/// Errors: DataError with file:line and what was expected; where a column is missing, those there
/// are.
class Table {
 public:
  explicit Table(const std::string& path) : path_(path) {
    detail::CsvReader reader(path);
    if (!reader.next(columns_)) {
      throw DataError(path + ":1: the file is empty; expected a header line");
    }
    std::set<std::string> seen;
    for (const std::string& name : columns_) {
      if (name.empty() || !seen.insert(name).second) {
        throw DataError(path + ":1: the header names a column \"" + name +
                        (name.empty() ? "\"; expected a name" : "\" twice"));
      }
    }
    for (std::vector<std::string> fields; reader.next(fields);) {
      if (fields.size() != columns_.size()) {
        throw DataError(path + ":" + std::to_string(reader.line()) + ": " +
                        std::to_string(fields.size()) + " fields; expected " +
                        std::to_string(columns_.size()) + ": " + listed());
      }
      lines_.push_back(reader.line());
      cells_.push_back(std::move(fields));
    }
  }

  std::size_t rows() const { return cells_.size(); }

  bool has(const std::string& column) const {
    return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
  }

  /// Errors: DataError with the columns there are, if this one is not.
  const std::string& at(std::size_t row, const char* column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    if (found == columns_.end()) {
      throw DataError(path_ + ":1: no column \"" + column + "\"; there are " + listed());
    }
    return cells_.at(row)[static_cast<std::size_t>(found - columns_.begin())];
  }

  /// The field as a finite number, in every locale.
  double number(std::size_t row, const char* column) const {
    const std::string& text = at(row, column);
    double value = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) {
      refuse(row, column, "a number");
    }
    return value;
  }

  /// The field; if_absent where there is no such column, or nothing in it.
  std::string or_else(std::size_t row, const char* column, const char* if_absent) const {
    return has(column) && !at(row, column).empty() ? at(row, column) : std::string(if_absent);
  }

  /// "file:line" of a row, for errors.
  std::string where(std::size_t row) const { return path_ + ":" + std::to_string(lines_.at(row)); }

  /// Throws the DataError of a field that says something else than expected.
  [[noreturn]] void refuse(std::size_t row, const char* column, const std::string& expected) const {
    throw DataError(where(row) + ": column \"" + column + "\" is \"" +
                    at(row, column).substr(0, 100) + "\"; expected " + expected);
  }

 private:
  std::string listed() const {
    std::string text;
    for (const std::string& name : columns_) {
      text += (text.empty() ? "\"" : ", \"") + name + "\"";
    }
    return text;
  }

  std::string path_;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> cells_;
  std::vector<std::size_t> lines_;
};

}  // namespace v1
}  // namespace tlhost
