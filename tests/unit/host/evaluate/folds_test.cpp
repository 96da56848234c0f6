#include "host/evaluate/over_seeds.hpp"
#include "host/evaluate/rounds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/formula_scores.hpp"

using namespace tlhost::engine;
using tlhost::test::binary_scores;
using tlhost::test::run_of;

namespace {

/// Three folds of a seed, tested on 40, 30 and 25 records; ids tell the folds apart.
std::vector<RunOutcome> three_folds(std::uint64_t seed, std::int64_t repeat = 1) {
  std::vector<RunOutcome> runs;
  std::int64_t fold = 0;
  for (const std::int64_t records : {40, 30, 25}) {
    ++fold;
    RunOutcome run =
        run_of(binary_scores(records, static_cast<std::int64_t>(seed)),
               seed,
               "f" + std::to_string(seed) + std::to_string(repeat) + std::to_string(fold));
    for (std::string& id : run.scores.ids) {
      id = std::to_string(fold) + id;
    }
    run.division = {repeat, fold};
    runs.push_back(std::move(run));
  }
  return runs;
}

std::vector<RunOutcome> joined(std::vector<RunOutcome> a, const std::vector<RunOutcome>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

// Golden values: python3 tests/parity/auc_golden.py, the last three lines.

TEST_CASE("a cross-validation has the mean of its folds and the variance of its records",
          "[evaluate][folds]") {
  const CellMetric over = over_seeds("auc", three_folds(0));
  CHECK(over.seeds == 1);
  CHECK(over.mean.value() == Approx(0.5711614774114774).epsilon(1e-12));
  CHECK(over.case_variance == Approx(0.005070292777405066).epsilon(1e-12));
  CHECK_FALSE(over.spread.has_value());
  CHECK(over.interval->low == Approx(0.4296707383456619).epsilon(1e-8));
  CHECK(over.interval->high == Approx(0.7019032973929636).epsilon(1e-8));
  CHECK(over.interval->method == "delong-logit-folds");
}

TEST_CASE("seeds of a cross-validation share the records of each fold", "[evaluate][folds]") {
  const CellMetric over = over_seeds("auc", joined(three_folds(0), three_folds(1)));
  CHECK(over.seeds == 2);
  CHECK(over.mean.value() == Approx(0.5438670126170126).epsilon(1e-12));
  CHECK(over.spread.value() == Approx(0.03860020229004708).epsilon(1e-12));
  CHECK(over.case_variance == Approx(0.0024553259935699437).epsilon(1e-12));
  CHECK(over.seed_variance == Approx(0.0007449878084162778).epsilon(1e-12));
  CHECK(over.interval->low == Approx(0.42498753060730177).epsilon(1e-8));
  CHECK(over.interval->high == Approx(0.6579501305475061).epsilon(1e-8));
  CHECK(over.interval->method == "delong-logit-folds+seeds");
}

TEST_CASE("the accuracy of a cross-validation is that of all its records", "[evaluate][folds]") {
  const CellMetric over = over_seeds("accuracy", three_folds(0));
  CHECK(over.mean.value() == Approx(0.3684210526315789).epsilon(1e-12));
  CHECK(over.interval->low == Approx(0.2783009458551568).epsilon(1e-8));
  CHECK(over.interval->high == Approx(0.46876875244470445).epsilon(1e-8));
  CHECK(over.interval->method == "wilson");
}

TEST_CASE("repeats have the same records in other folds: their variance is a bound",
          "[evaluate][folds]") {
  std::vector<RunOutcome> again = three_folds(0, 2);
  std::swap(again[0].scores, again[1].scores);
  const std::vector<RunOutcome> runs = joined(three_folds(0), again);
  const CellMetric over = over_seeds("auc", runs);
  CHECK(over.seeds == 2);
  CHECK(over.case_variance == Approx(over_seeds("auc", three_folds(0)).case_variance));
  CHECK(over.interval->method == "delong-logit-folds-conservative+seeds");
  CHECK(run_words(runs.back(), runs) == "seed 0, repeat 2, fold 3");
}

TEST_CASE("a cross-validation with a fold that failed has no figure", "[evaluate][folds]") {
  std::vector<RunOutcome> runs = joined(three_folds(0), three_folds(1));
  runs[1].status = RunStatus::failed;
  runs[1].reason = "out of memory";
  CHECK(over_seeds("auc", runs).seeds == 1);
  CHECK(over_seeds("auc", runs).mean == over_seeds("auc", three_folds(1)).mean);
  const CellMetric none = over_seeds("auc", {runs[0], runs[1], runs[2]});
  CHECK_FALSE(none.mean.has_value());
  CHECK(none.reason == "seed 0, fold 2: out of memory");
}

TEST_CASE("a fold without a class takes the AUC of its round, and says which",
          "[evaluate][folds]") {
  std::vector<RunOutcome> runs = three_folds(0);
  runs[2].scores.labels.assign(runs[2].scores.labels.size(), 0);
  const CellMetric over = over_seeds("auc", runs);
  CHECK_FALSE(over.mean.has_value());
  CHECK(over.reason.starts_with("fold 3: "));
  CHECK(over_seeds("accuracy", runs).mean.has_value());
}

TEST_CASE("rounds that share all fits count once", "[evaluate][folds]") {
  const std::vector<RunOutcome> first = three_folds(0);
  std::vector<RunOutcome> second = first;
  for (RunOutcome& run : second) {
    run.seed = 7;
  }
  CHECK(rounds_of(joined(first, second)).size() == 2);
  CHECK(distinct_rounds(joined(first, second)).size() == 1);
  second[2].fit_key = "other";
  CHECK(distinct_rounds(joined(first, second)).size() == 2);
}
