#include "host/report/jsonl.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/report/sample_outcomes.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <sstream>

using tlhost::engine::metrics_jsonl;

namespace {

std::vector<boost::json::value> parsed(const std::string& text) {
  std::vector<boost::json::value> values;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    values.push_back(boost::json::parse(line));
  }
  return values;
}

}  // namespace

TEST_CASE("each cell and run is one JSON object with exact numbers", "[report][jsonl]") {
  const auto outcomes = tlhost::test::sample_outcomes();
  const auto values = parsed(metrics_jsonl(outcomes));
  REQUIRE(values.size() == 5 + 13);
  CHECK(values[0].at("level") == "cell");
  CHECK(values[0].at("metrics").at(0).at("mean").as_double() == outcomes.cells[0].metrics[0].mean);
  CHECK(values[0].at("metrics").at(0).at("interval").at("method") == "delong-logit+seeds");
  CHECK(values[2].at("level") == "run");
  CHECK(values[2].at("seed").to_number<int>() == 2);
  CHECK(values[2].at("metrics").at(0).at("value").as_double() ==
        outcomes.cells[0].runs[1].metrics[0].value);
  CHECK(values[2].at("predictions") == "predictions/skin/imagenet__vgg16__fine_tune__seed2.csv");
  CHECK(values[2].at("confusion").at(0).at(0).to_number<std::int64_t>() ==
        outcomes.cells[0].runs[1].confusion[0]);
}

TEST_CASE("what has no value is null and has a reason", "[report][jsonl]") {
  const auto values = parsed(metrics_jsonl(tlhost::test::sample_outcomes()));
  const auto& failed_cell = values[8];
  CHECK(failed_cell.at("source") == "scratch");
  CHECK(failed_cell.at("metrics").at(0).at("mean").is_null());
  CHECK(failed_cell.at("metrics").at(0).at("case_variance").is_null());
  CHECK(failed_cell.at("metrics").at(0).at("reason") == "seed 1: out of memory");
  CHECK(failed_cell.at("missing").at(0) == "failed, seeds 1, 2: out of memory");
  CHECK(values[9].at("status") == "failed");
  CHECK(values[9].at("reason") == "out of memory");
  const auto& undefined = values.back().at("metrics").at(0);
  CHECK(undefined.at("value").is_null());
  CHECK(undefined.at("interval").is_null());
  CHECK(undefined.at("reason") == "class \"b\" has no test record");
}

TEST_CASE("hostile names stay text", "[report][jsonl]") {
  const std::string lines = metrics_jsonl(tlhost::test::hostile_outcomes());
  CHECK(lines.find('\xff') == std::string::npos);
  CHECK(parsed(lines).size() == 3);
  CHECK(parsed(lines)[0].at("source") == "<script>alert('\"&')</script>\\x0A=1+1\\xFF\\x1B[31m");
}
