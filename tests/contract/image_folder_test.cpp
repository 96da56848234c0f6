#include "host/scan/listing.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/error.hpp>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace tlhost;
using test::TempFolder;

/// Files by their paths; what is in them is never read.
struct Tree : TempFolder {
  Tree(std::initializer_list<const char*> files) {
    for (const char* file : files) {
      const std::filesystem::path place(*this / file);
      std::filesystem::create_directories(place.parent_path());
      std::ofstream(place) << "x";
    }
  }
};

engine::Listing list(const std::string& root, const engine::Arguments& changed = {}) {
  test::JobContext job;
  for (const test::Built& component : test::built(engine::Kind::dataset)) {
    if (component.entry->facts.name == "image_folder") {
      engine::Arguments arguments = test::defaults(component.entry->facts);
      arguments["root"] = root;
      for (const auto& [name, value] : changed) {
        arguments[name] = value;
      }
      const auto dataset = test::make<Dataset>(component, arguments, {}, job.context());
      return engine::list_records(*dataset, component.name(), job.context());
    }
  }
  throw std::runtime_error("image_folder was not built");
}

std::vector<std::string> ids(const engine::Listing& listing) {
  std::vector<std::string> all;
  for (const engine::RecordRow& row : listing.table.rows) {
    all.push_back(row.id);
  }
  return all;
}

}  // namespace

TEST_CASE("class folders are classes, and their files records", "[contract][image_folder]") {
  const Tree tree{"b/1.png", "a/2.jpg", "a/clinic/3.JPEG", "a/notes.txt", "README.md", "a/.x.png"};
  const engine::Listing listing = list(tree.path());
  CHECK(listing.root == tree.path());
  CHECK(listing.table.info.classes == std::vector<std::string>{"a", "b"});
  CHECK(listing.table.info.group_is == "none");
  CHECK(listing.table.info.channels == 3);
  CHECK_FALSE(listing.table.info.own_pixels);
  CHECK(ids(listing) == std::vector<std::string>{"a/2.jpg", "a/clinic/3.JPEG", "b/1.png"});
  for (const engine::RecordRow& row : listing.table.rows) {
    CHECK(row.labels == std::vector<std::int32_t>{row.id[0] == 'a' ? 0 : 1});
    CHECK(row.split == Split::unspecified);
    CHECK(std::filesystem::exists(tree / row.path));
  }
  REQUIRE(listing.table.skipped.size() == 2);
  for (const engine::SkippedItem& item : listing.table.skipped) {
    CHECK((item.what == "a/notes.txt" || item.what == "README.md"));
  }
}

TEST_CASE("part folders are the publisher's split", "[contract][image_folder]") {
  const Tree tree{"Train/a/1.png", "Train/b/2.png", "val/a/3.png", "testing/b/4.png"};
  std::map<std::string, Split> splits;
  for (const engine::RecordRow& row : list(tree.path()).table.rows) {
    splits[row.id] = row.split;
  }
  const std::map<std::string, Split> expected = {{"Train/a/1.png", Split::train},
                                                 {"Train/b/2.png", Split::train},
                                                 {"val/a/3.png", Split::validation},
                                                 {"testing/b/4.png", Split::test}};
  CHECK((splits == expected));
}

TEST_CASE("a separator makes groups, over classes and parts", "[contract][image_folder]") {
  const Tree tree{"train/a/p_1_x.png", "train/b/p_1_y.png", "test/a/p_2_x.png", "test/b/q.png"};
  const engine::Listing listing = list(tree.path(), {{"group_separator", std::string("_")}});
  std::map<std::string, std::string> groups;
  for (const engine::RecordRow& row : listing.table.rows) {
    groups[row.id] = row.group;
  }
  CHECK(groups == std::map<std::string, std::string>{{"train/a/p_1_x.png", "p_1"},
                                                     {"train/b/p_1_y.png", "p_1"},
                                                     {"test/a/p_2_x.png", "p_2"},
                                                     {"test/b/q.png", "q"}});
  CHECK(listing.table.info.group_is == "file name prefix");
}

TEST_CASE("a root that cannot be read as classes is refused", "[contract][image_folder]") {
  const TempFolder folder;
  std::ofstream(folder / "file") << "x";
  const Tree one{"only/1.png", "only/2.png"}, nothing{};
  const Tree loose{"a/1.png", "b/2.png", "3.png"}, hollow{"a/1.png", "b/notes.txt"};
  const Tree mixed{"train/a/1.png", "train/b/1.png", "extra/2.png"};
  const Tree twice{"train/a/1.png", "training/b/1.png"}, cases{"a/1.png", "A/2.png"};
  const std::vector<std::pair<std::string, std::string>> refused = {
      {folder / "nowhere", "nowhere: no such folder"},
      {folder / "file", "file: this is a file"},
      {one.path(), "one class folder, \"only\"; expected two or more"},
      {nothing.path(), "no class folder; expected two or more.  The folder is empty"},
      {loose.path(), "3.png: this image lies in no class folder"},
      {hollow.path(), "no images of class \"b\""},
      {mixed.path(), "beside the part folder \"train\" there is \"extra\""},
      {twice.path(), "are both training parts"},
      {cases.path(), "class folders \"A\" and \"a\" differ only in case"}};
  for (const auto& [root, message] : refused) {
    INFO(message);
    CHECK_THROWS_AS(list(root), DataError);
    CHECK_THROWS_WITH(list(root), Catch::Contains(message) && Catch::Contains(root));
  }
}

TEST_CASE("parameters that contradict the folder are refused", "[contract][image_folder]") {
  const Tree tree{"a/1.png", "b/2.png"};
  const engine::Arguments two{{"channels", std::int64_t{2}}};
  CHECK_THROWS_AS(list(tree.path(), two), ConfigError);
  CHECK_THROWS_WITH(list(tree.path(), two), Catch::Contains("channels is 2; expected 1"));
  const engine::Arguments dash{{"group_separator", std::string("-")}};
  CHECK_THROWS_AS(list(tree.path(), dash), ConfigError);
  CHECK_THROWS_WITH(list(tree.path(), dash),
                    Catch::Contains("group_separator \"-\" is in no file name"));
  CHECK(list(tree.path(), {{"channels", std::int64_t{1}}}).table.info.channels == 1);
}
