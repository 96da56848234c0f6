#include "host/report/cell_view.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/report/sample_outcomes.hpp"

using tlhost::engine::cell_status;
using tlhost::engine::CellGroup;
using tlhost::engine::find_metric;
using tlhost::engine::grouped_cells;
using tlhost::engine::highest_cells;
using tlhost::engine::missing_lines;
using tlhost::engine::Outcomes;
using tlhost::engine::seeds_text;
using tlhost::test::cell_of;
using tlhost::test::sample_outcomes;
using tlhost::test::three_seed_cell;

TEST_CASE("a cell says how many seeds stand behind its figures", "[report][cell]") {
  const Outcomes outcomes = sample_outcomes();
  const auto seeds = [&](std::size_t cell) {
    return seeds_text(outcomes.cells[cell], *find_metric(outcomes.cells[cell], "auc"));
  };
  CHECK(seeds(0) == "3");
  CHECK(seeds(1) == "2 of 3");
  CHECK(seeds(2) == "0 of 3");
  CHECK(seeds(3) == "1, fixed");
  CHECK(cell_status(outcomes.cells[0]) == "ok");
  CHECK(cell_status(outcomes.cells[1]) == "partial");
  CHECK(cell_status(outcomes.cells[2]) == "failed");
}

TEST_CASE("runs that are not in the numbers are named with their reasons", "[report][cell]") {
  const Outcomes outcomes = sample_outcomes();
  CHECK(missing_lines(outcomes.cells[0]).empty());
  CHECK(missing_lines(outcomes.cells[1]) ==
        std::vector<std::string>{"diverged, seed 2: the loss is not finite in epoch 3"});
  CHECK(missing_lines(outcomes.cells[2]) ==
        std::vector<std::string>{"failed, seeds 1, 2: out of memory",
                                 "failed, seed 3: the device was lost"});
  CHECK(missing_lines(outcomes.cells[4]) ==
        std::vector<std::string>{"auc: class \"b\" has no test record",
                                 "auc.b: class \"b\" has no test record"});
  CHECK(missing_lines(outcomes.cells[4], "accuracy").empty());
}

TEST_CASE("a run without a value in a cell that has one is named", "[report][cell]") {
  auto run = tlhost::test::separated_run({"a", "b", "c", "d"}, 2, 1);
  run.scores.scores[0] = std::nan("");
  run.metrics = tlhost::engine::run_metrics(run.scores);
  const auto cell = cell_of({tlhost::test::separated_run({"a", "b", "c", "d"}, 1, 1), run});
  CHECK(missing_lines(cell, "auc") ==
        std::vector<std::string>{
            "auc, seed 2: the score of record \"r0\" for class \"nevus\" is not finite"});
}

TEST_CASE("cells are grouped by target and model in plan order", "[report][cell]") {
  const std::vector<CellGroup> groups = grouped_cells(sample_outcomes());
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].target == "skin");
  CHECK(groups[0].cells.size() == 4);
  CHECK(groups[1].target == "blood");
}

TEST_CASE("the highest mean is marked only with three fits and something to compare",
          "[report][cell]") {
  Outcomes outcomes;
  outcomes.cells.push_back(three_seed_cell({"a", "skin", "m", "s"}, 1));
  CHECK(highest_cells(grouped_cells(outcomes)[0]).empty());
  outcomes.cells.push_back(three_seed_cell({"b", "skin", "m", "s"}, 0.5));
  CHECK(highest_cells(grouped_cells(outcomes)[0]) ==
        std::vector<const tlhost::engine::CellOutcome*>{&outcomes.cells[0]});
  outcomes.cells.push_back(cell_of({tlhost::test::separated_run({"c", "skin", "m", "s"}, 1, 9)}));
  CHECK(highest_cells(grouped_cells(outcomes)[0]).empty());
}
