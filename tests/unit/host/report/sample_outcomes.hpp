#pragma once
#include "host/evaluate/over_seeds.hpp"
#include "host/report/report.hpp"
#include "tests/support/formula_scores.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace tlhost::test {

/// A run of 40 records whose two classes lie `gap` apart.
inline engine::RunOutcome separated_run(const engine::CellName& cell,
                                        std::uint64_t seed,
                                        double gap) {
  engine::TestScores table = binary_scores(40, static_cast<std::int64_t>(seed) - 1);
  for (std::size_t i = 0; i < table.ids.size(); ++i) {
    table.scores[2 * i + 1] += gap * table.labels[i];
  }
  engine::RunOutcome run =
      run_of(std::move(table), seed, cell.source + cell.strategy + std::to_string(seed));
  run.cell = cell;
  return run;
}

inline engine::RunOutcome failed_run(const engine::CellName& cell,
                                     std::uint64_t seed,
                                     engine::RunStatus status,
                                     const std::string& reason) {
  engine::RunOutcome run;
  run.cell = cell;
  run.seed = seed;
  run.status = status;
  run.reason = reason;
  run.fit_key = "fit" + std::to_string(seed);
  return run;
}

inline engine::CellOutcome cell_of(std::vector<engine::RunOutcome> runs) {
  engine::CellOutcome cell;
  cell.cell = runs.front().cell;
  cell.metrics = engine::cell_metrics(runs);
  cell.runs = std::move(runs);
  cell.test_records = 40;
  return cell;
}

inline engine::CellOutcome three_seed_cell(const engine::CellName& name, double gap) {
  return cell_of(
      {separated_run(name, 1, gap), separated_run(name, 2, gap), separated_run(name, 3, gap)});
}

/// A target of two classes with whole, partly failed, failed and seed-independent cells, and one of
/// three classes, one of which has no test record.
inline engine::Outcomes sample_outcomes() {
  using engine::RunStatus;
  engine::Outcomes outcomes;
  outcomes.experiment = "which-source-for-skin";
  outcomes.note = "A small example.";
  outcomes.cells.push_back(three_seed_cell({"imagenet", "skin", "vgg16", "fine_tune"}, 1.5));
  const engine::CellName chest{"chest", "skin", "vgg16", "fine_tune"};
  outcomes.cells.push_back(
      cell_of({separated_run(chest, 1, 0.75),
               failed_run(chest, 2, RunStatus::diverged, "the loss is not finite in epoch 3"),
               separated_run(chest, 3, 0.5)}));
  const engine::CellName scratch{"scratch", "skin", "vgg16", "fine_tune"};
  outcomes.cells.push_back(
      cell_of({failed_run(scratch, 1, RunStatus::failed, "out of memory"),
               failed_run(scratch, 2, RunStatus::failed, "out of memory"),
               failed_run(scratch, 3, RunStatus::failed, "the device was lost")}));
  engine::RunOutcome fixed = separated_run({"imagenet", "skin", "vgg16", "svm_features"}, 1, 1);
  fixed.seed_used = false;
  fixed.scores.kind = engine::ScoreKind::margins;
  std::vector<engine::RunOutcome> same = {fixed, fixed, fixed};
  same[1].seed = 2;
  same[2].seed = 3;
  outcomes.cells.push_back(cell_of(same));
  engine::TestScores blood = three_class_scores(45);
  for (auto& label : blood.labels) {
    label = label == 1 ? 0 : label;
  }
  engine::RunOutcome run = run_of(blood, 1, "b1");
  run.cell = {"imagenet", "blood", "vgg16", "fine_tune"};
  outcomes.cells.push_back(cell_of({run}));
  outcomes.cells.back().test_records = 45;
  return outcomes;
}

inline engine::Provenance sample_provenance() {
  engine::Provenance provenance;
  provenance.tlhost = "0.1.0";
  provenance.torch = "1.13.1";
  provenance.numeric_class = "LibTorch 1.13.1, oneDNN, AVX2, 1 thread, cpu";
  provenance.plan_id = "3f2a91c07d";
  provenance.plugins = {"org.tlhost.vgg 1.2, sources 9c1e"};
  provenance.experiment_file =
      "{\n  \"format\": 1,  // required\n  \"name\": \"which-source-for-skin\"\n}\n";
  provenance.facts = {{"dataset skin", "200 records: nevus 120, melanoma 80"},
                      {"skipped records", "none"},
                      {"test set of skin", "used once"}};
  return provenance;
}

/// A name that would hurt if it were not escaped.
inline const std::string kHostile = "<script>alert('\"&')</script>\n=1+1\xff\x1b[31m";

/// Outcomes and provenance with that name wherever a text can stand.
inline engine::Outcomes hostile_outcomes() {
  engine::Outcomes outcomes;
  outcomes.experiment = outcomes.note = kHostile;
  const engine::CellName name{kHostile, kHostile, kHostile, kHostile};
  engine::TestScores table = three_class_scores(45);
  table.classes = {kHostile, "=cmd", "c"};
  for (std::string& id : table.ids) {
    id = "-" + id;
  }
  table.ids[0] = kHostile;
  engine::RunOutcome run = run_of(std::move(table), 1, kHostile);
  run.cell = name;
  outcomes.cells.push_back(
      cell_of({run, failed_run(name, 2, engine::RunStatus::failed, kHostile)}));
  return outcomes;
}

inline engine::Provenance hostile_provenance() {
  engine::Provenance provenance;
  provenance.tlhost = provenance.torch = provenance.numeric_class = provenance.plan_id = kHostile;
  provenance.experiment_file = kHostile;
  provenance.plugins = {kHostile};
  provenance.facts = {{kHostile, kHostile}};
  return provenance;
}

}  // namespace tlhost::test
