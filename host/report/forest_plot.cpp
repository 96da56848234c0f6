#include "host/report/forest_plot.hpp"

#include "host/evaluate/over_seeds.hpp"
#include "host/report/cell_view.hpp"
#include "host/report/text.hpp"

#include <algorithm>
#include <cmath>

namespace tlhost::engine {

namespace {

// All in units of the view box.
constexpr double kWidth = 920, kRow = 24, kTop = 8, kLabelEnd = 300, kLeft = 316, kRight = 740,
                 kValue = 756;

/// The axis: from `low` to 1, `tenths` steps.
struct Axis {
  double low = 0;
  int tenths = 10;

  double x(double value) const { return kLeft + (value - low) / (1 - low) * (kRight - kLeft); }
};

Axis axis_of(const std::vector<ForestRow>& rows) {
  double lowest = 0.9;
  for (const ForestRow& row : rows) {
    lowest = std::min({lowest, row.mean.value_or(1), row.interval ? row.interval->low : 1});
    for (const double fit : row.fits) {
      lowest = std::min(lowest, fit);
    }
  }
  const int first = std::clamp(static_cast<int>(std::floor(lowest * 10)), 0, 9);
  return {first / 10.0, 10 - first};
}

std::string at(double value) { return fixed_text(value, 1); }

std::string line(double x1, double y1, double x2, double y2, const std::string& css) {
  return "<line class=\"" + css + "\" x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) +
         "\" y2=\"" + at(y2) + "\"/>";
}

std::string words(double x, double y, const std::string& css, const std::string& text) {
  return "<text class=\"" + css + "\" x=\"" + at(x) + "\" y=\"" + at(y) + "\">" + html_text(text) +
         "</text>";
}

std::string grid(const Axis& axis, double bottom) {
  std::string svg;
  for (int i = 0; i <= axis.tenths; ++i) {
    const int tenth = 10 - axis.tenths + i;
    const double x = axis.x(tenth / 10.0);
    svg += line(x, kTop, x, bottom, tenth == 5 ? "chance" : "grid");
    svg += words(x, bottom + 16, "tick", fixed_text(tenth / 10.0, 1)) + "\n";
  }
  return svg;
}

// Labels longer than their column are cut; the table has them whole.
std::string short_label(const std::string& label) {
  constexpr std::size_t kLongest = 40;
  const std::string shown = visible_text(label);
  if (shown_width(shown) <= kLongest) {
    return shown;
  }
  std::size_t cut = 0;
  for (std::size_t width = 0; cut < shown.size(); ++cut) {
    const bool starts = (static_cast<unsigned char>(shown[cut]) & 0xC0U) != 0x80U;
    if (starts && ++width == kLongest) {
      break;
    }
  }
  return shown.substr(0, cut) + "…";
}

std::string row_svg(const ForestRow& row, const Axis& axis, double y) {
  std::string svg = words(kLabelEnd, y + 4, "label", short_label(row.label));
  if (!row.mean) {
    return svg + words(kLeft + 6, y + 4, "without", row.without) + "\n";
  }
  std::string value = figure_text(*row.mean);
  if (row.interval) {
    const double low = axis.x(row.interval->low), high = axis.x(row.interval->high);
    svg += line(low, y, high, y, "bar") + line(low, y - 4, low, y + 4, "bar") +
           line(high, y - 4, high, y + 4, "bar");
    value += " [" + figure_text(row.interval->low) + ", " + figure_text(row.interval->high) + "]";
  }
  for (const double fit : row.fits) {
    svg += "<circle class=\"fit\" cx=\"" + at(axis.x(fit)) + "\" cy=\"" + at(y) + "\" r=\"3\"/>";
  }
  svg += "<rect class=\"mean\" x=\"" + at(axis.x(*row.mean) - 4) + "\" y=\"" + at(y - 4) +
         "\" width=\"8\" height=\"8\"/>";
  return svg + words(kValue, y + 4, "value", value) + "\n";
}

}  // namespace

std::string forest_plot(const std::string& title, const std::vector<ForestRow>& rows) {
  const Axis axis = axis_of(rows);
  const double bottom = kTop + kRow * static_cast<double>(rows.size());
  std::string svg = "<svg class=\"forest\" role=\"img\" viewBox=\"0 0 " + at(kWidth) + " " +
                    at(bottom + 24) + "\" aria-label=\"" + html_text(title) + "\">\n<title>" +
                    html_text(title) + "</title>\n" + grid(axis, bottom);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    svg += row_svg(rows[i], axis, kTop + kRow * (static_cast<double>(i) + 0.5));
  }
  return svg + "</svg>\n";
}

ForestRow forest_row(const CellOutcome& cell) {
  ForestRow row;
  row.label = cell.cell.source + " · " + how_text(cell.cell);
  const CellMetric* auc = find_metric(cell, "auc");
  if (auc == nullptr || !auc->mean) {
    const std::string status = cell_status(cell);
    row.without = status == "failed" || status == "diverged" ? status : "n.a.";
    return row;
  }
  row.mean = auc->mean;
  row.interval = auc->interval;
  if (auc->seeds > 1) {
    for (const RunOutcome* run : distinct_fits(cell.runs)) {
      const Metric* metric = find_metric(*run, "auc");
      if (metric != nullptr && metric->value) {
        row.fits.push_back(*metric->value);
      }
    }
  }
  return row;
}

}  // namespace tlhost::engine
