#include "host/report/csv.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/report/sample_outcomes.hpp"

#include <sstream>

using tlhost::engine::Outcomes;
using tlhost::engine::predictions_csv;
using tlhost::engine::results_csv;
using tlhost::test::sample_outcomes;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

// Reads one line by RFC 4180.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

// The row of a cell's or run's figure; seed "" for cells.
std::vector<std::string> find_row(const std::string& csv,
                                  const std::string& source,
                                  const std::string& strategy,
                                  const std::vector<std::string>& seed_metric) {
  for (const std::string& line : lines_of(csv)) {
    const auto cells = cells_of(line);
    if (cells[1] == source && cells[4] == strategy && cells[7] == seed_metric[0] &&
        cells[10] == seed_metric[1]) {
      return cells;
    }
  }
  FAIL("no such row");
  return {};
}

}  // namespace

TEST_CASE("every row of results.csv has a cell a column, for hostile names too", "[report][csv]") {
  for (const Outcomes& outcomes : {sample_outcomes(), tlhost::test::hostile_outcomes()}) {
    for (const std::string& line : lines_of(results_csv(outcomes))) {
      CHECK(cells_of(line).size() == 22);
    }
  }
}

TEST_CASE("results.csv has each figure of each run and cell, exactly", "[report][csv]") {
  const Outcomes outcomes = sample_outcomes();
  const std::string csv = results_csv(outcomes);
  const auto run = find_row(csv, "imagenet", "fine_tune", {"2", "auc"});
  CHECK(run[0] == "run");
  CHECK(std::stod(run[11]) == outcomes.cells[0].runs[1].metrics[0].value);
  CHECK(std::stod(run[12]) == outcomes.cells[0].runs[1].metrics[0].interval->low);
  CHECK(run[14] == "delong-logit");
  CHECK(run[17] == "40");
  CHECK(run[20] == "imagenetfine_tune2");
  const auto cell = find_row(csv, "imagenet", "fine_tune", {"", "auc"});
  CHECK(cell[0] == "cell");
  CHECK(std::stod(cell[11]) == outcomes.cells[0].metrics[0].mean);
  CHECK(std::stod(cell[15]) == outcomes.cells[0].metrics[0].spread);
  CHECK(cell[16] == "3");
  CHECK(cell[18] == "ok");
  CHECK(cell[19].empty());
}

TEST_CASE("what has no value has a reason in results.csv", "[report][csv]") {
  const std::string csv = results_csv(sample_outcomes());
  const auto failed = find_row(csv, "scratch", "fine_tune", {"3", ""});
  CHECK(failed[11].empty());
  CHECK(failed[18] == "failed");
  CHECK(failed[19] == "the device was lost");
  const auto cell = find_row(csv, "scratch", "fine_tune", {"", "auc"});
  CHECK(cell[11].empty());
  CHECK(cell[16] == "0");
  CHECK(cell[19] == "failed, seeds 1, 2: out of memory; failed, seed 3: the device was lost");
  const auto partial = find_row(csv, "chest", "fine_tune", {"", "accuracy"});
  CHECK_FALSE(partial[11].empty());
  CHECK(partial[18] == "partial");
  CHECK(partial[19] == "diverged, seed 2: the loss is not finite in epoch 3");
  const auto undefined = find_row(csv, "imagenet", "fine_tune", {"1", "auc.b"});
  CHECK(undefined[11].empty());
  CHECK(undefined[18] == "ok");
  CHECK(undefined[19] == "class \"b\" has no test record");
}

TEST_CASE("predictions read back exactly, and no id is a formula", "[report][csv]") {
  auto table = tlhost::test::table_of({0.1, -2.5, 1.0 / 3}, {1, 0, 1});
  table.ids = {"a,b", "=x", "plain"};
  CHECK(predictions_csv(table) ==
        "id,label,nevus,melanoma\n\"a,b\",melanoma,0,0.1\n'=x,nevus,0,-2.5\nplain,melanoma,0,0."
        "3333333333333333\n");
}

TEST_CASE("a score that is not finite is seen in the predictions", "[report][csv]") {
  const auto table = tlhost::test::table_of({std::nan(""), -HUGE_VAL}, {1, 0});
  CHECK(predictions_csv(table) == "id,label,nevus,melanoma\nr0,melanoma,0,nan\nr1,nevus,0,-inf\n");
}
