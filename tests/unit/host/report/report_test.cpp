#include "host/report/report.hpp"

#include "host/log/problem.hpp"
#include "host/store/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/report/sample_outcomes.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <filesystem>
#include <fstream>
#include <map>

using tlhost::engine::Refusal;
using tlhost::engine::sha256_hex;
using tlhost::engine::write_report;
using tlhost::test::sample_outcomes;
using tlhost::test::sample_provenance;
using tlhost::test::TempFolder;

namespace {

std::map<std::string, std::string> files_below(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) {
      std::ifstream stream(entry.path(), std::ios::binary);
      files[std::filesystem::relative(entry.path(), folder).string()] = {
          std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }
  }
  return files;
}

}  // namespace

TEST_CASE("the same outcomes give the same files, byte for byte", "[report]") {
  const TempFolder one, two;
  write_report(sample_outcomes(), sample_provenance(), one / "a/b");
  write_report(sample_outcomes(), sample_provenance(), two.path());
  write_report(sample_outcomes(), sample_provenance(), two.path());
  CHECK(files_below(one / "a/b") == files_below(two.path()));
  CHECK(files_below(two.path()).size() == 4 + 9);  // runs that failed have no predictions
}

TEST_CASE("report.json has the hash and the size of every other file", "[report]") {
  const TempFolder folder;
  write_report(sample_outcomes(), sample_provenance(), folder.path());
  auto files = files_below(folder.path());
  const boost::json::value report = boost::json::parse(files.at("report.json"));
  CHECK(report.at("format").to_number<int>() == 1);
  CHECK(report.at("plan") == "3f2a91c07d");
  for (const auto& file : report.at("files").as_array()) {
    const std::string name(file.at("name").as_string());
    INFO(name);
    REQUIRE(files.count(name) == 1);
    CHECK(std::string(file.at("sha256").as_string()) == sha256_hex(files.at(name)));
    CHECK(file.at("bytes").to_number<std::size_t>() == files.at(name).size());
    files.erase(name);
  }
  files.erase("report.json");
  CHECK(files.empty());
}

TEST_CASE("hostile names write nothing outside of the folder", "[report]") {
  const TempFolder folder;
  auto outcomes = tlhost::test::hostile_outcomes();
  for (auto& run : outcomes.cells[0].runs) {
    run.cell = {"../../x", "..", "/etc", "a/b"};
  }
  write_report(outcomes, tlhost::test::hostile_provenance(), folder / "out");
  CHECK(files_below(folder.path()).size() == 5);
  CHECK(std::filesystem::exists(folder /
                                "out/predictions/%2E./%2E.%2F..%2Fx__%2Fetc__a%2Fb__seed1.csv"));
}

TEST_CASE("a folder that cannot be made is refused", "[report]") {
  const TempFolder folder;
  std::ofstream(folder / "file") << "x";
  CHECK_THROWS_AS(write_report(sample_outcomes(), sample_provenance(), folder / "file/out"),
                  Refusal);
  CHECK_THROWS_WITH(write_report(sample_outcomes(), sample_provenance(), folder / "file/out"),
                    Catch::Contains("OUTPUT-NOT-WRITABLE"));
}

TEST_CASE("two results with one file are refused as a bug", "[report]") {
  const TempFolder folder;
  auto outcomes = sample_outcomes();
  outcomes.cells[0].runs[1].seed = 1;
  CHECK_THROWS_WITH(write_report(outcomes, sample_provenance(), folder.path()),
                    Catch::Contains("REPORT-FILE-TWICE"));
}
