#include "tests/support/catch.hpp"
#include "tests/unit/host/report/sample_outcomes.hpp"

using tlhost::engine::Outcomes;
using tlhost::engine::results_table;

TEST_CASE("the table has a row a cell and what is missing below it", "[report][table]") {
  CHECK(results_table(tlhost::test::sample_outcomes()) ==
        R"(target skin, model vgg16 (40 test records)
   source    strategy      seeds     AUC     95 % interval   spread  accuracy
*  imagenet  fine_tune     3         0.896   [0.767, 0.957]  0.031   0.425
   chest     fine_tune     2 of 3    0.689   [0.426, 0.869]  0.087   0.388
       diverged, seed 2: the loss is not finite in epoch 3
   scratch   fine_tune     0 of 3    failed  -               -       -
       failed, seeds 1, 2: out of memory
       failed, seed 3: the device was lost
   imagenet  svm_features  1, fixed  0.815   [0.612, 0.925]  -       0.400

target blood, model vgg16 (45 test records)
   source    strategy      seeds     AUC     95 % interval   spread  accuracy
   imagenet  fine_tune     0 of 1    n.a.    -               -       0.489
       auc: class "b" has no test record
       auc.b: class "b" has no test record

*  highest mean AUC of this target and model; not a test of a difference
1, fixed: the fit does not depend on the seed
)");
}

TEST_CASE("the table marks the highest mean of three seeds and says that it is no test",
          "[report][table]") {
  Outcomes outcomes;
  outcomes.cells.push_back(tlhost::test::three_seed_cell({"a", "skin", "m", "s"}, 0.5));
  outcomes.cells.push_back(tlhost::test::three_seed_cell({"b", "skin", "m", "s"}, 1));
  const std::string table = results_table(outcomes);
  CHECK_THAT(table, Catch::Contains("\n*  b "));
  CHECK_THAT(table, Catch::Contains("\n   a "));
  CHECK_THAT(table,
             Catch::EndsWith(
                 "*  highest mean AUC of this target and model; not a test of a difference\n"));
}

TEST_CASE("no name can write to the terminal", "[report][table]") {
  const std::string table = results_table(tlhost::test::hostile_outcomes());
  CHECK(table.find('\x1b') == std::string::npos);
  CHECK(table.find('\xff') == std::string::npos);
  CHECK_THAT(
      table,
      Catch::Contains("failed, seed 2: <script>alert('\"&')</script>\\x0A=1+1\\xFF\\x1B[31m\n"));
}

TEST_CASE("an experiment without cells has no table", "[report][table]") {
  CHECK(results_table({}) == "no results\n");
}
