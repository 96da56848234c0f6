#pragma once
#include <tlhost/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

namespace tlhost {
inline namespace v1 {
namespace detail {

/// Reads the lines of a CSV file one by one.
class CsvReader {
 public:
  explicit CsvReader(const std::string& path) : path_(path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {  // a pipe would wait for ever
      throw DataError(path + ": no such file; expected a CSV file");
    }
    const std::uintmax_t bytes = std::filesystem::file_size(path, error);
    if (!error && bytes > kMostBytes) {
      throw DataError(path + ": " + std::to_string(bytes) + " bytes; expected a CSV file of " +
                      std::to_string(kMostBytes) + " at most");
    }
    std::ifstream file(path, std::ios::binary);
    text_.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    if (!file) {
      throw DataError(path + ": cannot read this file");
    }
    if (text_.compare(0, 3, "\xef\xbb\xbf") == 0) {
      at_ = 3;
    }
  }

  /// The fields of the next line that is not blank; false at the end.
  bool next(std::vector<std::string>& fields) {
    while (at_ < text_.size() && end_of_line()) {
    }
    fields.clear();
    line_ = here_;
    if (at_ == text_.size()) {
      return false;
    }
    do {
      if (fields.size() == kMostFields) {
        fail("more than " + std::to_string(kMostFields) + " fields in a line");
      }
      fields.emplace_back();
      read_field(fields.back());
    } while (comma());
    if (at_ < text_.size() && !end_of_line()) {
      fail("text behind a closing quote; expected a comma or the end of the line");
    }
    return true;
  }

  /// Where the fields last read begin.
  std::size_t line() const { return line_; }

 private:
  static constexpr std::uintmax_t kMostBytes = 256U << 20U;
  static constexpr std::size_t kMostFields = 4096, kMostInField = 1U << 16U;

  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(path_ + ":" + std::to_string(here_) + ": " + what);
  }

  bool comma() {
    const bool is = at_ < text_.size() && text_[at_] == ',';
    at_ += is ? 1 : 0;
    return is;
  }

  bool end_of_line() {
    const std::size_t length = text_[at_] == '\n' ? 1 : text_.compare(at_, 2, "\r\n") == 0 ? 2 : 0;
    at_ += length;
    here_ += length > 0 ? 1 : 0;
    return length > 0;
  }

  void read_field(std::string& field) {
    const std::size_t opened = here_;
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    at_ += quoted ? 1 : 0;
    for (;; ++at_) {
      if (at_ == text_.size()) {
        if (quoted) {
          fail("the file ends inside quotes that open in line " + std::to_string(opened));
        }
        return;
      }
      if (quoted ? ends_quotes() : ends_bare()) {
        return;
      }
      here_ += text_[at_] == '\n' ? 1 : 0;
      field += text_[at_];
      if (field.size() > kMostInField) {
        fail("a field of more than " + std::to_string(kMostInField) + " bytes, from line " +
             std::to_string(opened) + " on; is a quote missing?");
      }
    }
  }

  /// Steps over the closing quote, or onto the second of two that stand for one.
  bool ends_quotes() {
    check_byte();
    if (text_[at_] != '"') {
      return false;
    }
    ++at_;
    return at_ == text_.size() || text_[at_] != '"';
  }

  bool ends_bare() const {
    check_byte();
    if (text_[at_] == '"') {
      fail("a quote inside a field; expected the whole field in quotes, and inner quotes doubled");
    }
    if (text_[at_] == '\r' && text_.compare(at_, 2, "\r\n") != 0) {
      fail("a carriage return without line feed; expected lines that end in LF or CRLF");
    }
    return text_[at_] == ',' || text_[at_] == '\n' || text_[at_] == '\r';
  }

  void check_byte() const {
    if (text_[at_] == '\0') {
      fail("a zero byte; expected a CSV file in UTF-8, not UTF-16 or binary");
    }
  }

  std::string path_, text_;
  std::size_t at_ = 0, here_ = 1, line_ = 1;
};

}  // namespace detail
}  // namespace v1
}  // namespace tlhost
