#include "host/scan/listing.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/scan/fake_dataset.hpp"

#include <tlhost/error.hpp>

#include <filesystem>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;
using tlhost::DatasetInfo;
using tlhost::Record;
using tlhost::Records;
using Texts = std::vector<std::string>;

namespace {

std::string complaint_of(const FakeDataset::Index& index) {
  try {
    listing_of(index);
  } catch (const tlhost::DataError& error) {
    return error.what();
  }
  return "";
}

/// What is said of a dataset that is in order but for one change of its facts.
std::string complaint_of_info(const std::function<void(DatasetInfo&)>& change) {
  return complaint_of([&change](DatasetInfo& info, Records& out) {
    fill(info);
    change(info);
    add_record(out, "a");
  });
}

/// What is said of one that has three records, of which the second is changed.
std::string complaint_of_record(const std::function<void(Record&)>& change) {
  return complaint_of([&change](DatasetInfo& info, Records& out) {
    fill(info);
    add_record(out, "a");
    change(add_record(out, "b"));
    add_record(out, "c", 1);
  });
}

Texts ids_of(const Listing& listing) {
  Texts ids;
  for (const RecordRow& row : listing.table.rows) {
    ids.push_back(row.id);
  }
  return ids;
}

/// Where a record's path ends up, below a root.
std::string path_below(const std::string& root, const std::string& path) {
  return listing_of([&](DatasetInfo& info, Records& out) {
           fill(info);
           info.root = root;
           add_record(out, path).id = "x";
         })
      .table.rows.at(0)
      .path;
}

}  // namespace

TEST_CASE("records are sorted by id, and so are those that the plugin is asked with",
          "[scan][listing]") {
  const Listing listing = listing_of([](DatasetInfo& info, Records& out) {
    fill(info);
    add_record(out, "b10", 1);
    add_record(out, "b2");
    add_record(out, "B");
    add_record(out, "z").id = "a";
  });
  CHECK(ids_of(listing) == Texts{"B", "a", "b10", "b2"});
  REQUIRE(listing.records.size() == 4);
  CHECK(listing.records[1].path == "z");
  CHECK(listing.records[2].path == "b10");
  CHECK(listing.table.rows[2].labels == std::vector<std::int32_t>{1});
}

TEST_CASE("what a record does not say follows from what it says", "[scan][listing]") {
  const Listing listing = listing_of([](DatasetInfo& info, Records& out) {
    fill(info);
    add_record(out, "a.png", 1);
    add_record(out, "b.dcm").frame = 0;
    add_record(out, "b.dcm").frame = 7;
    Record& all = add_record(out, "d.png", 1);
    all.id = "own id";
    all.group = "patient 3";
    all.stratum = "female";
    all.split = tlhost::Split::test;
  });
  CHECK(ids_of(listing) == Texts{"a.png", "b.dcm", "b.dcm#7", "own id"});
  const auto& rows = listing.table.rows;
  CHECK(rows[0].group == "a.png");
  CHECK(rows[0].stratum == "1");
  CHECK(rows[0].split == tlhost::Split::unspecified);
  CHECK(rows[2].frame == 7);
  CHECK(rows[2].group == "b.dcm#7");
  CHECK(rows[3].path == "d.png");
  CHECK(rows[3].group == "patient 3");
  CHECK(rows[3].stratum == "female");
  CHECK(rows[3].split == tlhost::Split::test);
}

TEST_CASE("a collection without a name is called after its component", "[scan][listing]") {
  const auto collection = [](const std::string& name) {
    return listing_of([&name](DatasetInfo& info, Records& out) {
             fill(info);
             info.collection = name;
             add_record(out, "a");
           })
        .table.info.collection;
  };
  CHECK(collection("") == "component");
  CHECK(collection("isic") == "isic");
}

TEST_CASE("items that were left out are kept with the reason", "[scan][listing]") {
  const Listing listing = listing_of([](DatasetInfo& info, Records& out) {
    fill(info);
    out.skip("notes.txt", "not an image");
    add_record(out, "a");
    out.skip("b.tif", "no reader");
  });
  CHECK(listing.table.skipped ==
        std::vector<SkippedItem>{{"notes.txt", "not an image"}, {"b.tif", "no reader"}});
}

TEST_CASE("paths below the root are kept relative, for data may move", "[scan][listing]") {
  CHECK(path_below("/data/x", "/data/x/benign/a.png") == "benign/a.png");
  CHECK(path_below("/data/x", "benign/a.png") == "benign/a.png");
  CHECK(path_below("", "/data/a.png") == "/data/a.png");
}

TEST_CASE("files that lie outside the root, or may, are refused", "[scan][listing]") {
  const auto complaint = [](const std::string& path, bool own_pixels = false) {
    return complaint_of([&](DatasetInfo& info, Records& out) {
      fill(info);
      info.root = "/data/x";
      info.own_pixels = own_pixels;
      add_record(out, path).id = "a";
    });
  };
  const std::string absolute = "record \"a\" lies outside the root: its path is absolute";
  const std::string up = "record \"a\" may lie outside the root: its path leads up (\"..\")";
  const std::string control = "record \"a\" has a control character in its path";
  CHECK(complaint("/data/xy/a.png") == absolute);
  CHECK(complaint("/etc/passwd") == absolute);
  CHECK(complaint("../../etc/passwd") == up);
  CHECK(complaint("b/../../xy/a.png") == up);
  CHECK(complaint("/data/x/../a.png") == up);
  CHECK(complaint(std::string("a\0.png", 6)) == control);
  CHECK(complaint("a\nb.png") == control);
  CHECK(complaint("a\x1b[2J.png") == control);
  CHECK(complaint("a..png").empty());
  CHECK(complaint("caf\xe9.png").empty());
  CHECK(complaint("/data/xy/a.npz", true).empty());  // the dataset reads its files itself
}

TEST_CASE("a root that ends in a slash is the same root", "[scan][listing]") {
  CHECK(path_below("/data/x/", "/data/x/benign/a.png") == "benign/a.png");
}

TEST_CASE("the root is kept beside the table, free of links", "[scan][listing]") {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "real");
  std::filesystem::create_directory_symlink("real", folder / "link");
  const Listing listing = listing_of([&folder](DatasetInfo& info, Records& out) {
    fill(info);
    info.root = folder / "link";
    add_record(out, folder / "link" + "/a.png").id = "a";
  });
  CHECK(listing.root == std::filesystem::canonical(folder / "real").string());
  CHECK(listing.table.info.root.empty());
  CHECK(listing.table.rows[0].path == "a.png");
}

TEST_CASE("facts of a dataset that contradict themselves are refused", "[scan][listing]") {
  CHECK(complaint_of_info([](DatasetInfo& info) { info.classes = {"only"}; }) ==
        "it has 1 classes; at least two are needed");
  CHECK(complaint_of_info([](DatasetInfo& info) {
          info.classes = {"a", "b", "a"};
        }) == "two classes have the same name");
  CHECK(complaint_of_info([](DatasetInfo& info) { info.group_is = ""; }) ==
        "the plugin does not say what its groups are (group_is)");
  CHECK(complaint_of_info([](DatasetInfo& info) { info.channels = 4; }) ==
        "channels is 4; expected 1 or 3");
  CHECK(complaint_of([](DatasetInfo& info, Records&) { fill(info); }) == "it has no records");
}

TEST_CASE("an id that is used twice is refused", "[scan][listing]") {
  CHECK(complaint_of_record([](Record& record) { record.id = "c"; }) ==
        "record id \"c\" is empty or used twice");
  CHECK(complaint_of_record([](Record& record) { record.path = "a"; }) ==
        "record id \"a\" is empty or used twice");
  CHECK(complaint_of_record([](Record& record) { record.path = ""; }) ==
        "record id \"\" is empty or used twice");
}

TEST_CASE("a record needs exactly one label within the classes", "[scan][listing]") {
  const std::string expected = "record b does not have exactly one label within the classes";
  for (const std::vector<std::int32_t>& labels :
       {std::vector<std::int32_t>{}, {-1}, {2}, {0, 1}, {0, 0}, {2147483647}}) {
    CHECK(complaint_of_record([&labels](Record& record) { record.labels = labels; }) == expected);
  }
}

TEST_CASE("a record may have several labels where the dataset says so", "[scan][multilabel]") {
  const Listing listing = listing_of([](DatasetInfo& info, Records& out) {
    fill(info);
    info.labelling = tlhost::Labelling::multilabel;
    info.classes = {"mass", "nodule", "hernia"};
    add_record(out, "a").labels = {2, 0};
    add_record(out, "b").labels = {};
    Record& c = add_record(out, "c", 1);
    c.unknown = {2, 0};
    c.stratum = "own";
    add_record(out, "d").unknown = {1};
  });
  const auto& rows = listing.table.rows;
  CHECK(rows[0].labels == std::vector<std::int32_t>{0, 2});
  CHECK(rows[0].stratum == "0,2");
  CHECK(rows[1].stratum == "none");
  CHECK(rows[2].unknown == std::vector<std::int32_t>{0, 2});
  CHECK(rows[2].stratum == "own");
  CHECK(rows[3].stratum == "0?1");
}

TEST_CASE("several labels are each within the classes, once", "[scan][multilabel]") {
  const auto complaint = [](std::vector<std::int32_t> labels, std::vector<std::int32_t> unknown) {
    return complaint_of([&](DatasetInfo& info, Records& out) {
      fill(info);
      info.labelling = tlhost::Labelling::multilabel;
      Record& record = add_record(out, "b");
      record.labels = labels;
      record.unknown = unknown;
    });
  };
  const std::string expected =
      "record b has a label, positive or unknown, twice or outside the classes";
  CHECK(complaint({0}, {1}) == "");
  CHECK(complaint({2}, {}) == expected);
  CHECK(complaint({}, {-1}) == expected);
  CHECK(complaint({1, 1}, {}) == expected);
  CHECK(complaint({0}, {0}) == expected);
  CHECK(complaint_of_record([](Record& record) { record.unknown = {1}; }) ==
        "record b has unknown labels, and the dataset is not multilabel");
}

TEST_CASE("attributes are kept in the order of their names", "[scan][listing]") {
  const Listing listing = listing_of([](DatasetInfo& info, Records& out) {
    fill(info);
    add_record(out, "a").attributes = {{"sex", "female"}, {"age", "55"}};
  });
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(listing.table.rows[0].attributes == Pairs{{"age", "55"}, {"sex", "female"}});
  for (const Pairs& wrong : {Pairs{{"", "x"}}, {{"a", "1"}, {"a", "2"}}, {{"a", "x\ny"}}}) {
    CHECK(complaint_of_record([&wrong](Record& record) { record.attributes = wrong; }) ==
          "record b has an attribute whose name is empty or used twice, or that is not one line "
          "of text");
  }
}

TEST_CASE("contradictions are told together, up to twenty", "[scan][listing]") {
  const std::string both = complaint_of([](DatasetInfo& info, Records& out) {
    info.classes = {"no"};
    add_record(out, "a");
  });
  CHECK(both ==
        "it has 1 classes; at least two are needed; "
        "the plugin does not say what its groups are (group_is)");
  const std::string many = complaint_of([](DatasetInfo& info, Records& out) {
    fill(info);
    for (int i = 0; i < 100; ++i) {
      add_record(out, "r" + std::to_string(100 + i), 9);
    }
  });
  CHECK(many.find("record r119 ") != std::string::npos);
  CHECK(many.find("record r120 ") == std::string::npos);
  CHECK(many.substr(many.size() - 13) == "; and 80 more");
}

TEST_CASE("what the plugin throws while it lists leaves as it is", "[scan][listing]") {
  CHECK(complaint_of([](DatasetInfo&, Records&) {
          throw tlhost::DataError("/data: no such folder");
        }) == "/data: no such folder");
}
