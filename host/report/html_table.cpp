#include "host/report/html_table.hpp"

#include "host/report/text.hpp"

#include <utility>

namespace tlhost::engine {

HtmlTable::HtmlTable(std::string caption, std::vector<HtmlHeading> headings)
    : caption_(std::move(caption)), headings_(std::move(headings)) {}

void HtmlTable::row(const std::string& css) {
  rows_ += rows_.empty() ? "" : "</tr>\n";
  rows_ += css.empty() ? "<tr>" : "<tr class=\"" + html_text(css) + "\">";
}

void HtmlTable::head(const std::string& text) {
  rows_ += "<th scope=\"row\">" + html_text(text) + "</th>";
}

void HtmlTable::text(const std::string& text) { rows_ += "<td>" + html_text(text) + "</td>"; }

void HtmlTable::number(const std::string& text) {
  rows_ += "<td class=\"n\">" + html_text(text) + "</td>";
}

void HtmlTable::wide(const std::string& text, std::size_t columns) {
  rows_ += "<td colspan=\"" + std::to_string(columns) + "\">" + html_text(text) + "</td>";
}

std::string HtmlTable::html() const {
  std::string html = "<table>\n<caption>" + html_text(caption_) + "</caption>\n<thead><tr>";
  for (const HtmlHeading& heading : headings_) {
    html += std::string("<th scope=\"col\"") + (heading.number ? " class=\"n\">" : ">") +
            html_text(heading.text) + "</th>";
  }
  return html + "</tr></thead>\n<tbody>\n" + rows_ + (rows_.empty() ? "" : "</tr>\n") +
         "</tbody>\n</table>\n";
}

}  // namespace tlhost::engine
