#pragma once
#include <string>
#include <vector>

namespace tlhost::engine {

/// Heading of a column; those of numbers are right-aligned, as their cells.
struct HtmlHeading {
  std::string text;
  bool number = false;  ///< its cells are numbers
};

/// A table of the report: a caption, column headings, rows whose first cells are their headings.
class HtmlTable {
 public:
  /// Texts are escaped here.
  HtmlTable(std::string caption, std::vector<HtmlHeading> headings);

  /// Starts a row; css: "" or a class of the style sheet.
  void row(const std::string& css = "");
  /// A cell that heads its row.
  void head(const std::string& text);
  void text(const std::string& text);
  /// Right-aligned.
  void number(const std::string& text);
  /// A text cell over several columns.
  void wide(const std::string& text, std::size_t columns);

  std::string html() const;

 private:
  std::string caption_;
  std::vector<HtmlHeading> headings_;
  std::string rows_;
};

}  // namespace tlhost::engine
