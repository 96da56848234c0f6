#include "host/report/cell_view.hpp"
#include "host/report/report.hpp"
#include "host/report/text.hpp"

#include <algorithm>
#include <array>

namespace tlhost::engine {

namespace {

constexpr std::size_t kColumns = 8;
using Row = std::array<std::string, kColumns>;

struct Line {
  Row row;
  bool naive = false;
  std::vector<std::string> below;
};

Row header() {
  return {"", "source", "strategy", "seeds", "AUC", "95 % interval", "spread", "accuracy"};
}

std::string mean_text(const CellMetric* metric, const std::string& without) {
  return metric != nullptr && metric->mean ? figure_text(*metric->mean) : without;
}

Line cell_line(const CellOutcome& cell, bool highest) {
  const CellMetric* auc = find_metric(cell, "auc");
  const CellMetric none;
  const std::string status = cell_status(cell);
  const std::string without = status == "failed" || status == "diverged" ? status : "n.a.";
  Line line;
  line.naive = cell.cell.naive;
  line.row = {highest ? "*" : "",
              visible_text(cell.cell.source),
              visible_text(how_text(cell.cell)),
              seeds_text(cell, auc != nullptr ? *auc : none),
              mean_text(auc, without),
              "-",
              "-",
              mean_text(find_metric(cell, "accuracy"), "-")};
  if (auc != nullptr && auc->interval) {
    line.row[5] =
        "[" + figure_text(auc->interval->low) + ", " + figure_text(auc->interval->high) + "]";
  }
  if (auc != nullptr && auc->spread) {
    line.row[6] = figure_text(*auc->spread);
  }
  for (const std::string& missing : missing_lines(cell)) {
    line.below.push_back(visible_text(missing));
  }
  return line;
}

std::string row_text(const Row& row, const std::array<std::size_t, kColumns>& widths) {
  std::string text;
  for (std::size_t c = 0; c < kColumns; ++c) {
    text += row[c] + std::string(widths[c] - shown_width(row[c]), ' ') + "  ";
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string group_text(const CellGroup& group,
                       const std::vector<Line>& lines,
                       const std::array<std::size_t, kColumns>& widths) {
  std::string text = "target " + visible_text(group.target) + ", model " +
                     visible_text(group.model) + " (" + records_text(group) + ")\n" +
                     row_text(header(), widths);
  for (const Line& line : lines) {
    text += row_text(line.row, widths);
    for (const std::string& below : line.below) {
      text += std::string(7, ' ') + below + "\n";
    }
  }
  return text + "\n";
}

std::string footnotes(const std::vector<std::vector<Line>>& groups) {
  bool highest = false, fixed = false, naive = false;
  for (const auto& lines : groups) {
    for (const Line& line : lines) {
      highest = highest || line.row[0] == "*";
      naive = naive || line.naive;
      fixed = fixed || line.row[3].find("fixed") != std::string::npos;
    }
  }
  std::string text;
  if (highest) {
    text += std::string("*  ") + kHighestNote + "\n";
  }
  if (fixed) {
    text += "1, fixed: the fit does not depend on the seed\n";
  }
  if (naive) {
    text += std::string(kNaiveNote) + "\n";
  }
  return text;
}

}  // namespace

std::string results_table(const Outcomes& outcomes) {
  const std::vector<CellGroup> groups = grouped_cells(outcomes);
  if (groups.empty()) {
    return "no results\n";
  }
  std::vector<std::vector<Line>> lines;
  std::array<std::size_t, kColumns> widths{};
  const auto widen = [&](const Row& row) {
    for (std::size_t c = 0; c < kColumns; ++c) {
      widths[c] = std::max(widths[c], shown_width(row[c]));
    }
  };
  widen(header());
  widths[0] = 1;
  for (const CellGroup& group : groups) {
    const auto highest = highest_cells(group);
    lines.emplace_back();
    for (const CellOutcome* cell : group.cells) {
      const bool marked = std::find(highest.begin(), highest.end(), cell) != highest.end();
      lines.back().push_back(cell_line(*cell, marked));
      widen(lines.back().back().row);
    }
  }
  std::string text;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    text += group_text(groups[g], lines[g], widths);
  }
  const std::string notes = footnotes(lines);
  text += notes;
  return notes.empty() ? text.substr(0, text.size() - 1) : text;
}

}  // namespace tlhost::engine
