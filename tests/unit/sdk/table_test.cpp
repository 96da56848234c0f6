#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

#include <tlhost/error.hpp>
#include <tlhost/table.hpp>

#include <sys/stat.h>

#include <fstream>
#include <map>
#include <string>

using tlhost::DataError;
using tlhost::Table;
using tlhost::test::TempFolder;

namespace {

Table table_of(const std::string& text) {
  const TempFolder folder;
  std::ofstream(folder / "t.csv", std::ios::binary) << text;
  return Table(folder / "t.csv");
}

}  // namespace

TEST_CASE("fields are found by row and column, in every spelling of RFC 4180", "[sdk][table]") {
  const Table table = table_of(
      "\xef\xbb\xbf"
      "name,value\r\n\"a, \"\"b\"\"\r\nc\",1.5\r\n\r\n\"\",2");
  REQUIRE(table.rows() == 2);
  CHECK(table.at(0, "name") == "a, \"b\"\r\nc");
  CHECK(table.number(0, "value") == 1.5);
  CHECK(table.at(1, "name").empty());
  CHECK(table.number(1, "value") == 2);
  CHECK(table.has("value"));
  CHECK_FALSE(table.has("Value"));
  CHECK(table.or_else(0, "value", "x") == "1.5");
  CHECK(table.or_else(1, "name", "x") == "x");
  CHECK(table.or_else(1, "age", "x") == "x");
  CHECK_THAT(table.where(0), Catch::EndsWith("t.csv:2"));
  CHECK_THAT(table.where(1), Catch::EndsWith("t.csv:5"));
}

TEST_CASE("the last line may end without a line feed, or with an empty field", "[sdk][table]") {
  CHECK(table_of("a,b\n1,2").rows() == 1);
  CHECK(table_of("a,b\n1,").at(0, "b").empty());
  CHECK(table_of("a,b\n").rows() == 0);
  CHECK(table_of("a").rows() == 0);
}

TEST_CASE("what is no table is refused with its line", "[sdk][table]") {
  const std::map<std::string, std::string> refused = {
      {"", "t.csv:1: the file is empty"},
      {"\xef\xbb\xbf", "t.csv:1: the file is empty"},
      {"a,\n", "t.csv:1: the header names a column \"\"; expected a name"},
      {"a,a\n", "t.csv:1: the header names a column \"a\" twice"},
      {"a,b\n1,2\n1\n", "t.csv:3: 1 fields; expected 2: \"a\", \"b\""},
      {"a,b\n1,2,3\n", "t.csv:2: 3 fields; expected 2"},
      {"a\n\"x\n\ny", "t.csv:4: the file ends inside quotes that open in line 2"},
      {"a\nx\"y\n", "t.csv:2: a quote inside a field"},
      {"a\n\"x\"y\n", "t.csv:2: text behind a closing quote"},
      {"a\rb\r", "t.csv:1: a carriage return without line feed"},
      {std::string("a\0b", 3), "t.csv:1: a zero byte"},
      {"a\n\"" + std::string(70'000, 'x'), "t.csv:2: a field of more than 65536 bytes"},
      {std::string(5'000, ','), "t.csv:1: more than 4096 fields"}};
  for (const auto& [text, message] : refused) {
    INFO(message);
    CHECK_THROWS_AS(table_of(text), DataError);
    CHECK_THROWS_WITH(table_of(text), Catch::Contains(message));
  }
}

TEST_CASE("a column that is not there is named with those that are", "[sdk][table]") {
  const Table table = table_of("a,b\n1,x\n");
  CHECK_THROWS_WITH(table.at(0, "c"),
                    Catch::Contains("t.csv:1: no column \"c\"; there are \"a\", \"b\""));
  for (const char* text : {"x", "1x", " 1", "", "nan", "inf", "1e999"}) {
    const Table bad = table_of("a,b\n0," + std::string(text) + "\n");
    CHECK_THROWS_AS(bad.number(0, "b"), DataError);
    CHECK_THROWS_WITH(bad.number(0, "b"),
                      Catch::Contains("t.csv:2: column \"b\" is \"" + std::string(text) +
                                      "\"; expected a number"));
  }
}

TEST_CASE("only regular files are read as tables", "[sdk][table]") {
  const TempFolder folder;
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  for (const std::string& path : {folder / "pipe", folder.path(), folder / "nowhere"}) {
    CHECK_THROWS_WITH(Table(path), path + ": no such file; expected a CSV file");
  }
}
