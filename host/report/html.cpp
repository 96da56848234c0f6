#include "host/report/html.hpp"

#include "host/evaluate/rounds.hpp"
#include "host/report/cell_view.hpp"
#include "host/report/confusion.hpp"
#include "host/report/forest_plot.hpp"
#include "host/report/html_style.hpp"
#include "host/report/html_table.hpp"
#include "host/report/text.hpp"

#include <algorithm>
#include <vector>

namespace tlhost::engine {

namespace {

std::string interval_text(const std::optional<Interval>& interval) {
  return interval ? "[" + figure_text(interval->low) + ", " + figure_text(interval->high) + "]"
                  : "–";
}

std::string value_text(const std::optional<double>& value, const std::string& without = "–") {
  return value ? figure_text(*value) : without;
}

std::string without_word(const CellOutcome& cell) {
  const std::string status = cell_status(cell);
  return status == "failed" || status == "diverged" ? status : "n.a.";
}

void append_figure(HtmlTable& table, const CellMetric& metric, const std::string& without) {
  table.number(value_text(metric.mean, without));
  table.number(interval_text(metric.interval));
}

void append_result(HtmlTable& table, const CellOutcome& cell, bool highest) {
  const CellMetric none;
  const CellMetric* found_auc = find_metric(cell, "auc");
  const CellMetric* found_accuracy = find_metric(cell, "accuracy");
  const CellMetric& auc = found_auc != nullptr ? *found_auc : none;
  table.row(highest ? "highest" : "");
  table.head(cell.cell.source);
  table.text(how_text(cell.cell));
  table.number(seeds_text(cell, auc));
  table.number(value_text(auc.mean, without_word(cell)) + (highest ? "*" : ""));
  table.number(interval_text(auc.interval));
  table.number(value_text(auc.spread));
  table.text(auc.interval ? auc.interval->method : "–");
  append_figure(table, found_accuracy != nullptr ? *found_accuracy : none, "–");
  for (const std::string& missing : missing_lines(cell)) {
    table.row("missing");
    table.text("");
    table.wide(missing, 8);
  }
}

// The AUC of each class against the rest, for targets of more than two classes.
std::string classes_html(const CellGroup& group) {
  const std::string prefix = "auc.";
  HtmlTable table(
      "Target " + group.target + ", model " + group.model + ": each class against the rest",
      {{"Source"},
       {"Strategy"},
       {"Class"},
       {"Seeds", true},
       {"AUC", true},
       {"95 % interval", true},
       {"Spread", true}});
  bool any = false;
  for (const CellOutcome* cell : group.cells) {
    for (const CellMetric& metric : cell->metrics) {
      if (metric.name.rfind(prefix, 0) != 0) {
        continue;
      }
      any = true;
      table.row();
      table.head(cell->cell.source);
      table.text(how_text(cell->cell));
      table.text(metric.name.substr(prefix.size()));
      table.number(seeds_text(*cell, metric));
      append_figure(table, metric, "n.a.");
      table.number(value_text(metric.spread));
    }
  }
  return any ? table.html() : "";
}

std::string forest_html(const CellGroup& group) {
  std::vector<ForestRow> rows;
  for (const CellOutcome* cell : group.cells) {
    rows.push_back(forest_row(*cell));
  }
  if (std::none_of(
          rows.begin(), rows.end(), [](const ForestRow& row) { return row.mean.has_value(); })) {
    return "";
  }
  return "<figure>\n" +
         forest_plot("AUC and 95 % intervals, target " + group.target + ", model " + group.model,
                     rows) +
         "<figcaption>AUC: square, mean over seeds; bar, its 95 % interval; circles, single "
         "fits.</figcaption>\n"
         "</figure>\n";
}

std::string group_html(const CellGroup& group) {
  const auto highest = highest_cells(group);
  HtmlTable table("Target " + group.target + ", model " + group.model + ": means over seeds",
                  {{"Source"},
                   {"Strategy"},
                   {"Seeds", true},
                   {"AUC", true},
                   {"95 % interval", true},
                   {"Spread", true},
                   {"Method"},
                   {"Accuracy", true},
                   {"95 % interval", true}});
  for (const CellOutcome* cell : group.cells) {
    append_result(table, *cell, std::find(highest.begin(), highest.end(), cell) != highest.end());
  }
  std::string note =
      highest.empty() ? "" : "<p class=\"note\">* " + std::string(kHighestNote) + ".</p>\n";
  if (std::any_of(group.cells.begin(), group.cells.end(), [](const CellOutcome* cell) {
        return cell->cell.naive;
      })) {
    note += "<p class=\"note\">" + html_text(kNaiveNote) + ".</p>\n";
  }
  return "<h3>Model " + html_text(group.model) + "</h3>\n<p>" + records_text(group) + ".</p>\n" +
         forest_html(group) + table.html() + note + classes_html(group);
}

// One row a run and figure.
std::string runs_html(const CellGroup& group) {
  HtmlTable table("Target " + group.target + ", model " + group.model + ": single runs",
                  {{"Source"},
                   {"Strategy"},
                   {"Seed", true},
                   {"Figure"},
                   {"Value", true},
                   {"95 % interval", true},
                   {"Method"},
                   {"Fit"}});
  for (const CellOutcome* cell : group.cells) {
    for (const RunOutcome& run : cell->runs) {
      const auto start = [&] {
        table.row(run.status == RunStatus::ok ? "" : "missing");
        table.head(run.cell.source);
        table.text(how_text(run.cell));
        table.number(run_words(run, cell->runs).substr(std::string("seed ").size()));
      };
      if (run.status != RunStatus::ok) {
        start();
        table.wide(status_word(run.status) + ": " + run.reason, 4);
        table.text(run.fit_key.substr(0, 12));
      }
      for (const Metric& metric : run.metrics) {
        start();
        table.text(metric.name);
        table.number(value_text(metric.value, "n.a."));
        table.number(interval_text(metric.interval));
        table.text(metric.interval ? metric.interval->method : metric.reason);
        table.text(run.fit_key.substr(0, 12));
      }
    }
  }
  return table.html();
}

std::string matrices_html(const CellGroup& group) {
  std::string html;
  for (const CellOutcome* cell : group.cells) {
    html += confusion_html(*cell);
  }
  return html.empty() ? "" : "<div class=\"matrices\">\n" + html + "</div>\n";
}

std::string targets_html(const std::vector<CellGroup>& groups) {
  std::string html;
  std::vector<std::string> seen;
  for (const CellGroup& first : groups) {
    if (std::find(seen.begin(), seen.end(), first.target) != seen.end()) {
      continue;
    }
    seen.push_back(first.target);
    html += "<section>\n<h2>Target " + html_text(first.target) + "</h2>\n";
    std::string runs, matrices;
    for (const CellGroup& group : groups) {
      if (group.target == first.target) {
        html += group_html(group);
        runs += runs_html(group);
        matrices += matrices_html(group);
      }
    }
    html += "<h3>Single runs</h3>\n" + runs;
    html += matrices.empty() ? "" : "<h3>Confusion matrices</h3>\n" + matrices;
    html += "</section>\n";
  }
  return html.empty() ? "<p>No results.</p>\n" : html;
}

std::string reading_html() {
  return "<section>\n<h2>How to read the numbers</h2>\n"
         "<p>AUC is the area under the ROC curve; for more than two classes the plain mean of each "
         "class against the "
         "rest, for several labels a record that of each label, where it has a record with it and "
         "one without. The mean is over seeds, that is over distinct fits; of a cross-validation "
         "each is "
         "the mean over its folds. The spread is their standard deviation. The 95 % "
         "interval of a mean is for new test cases like these and new seeds of the same procedure. "
         "It is not for other "
         "hospitals, scanners or patients than those that the test part stands for, and it does "
         "not yet take groups (several "
         "records of one patient) into account. Overlapping intervals are not a test: all rows of "
         "a target share their "
         "test cases. <q>1, fixed</q>: the fit does not depend on the seed. A number that is "
         "undefined is "
         "<q>n.a.</q>, with the reason below it; failed runs are never counted as "
         "numbers.</p>\n</section>\n";
}

std::string provenance_html(const Provenance& provenance) {
  HtmlTable table("What made these numbers", {{"Item"}, {"Value"}});
  const auto line = [&](const std::string& name, const std::string& value) {
    table.row();
    table.head(name);
    table.text(value);
  };
  line("tlhost", provenance.tlhost);
  line("LibTorch", provenance.torch);
  line("numeric class", provenance.numeric_class);
  line("plan", provenance.plan_id);
  for (const std::string& plugin : provenance.plugins) {
    line("plugin", plugin);
  }
  for (const auto& [name, value] : provenance.facts) {
    line(name, value);
  }
  std::string html = "<section>\n<h2>Provenance</h2>\n" + table.html();
  if (!provenance.experiment_file.empty()) {
    html += "<h3>Experiment file</h3>\n<pre>" + html_lines(provenance.experiment_file) + "</pre>\n";
  }
  return html + "</section>\n";
}

}  // namespace

std::string report_html(const Outcomes& outcomes, const Provenance& provenance) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         html_text(outcomes.experiment) + "</title>\n<style>\n" + kReportStyle +
         "</style>\n</head>\n<body>\n<header>\n<h1>" + html_text(outcomes.experiment) + "</h1>\n" +
         (outcomes.note.empty() ? "" : "<p class=\"lead\">" + html_text(outcomes.note) + "</p>\n") +
         "</header>\n<main>\n" + targets_html(grouped_cells(outcomes)) + reading_html() +
         provenance_html(provenance) + "</main>\n</body>\n</html>\n";
}

}  // namespace tlhost::engine
