// Datasets without parts of their publisher: a tree with the layout and the quirks of each.
#include "tests/contract/dataset_listing.hpp"
#include "tests/contract/dataset_trees.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

#include <tlhost/error.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace tlhost;
using engine::Listing;
using test::list;
using test::said;
using test::skipped;
using test::TempFolder;
using test::Texts;
using test::write_files;
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("kaggle_dr groups both eyes, wherever its table lies", "[contract][kaggle_dr]") {
  for (const std::string place : {"trainLabels.csv", "trainLabels.csv/trainLabels.csv"}) {
    const TempFolder folder;
    write_files(folder.path(),
                {{"train/10_left.jpeg", "a"},
                 {"train/10_right.jpeg", "b"},
                 {"train/13_left.jpeg", "c"},
                 {"train/15_left.jpeg", "no label"},
                 {place, "image,level\n10_left,0\n10_right,4\n13_left,2\n"}});
    const Listing listing = list("kaggle_dr", folder.path());
    CHECK(listing.table.info.classes == Names{"0", "1", "2", "3", "4"});
    CHECK(said(listing) == Texts{{"10_left.jpeg", "0, , 10"},
                                 {"10_right.jpeg", "4, , 10"},
                                 {"13_left.jpeg", "2, , 13"}});
    CHECK(skipped(listing) == std::set<std::string>{"15_left.jpeg"});
  }
}

TEST_CASE("kaggle_dr refuses an unknown grade, eye or image", "[contract][kaggle_dr]") {
  const std::map<std::string, std::string> lines = {
      {"10_left,5", "csv:2: column \"level\" is \"5\"; expected a grade, 0 to 4"},
      {"10_middle,1", "csv:2: column \"image\" is \"10_middle\""},
      {"11_left,1", "expected a .jpeg file of that name"}};
  for (const auto& [line, message] : lines) {
    const TempFolder folder;
    write_files(folder.path(),
                {{"train/10_left.jpeg", "a"}, {"trainLabels.csv", "image,level\n" + line}});
    CHECK_THROWS_WITH(list("kaggle_dr", folder.path()), Catch::Contains(message));
  }
}

TEST_CASE("natural_images takes one of the two copies", "[contract][natural_images]") {
  const TempFolder folder;
  for (const std::string place : {"natural_images/", "data/natural_images/"}) {
    write_files(folder.path(),
                {{place + "dog/dog_0000.jpg", "a"},
                 {place + "cat/cat_0000.jpg", "b"},
                 {place + "cat/list.txt", "c"}});
    const Listing listing = list("natural_images", folder.path());
    CHECK(listing.table.info.classes == Names{"cat", "dog"});
    CHECK(said(listing) == Texts{{"cat/cat_0000.jpg", "cat, , "}, {"dog/dog_0000.jpg", "dog, , "}});
    CHECK(skipped(listing) == std::set<std::string>{"cat/list.txt"});
  }
}

TEST_CASE("cats_dogs reports Thumbs.db and keeps what looks like an image",
          "[contract][cats_dogs]") {
  const TempFolder folder;
  write_files(folder.path(),
              {{"PetImages/Cat/666.jpg", ""},
               {"PetImages/Cat/Thumbs.db", "x"},
               {"PetImages/Dog/0.jpg", "b"},
               {"PetImages/Dog/Thumbs.db", "x"}});
  const Listing listing = list("cats_dogs", folder.path());
  CHECK(said(listing) == Texts{{"Cat/666.jpg", "Cat, , "}, {"Dog/0.jpg", "Dog, , "}});
  CHECK(skipped(listing) == std::set<std::string>{"Cat/Thumbs.db", "Dog/Thumbs.db"});
}

TEST_CASE("csv_manifest takes what its columns say", "[contract][csv_manifest]") {
  const TempFolder folder;
  write_files(folder.path(),
              {{"images/a, b.png", "a"},
               {"images/c.png", "b"},
               {"tables/m.csv",
                "label,path,group,split,id,stratum,age\r\n"
                "z,\"a, b.png\",p1,train,one,old,44\r\n\r\ny,c.png,,,,,\r\n"}});
  const Listing listing =
      list("csv_manifest", {{"file", folder / "tables/m.csv"}, {"root", std::string("../images")}});
  CHECK(listing.table.info.classes == Names{"y", "z"});
  CHECK(listing.table.info.group_is == "column group");
  CHECK(said(listing) == Texts{{"one", "z, train, p1"}, {"c.png", "y, , "}});
  CHECK(listing.table.rows[1].stratum == "old");
}

TEST_CASE("csv_manifest takes several labels an image", "[contract][csv_manifest][multilabel]") {
  const TempFolder folder;
  const auto listed = [&folder](const std::string& rows) {
    write_files(folder.path(), {{"m.csv", "path,label\n" + rows}});
    return list("csv_manifest", {{"file", folder / "m.csv"}, {"several", true}});
  };
  const Listing listing = listed("a.png,nodule|mass\nb.png,\nc.png,?mass|hernia\n");
  CHECK(listing.table.info.classes == Names{"hernia", "mass", "nodule"});
  CHECK(listing.table.info.labelling == Labelling::multilabel);
  CHECK(listing.table.rows[0].labels == std::vector<std::int32_t>{1, 2});
  CHECK(listing.table.rows[1].labels.empty());
  CHECK(listing.table.rows[2].labels == std::vector<std::int32_t>{0});
  CHECK(listing.table.rows[2].unknown == std::vector<std::int32_t>{1});
  for (const std::string wrong : {"a|a", "a|", "|a", "a||b", "?", "a|?a"}) {
    CHECK_THROWS_WITH(listed("a.png,x|y\nb.png," + wrong + "\n"),
                      Catch::Contains("m.csv:3: column \"label\" is \"" + wrong));
  }
}

TEST_CASE("csv_manifest names the line that it cannot use", "[contract][csv_manifest]") {
  const std::map<std::string, std::string> tables = {
      {"path,label\na.png,x\n,y\n", "m.csv:3: column \"path\" is \"\""},
      {"path,label\na.png,\n", "m.csv:2: column \"label\" is \"\""},
      {"path,label,split\na.png,x,train\nb.png,y,Test\n",
       "m.csv:3: column \"split\" is \"Test\"; expected train, validation, test or nothing"},
      {"path,class\na.png,x\n", "m.csv:1: no column \"label\"; there are \"path\", \"class\""},
      {"path,label\na.png,x\nb.png,z\na.png,y\n",
       "m.csv:4: column \"path\" is \"a.png\"; expected each once: it stands at"}};
  for (const auto& [text, message] : tables) {
    const TempFolder folder;
    write_files(folder.path(), {{"m.csv", text}});
    const engine::Arguments arguments{{"file", folder / "m.csv"}};
    CHECK_THROWS_AS(list("csv_manifest", arguments), DataError);
    CHECK_THROWS_WITH(list("csv_manifest", arguments), Catch::Contains(message));
  }
}
