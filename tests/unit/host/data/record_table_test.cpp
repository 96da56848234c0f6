#include "host/data/record_table.hpp"

#include "tests/support/catch.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>

using Catch::Matchers::Contains;
using tlhost::DataError;
using tlhost::Labelling;
using tlhost::Split;
using namespace tlhost::engine;

namespace {

RecordRow row(const std::string& id, char digit, std::vector<std::int32_t> labels) {
  RecordRow row;
  row.id = id;
  row.path = "img/" + id;
  row.bytes = 12;
  row.sha256 = std::string(64, digit);
  row.labels = std::move(labels);
  row.group = "g-" + id;
  row.stratum = "s";
  row.width = 4;
  row.height = 5;
  row.channels = 3;
  return row;
}

RecordTable example() {
  RecordTable table;
  table.info.root = "/somewhere";
  table.info.collection = "Haut \xc3\xa4";
  table.info.classes = {"benign", "malignant \"x\"", "other"};
  table.info.channels = 1;
  table.info.group_is = "patient";
  table.info.own_pixels = true;
  table.info.version = "2";
  table.info.citation = "line\nline";
  table.info.licence = "CC0";
  table.info.url = "https://example.org/?a=b&c";
  table.rows = {row("a.png", 'a', {1}), row("b\tb", 'b', {0, 2}), row("c.png", 'c', {0})};
  table.rows[1].path = "odd\\name\nwith\ttab\r";
  table.rows[1].frame = 7;
  table.rows[1].split = Split::validation;
  table.rows[2].bytes = std::numeric_limits<std::uint64_t>::max();
  table.rows[2].labels = {};
  table.rows[2].split = Split::test;
  table.rows[2].id = "c\xff.png";
  table.skipped = {{"d.png", "16-bit PNG"},
                   {"e.png:3", "empty"},
                   {"f.png", "cut off", "other", Split::test, true}};
  return table;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& tsv, const std::string& info) {
  try {
    records_from_text(tsv, info);
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

// h = lambda s: hashlib.sha256(s.encode()).hexdigest(); A, B, C = "a" * 64, "b" * 64, "c" * 64
TEST_CASE("a subset is named by ids, digests and labels in id order", "[data][records]") {
  RecordTable table = example();
  table.rows[2] = row("c.png", 'c', {0});
  // h(f"a.png\t{A}\t1\nc.png\t{C}\t0\n")
  const std::string expected = "c31efeaa161d01ec32fff968dac9591f50d3f94f9aa79c318c15fe995c4013ec";
  CHECK(subset_id(table, {0, 2}) == expected);
  CHECK(subset_id(table, {2, 0}) == expected);
  std::reverse(table.rows.begin(), table.rows.end());
  CHECK(subset_id(table, {0, 2}) == expected);
  // h(f"a.png\t{A}\nb\\tb\t{B}\nc.png\t{C}\n")
  CHECK(images_id(table) == "0ce0e534e11644a0ce3b79804279d34fa2282bb156e2c8d6f0bedf8ada6d856b");
}

TEST_CASE("a subset's name changes with a label, images' names do not", "[data][records]") {
  RecordTable table = example();
  const std::string subset = subset_id(table, {0, 1, 2});
  const std::string images = images_id(table);
  table.rows[0].labels = {0};
  CHECK(subset_id(table, {0, 1, 2}) != subset);
  CHECK(images_id(table) == images);
  table.rows[0].path = "moved.png";
  table.rows[0].group = "other";
  CHECK(images_id(table) == images);
  table.rows[0].sha256[5] = '0';
  CHECK(images_id(table) != images);
}

TEST_CASE("a subset is named by what is not known, too", "[data][records][multilabel]") {
  RecordTable table = example();
  table.info.labelling = Labelling::multilabel;
  table.rows[0].labels = {};
  table.rows[1].unknown = {1};
  // h(f"a.png\t{A}\t\nb\\tb\t{B}\t0,2?1\n")
  CHECK(subset_id(table, {0, 1}) ==
        "eada97d711c0091328a8e2b3f6694628d1c8c938dbf16c7e3540c9339a7ec60f");
}

TEST_CASE("what only some datasets say has columns only there", "[data][records][multilabel]") {
  RecordTable table = example();
  table.info.labelling = Labelling::multilabel;
  table.rows[0].attributes = {{"age", "5\\5"}, {"sex", ""}};
  table.rows[1].unknown = {1};
  const std::string tsv = records_to_tsv(table), info = info_to_json(table);
  CHECK(tsv.find("\tchannels\tunknown\tattributes\n") != std::string::npos);
  CHECK(tsv.find("\t3\t\tage\\t5\\\\5\\nsex\\t\n") != std::string::npos);
  const RecordTable back = records_from_text(tsv, info);
  CHECK(back.rows == table.rows);
  CHECK(back.info.labelling == Labelling::multilabel);
  const auto refused = [&](const std::string& from, const std::string& to) {
    return refusal(replaced(tsv, from, to), info);
  };
  CHECK_THAT(refused("\t3\t1\t\n", "\t3\t3\t\n"), Contains("column 13 (unknown): found '3'"));
  CHECK_THAT(refused("age\\t", "age"), Contains("column 14 (attributes)"));
  CHECK_THAT(refused("\tattributes", "\tfacts"), Contains("line 1 is not the header"));
}

TEST_CASE("each labelling comes back", "[data][records][multilabel]") {
  for (const Labelling labelling :
       {Labelling::multiclass, Labelling::multilabel, Labelling::ordinal}) {
    RecordTable table = example();
    table.info.labelling = labelling;
    CHECK(records_from_text(records_to_tsv(table), info_to_json(table)).info.labelling ==
          labelling);
  }
}

TEST_CASE("a row that is not there or named twice is a bug", "[data][records]") {
  const RecordTable table = example();
  CHECK_THROWS_AS(subset_id(table, {0, 0}), std::logic_error);
  CHECK_THROWS_AS(subset_id(table, {3}), std::out_of_range);
  CHECK_THROWS_AS(subset_id(table, {-1}), std::out_of_range);
  // hashlib.sha256(b"").hexdigest()
  CHECK(subset_id(table, {}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("records.tsv has a header and one line a row", "[data][records]") {
  const std::string tsv = records_to_tsv(example());
  const std::string a(64, 'a');
  CHECK(tsv.starts_with(
      "id\tpath\tframe\tbytes\tsha256\tlabels\tgroup\tstratum\tsplit\tw\th\tchannels\n"
      "a.png\timg/a.png\t0\t12\t" +
      a + "\t1\tg-a.png\ts\tunspecified\t4\t5\t3\nb\\tb\todd\\\\name\\nwith\\ttab\r\t7\t"));
  CHECK(std::count(tsv.begin(), tsv.end(), '\n') == 4);
}

TEST_CASE("a table comes back from its two texts as it was", "[data][records]") {
  const RecordTable table = example();
  const std::string tsv = records_to_tsv(table);
  const std::string info = info_to_json(table);
  const RecordTable back = records_from_text(tsv, info);
  CHECK(back.rows == table.rows);
  CHECK(back.skipped == table.skipped);
  CHECK(back.info.root.empty());
  CHECK(back.info.classes == table.info.classes);
  CHECK(back.info.own_pixels);
  CHECK(back.info.channels == 1);
  CHECK(records_to_tsv(back) == tsv);
  CHECK(info_to_json(back) == info);
}

TEST_CASE("an empty table comes back empty", "[data][records]") {
  const RecordTable back = records_from_text(records_to_tsv({}), info_to_json({}));
  CHECK(back.rows.empty());
  CHECK(back.info.classes.empty());
  CHECK(back.skipped.empty());
}

TEST_CASE("the root is in no text", "[data][records]") {
  CHECK_THAT(info_to_json(example()), !Contains("/somewhere"));
}

TEST_CASE("a skipped item's name need not be text, a class must be", "[data][records]") {
  RecordTable table = example();
  table.skipped = {{"bad\xff\xc3.png", "\xed\xa0\x80 \xf0\x9f\x98\x80"}};
  const RecordTable back = records_from_text(records_to_tsv(table), info_to_json(table));
  CHECK(back.skipped[0].what == "bad\\xff\\xc3.png");
  CHECK(back.skipped[0].why == "\\xed\\xa0\\x80 \xf0\x9f\x98\x80");
  table.info.classes[1] = "caf\xe9";
  CHECK_THROWS_AS(info_to_json(table), DataError);
  CHECK_THROWS_WITH(info_to_json(table), "the dataset's 'classes' is not UTF-8: 'caf\\xe9'");
}

TEST_CASE("a damaged records.tsv is refused with line and column", "[data][records]") {
  const RecordTable table = example();
  const std::string tsv = records_to_tsv(table);
  const std::string info = info_to_json(table);
  const auto refused = [&](const std::string& from, const std::string& to) {
    return refusal(replaced(tsv, from, to), info);
  };
  const std::string a(64, 'a');
  CHECK_THAT(refusal("", info), Contains("line 1 is not the header"));
  CHECK_THAT(refused("id\tpath", "path\tid"), Contains("line 1 is not the header"));
  CHECK_THAT(refused("channels\n", "channels\r\n"), Contains("line 1 is not the header"));
  CHECK_THAT(refusal(tsv.substr(0, tsv.size() - 1), info), Contains("line 4 is cut off"));
  CHECK_THAT(refused("\t12\t", "\t"), Contains("line 2 has 11 columns; expected 12"));
  CHECK(refused("\t12\t" + a, "\t-12\t" + a) ==
        "records.tsv: line 2, column 4 (bytes): found '-12'; expected a whole number from 0 to "
        "18446744073709551615");
  CHECK_THAT(refused("\t12\t", "\t012\t"), Contains("column 4 (bytes): found '012'"));
  CHECK_THAT(refused("\t12\t", "\t12 \t"), Contains("column 4 (bytes)"));
  CHECK_THAT(refused("\t12\t", "\t18446744073709551616\t"), Contains("column 4 (bytes)"));
  CHECK_THAT(refused("\t7\t", "\t-7\t"), Contains("line 3, column 3 (frame): found '-7'"));
  CHECK_THAT(refused(a, std::string(63, 'a')), Contains("column 5 (sha256)"));
  CHECK_THAT(refused(a, std::string(64, 'A')), Contains("64 lower-case hexadecimal digits"));
  CHECK_THAT(refused(a + "\t1\t", a + "\t3\t"), Contains("column 6 (labels): found '3'"));
  CHECK_THAT(refused("\t0,2\t", "\t0,\t"), Contains("labels below 3"));
  CHECK_THAT(refused("\t0,2\t", "\t-1\t"), Contains("column 6 (labels): found '-1'"));
  CHECK_THAT(refused("\tg-a.png\t", "\t\t"), Contains("column 7 (group): found ''"));
  CHECK_THAT(refused("\ts\tunspec", "\t\tunspec"), Contains("column 8 (stratum)"));
  CHECK_THAT(refused("unspecified", "none"), Contains("column 9 (split): found 'none'"));
  CHECK_THAT(refused("\t4\t5\t3", "\t0\t5\t3"), Contains("column 10 (w): found '0'"));
  CHECK_THAT(refused("\t4\t5\t3", "\t4\t2147483648\t3"), Contains("column 11 (h)"));
  CHECK_THAT(refused("\t4\t5\t3", "\t4\t5\t4"), Contains("column 12 (channels): found '4'"));
  CHECK_THAT(refused("img/a.png", "img\\q"), Contains("column 2 (path): found 'img\\q'"));
  CHECK_THAT(refused("img/a.png", "img\\"), Contains("expected only the escapes"));
  CHECK_THAT(refused("a.png\timg", "\timg"), Contains("line 2, column 1 (id): found ''"));
  CHECK_THAT(refused("a.png\timg", "z.png\timg"), Contains("line 3, column 1 (id)"));
  CHECK_THAT(refused("a.png\timg", "b\\tb\timg"), Contains("ascending order, each once"));
}

TEST_CASE("a damaged info.json is refused by key", "[data][records]") {
  const RecordTable table = example();
  const std::string tsv = records_to_tsv(table);
  const std::string info = info_to_json(table);
  const auto refused = [&](const std::string& from, const std::string& to) {
    return refusal(tsv, replaced(info, from, to));
  };
  CHECK_THAT(refusal(tsv, ""), Contains("info.json: byte 0"));
  CHECK_THAT(refusal(tsv, "[]"), Contains("expected one JSON object"));
  CHECK_THAT(refusal(tsv, info.substr(0, 40)), Contains("info.json: byte 40"));
  CHECK_THAT(refusal(tsv, info + "{}"), Contains("info.json: byte "));
  CHECK_THAT(refused("\"url\"", "\"uri\""), Contains("'uri' is not a key of it"));
  CHECK_THAT(refused("\"group_is\":\"patient\",", ""), Contains("'group_is' is missing"));
  CHECK_THAT(refused("\"patient\"", "3"), Contains("'group_is': expected a text"));
  CHECK_THAT(refused("\"channels\":1", "\"channels\":2"), Contains("expected 1 or 3"));
  CHECK_THAT(refused("\"channels\":1", "\"channels\":1.0"), Contains("expected 1 or 3"));
  CHECK_THAT(refused("multiclass", "several"), Contains("multiclass, multilabel or ordinal"));
  CHECK_THAT(refused("\"own_pixels\":true", "\"own_pixels\":1"), Contains("true or false"));
  CHECK_THAT(refused("\"benign\"", "0"), Contains("'classes': expected a list of texts"));
  CHECK_THAT(refused("\"why\":\"empty\"", "\"how\":\"empty\""), Contains("'why' is missing"));
  CHECK_THAT(refused(",\"why\":\"empty\"", ""), Contains("a list of {what, why}"));
}
