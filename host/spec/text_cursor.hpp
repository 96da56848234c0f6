#pragma once
#include <cstddef>
#include <string_view>

namespace tlhost::engine {

/// A place in JSON text that only moves forward and knows its line and column.
/// Lines and columns count from 1; a column is one UTF-8 character, a tab counts as one.
class TextCursor {
 public:
  /// text must outlive the cursor.  A byte order mark at its start takes no column.
  explicit TextCursor(std::string_view text);

  /// To the next byte that is no white space, comment, ',' or ':', or to the end.
  void skip_to_token();
  /// Past the token that starts here: a bracket, a string, or a number or word.  Returns it, quotes
  /// included.
  std::string_view take_token();
  void advance_to(std::size_t offset);

  std::size_t offset() const { return offset_; }

  int line() const { return line_; }

  int column() const { return column_; }

 private:
  std::string_view text_;
  std::size_t offset_ = 0;
  int line_ = 1, column_ = 1;
};

}  // namespace tlhost::engine
