#include "host/report/confusion.hpp"

#include "host/evaluate/over_seeds.hpp"
#include "host/report/cell_view.hpp"
#include "host/report/html_table.hpp"
#include "host/report/text.hpp"

#include <vector>

namespace tlhost::engine {

namespace {

constexpr std::size_t kMostClasses = 20;

/// Sum over the distinct fits that have a matrix of the first one's classes.
struct Summed {
  std::vector<std::string> classes;
  std::vector<std::int64_t> counts;
  int fits = 0;
};

Summed summed(const CellOutcome& cell) {
  Summed sum;
  for (const RunOutcome* run : distinct_fits(cell.runs)) {
    const std::size_t classes = run->scores.classes.size();
    if (run->confusion.empty() || run->confusion.size() != classes * classes) {
      continue;
    }
    if (sum.fits == 0) {
      sum.classes = run->scores.classes;
      sum.counts.assign(run->confusion.size(), 0);
    }
    if (run->scores.classes == sum.classes) {
      for (std::size_t i = 0; i < sum.counts.size(); ++i) {
        sum.counts[i] += run->confusion[i];
      }
      ++sum.fits;
    }
  }
  return sum;
}

}  // namespace

std::string confusion_html(const CellOutcome& cell) {
  const Summed sum = summed(cell);
  if (sum.fits == 0) {
    return "";
  }
  const CellName& name = cell.cell;
  const std::string title = name.source + " · " + name.model + " · " + how_text(name);
  const std::size_t classes = sum.classes.size();
  if (classes > kMostClasses) {
    return "<p>" + html_text(title) + ": " + std::to_string(classes) +
           " classes; the matrices are in metrics.jsonl.</p>\n";
  }
  std::vector<HtmlHeading> headings = {{"truth \\ highest score", false}};
  for (const std::string& class_name : sum.classes) {
    headings.push_back({class_name, true});
  }
  HtmlTable table(
      title + (sum.fits == 1 ? ", 1 fit" : ", sum of " + std::to_string(sum.fits) + " fits"),
      headings);
  for (std::size_t r = 0; r < classes; ++r) {
    table.row();
    table.head(sum.classes[r]);
    for (std::size_t c = 0; c < classes; ++c) {
      table.number(std::to_string(sum.counts[r * classes + c]));
    }
  }
  return table.html();
}

}  // namespace tlhost::engine
