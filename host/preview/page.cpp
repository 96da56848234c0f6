#include "host/preview/page.hpp"

#include "host/report/html_style.hpp"
#include "host/report/text.hpp"

#include <algorithm>

namespace tlhost::engine {
namespace {

// All in units of the view box.
constexpr double kBar = 10, kHeight = 48;

constexpr const char* kStyle = R"css(
img { max-width: 100%; image-rendering: pixelated; border: 1px solid var(--rule); }
svg.bars { height: 3rem; width: auto; }
.red { fill: #b3382c; } .green { fill: #2f7d3b; } .blue { fill: #0b5cad; }
.grey { fill: #57606a; } .texture { fill: #6f42a5; }
)css";

constexpr const char* kLead = R"html(<p class="lead">Pictures as models get them, before
normalisation, as the first seed divides them. Brightness is in 16 bins from black to white. Texture
is local binary patterns: 0 is a bright spot, 8 a flat or dark one, 3 to 5 are edges, 9 is all that
is irregular.</p>
)html";

/// Bars that are as high as the highest of all of the figure, so that classes can be compared.
std::string bars(const Histogram& histogram, double highest) {
  const double width = kBar * static_cast<double>(histogram.shares.size());
  std::string svg = "<svg class=\"bars\" role=\"img\" viewBox=\"0 0 " + fixed_text(width, 0) + " " +
                    fixed_text(kHeight, 0) + "\" aria-label=\"" + html_text(histogram.figure) +
                    "\">";
  for (std::size_t bin = 0; bin < histogram.shares.size(); ++bin) {
    const double height = highest > 0 ? kHeight * histogram.shares[bin] / highest : 0;
    svg += "<rect class=\"" + html_text(histogram.figure) + "\" x=\"" +
           fixed_text(kBar * static_cast<double>(bin), 0) + "\" y=\"" +
           fixed_text(kHeight - height, 1) + "\" width=\"9\" height=\"" + fixed_text(height, 1) +
           "\"/>";
  }
  return svg + "</svg>";
}

double highest_of(const std::vector<PreviewClass>& classes, std::size_t figure) {
  double highest = 0;
  for (const PreviewClass& one : classes) {
    for (const double share : one.histograms.at(figure).shares) {
      highest = std::max(highest, share);
    }
  }
  return highest;
}

std::string cell(const std::string& html, const char* tag = "td") {
  return std::string("<") + tag + ">" + html + "</" + tag + ">";
}

std::string classes_html(const PreviewSection& section) {
  if (section.classes.empty()) {
    return "";
  }
  std::string html =
      "<table>\n<caption>Brightness and texture</caption>\n<thead><tr><th scope=\"col\">Part</th>"
      "<th scope=\"col\">Class</th><th scope=\"col\" class=\"n\">Records</th>"
      "<th scope=\"col\" class=\"n\">Counted</th>";
  for (const Histogram& histogram : section.classes[0].histograms) {
    html += "<th scope=\"col\">" + html_text(histogram.figure) + "</th>";
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const PreviewClass& one : section.classes) {
    html += "<tr>" + cell(html_text(one.part)) + cell(html_text(one.name)) + "<td class=\"n\">" +
            std::to_string(one.records) + "</td><td class=\"n\">" + std::to_string(one.pictures) +
            "</td>";
    for (std::size_t i = 0; i < one.histograms.size(); ++i) {
      html += cell(bars(one.histograms[i], highest_of(section.classes, i)));
    }
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table>\n";
}

std::string rows_text(const PreviewSheet& sheet) {
  std::string text = "; rows from above:";
  for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
    text += (i == 0 ? " " : ", ") + html_text(sheet.rows[i]);
  }
  return text;
}

std::string section_html(const PreviewSection& section) {
  std::string html = "<h2>" + html_text(section.dataset) + "</h2>\n";
  for (const PreviewSheet& sheet : section.sheets) {
    html += "<figure><img src=\"" + html_text(sheet.file) + "\" alt=\"" + html_text(sheet.title) +
            "\"><figcaption>" + html_text(sheet.title) + rows_text(sheet) +
            "</figcaption></figure>\n";
  }
  return html + classes_html(section);
}

}  // namespace

std::string preview_page(const std::string& experiment,
                         const std::vector<PreviewSection>& sections) {
  const std::string title = html_text(experiment) + ": the data";
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + title +
      "</title>\n<style>" + kReportStyle + kStyle + "</style>\n</head>\n<body>\n<h1>" + title +
      "</h1>\n" + kLead;
  for (const PreviewSection& section : sections) {
    html += section_html(section);
  }
  return html + "</body>\n</html>\n";
}

}  // namespace tlhost::engine
