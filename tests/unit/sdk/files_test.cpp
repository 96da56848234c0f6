#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

#include <tlhost/error.hpp>
#include <tlhost/files.hpp>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <vector>

using tlhost::DataError;
using tlhost::list_files;
using tlhost::list_folders;
using tlhost::test::TempFolder;

namespace {

using Names = std::vector<std::string>;

void make_files(const TempFolder& folder, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const std::filesystem::path path(folder / name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "x";
  }
}

}  // namespace

TEST_CASE("folders are listed bytewise, without hidden ones and litter", "[sdk][files]") {
  const TempFolder folder;
  make_files(folder, {"b/x", "B/x", "a b/x", "\xc3\xa4/x", ".git/x", "__MACOSX/x", "file"});
  CHECK(list_folders(folder.path()) == Names{"B", "a b", "b", "\xc3\xa4"});
}

TEST_CASE("files are listed bytewise by ending, whatever its case", "[sdk][files]") {
  const TempFolder folder;
  make_files(folder, {"b.JPG", "a.jpg", "c.png", "d.jpeg", "ejpg", ".jpg", ".f.jpg", "B.Jpg"});
  CHECK(list_files(folder.path(), {".jpg"}) == Names{"B.Jpg", "a.jpg", "b.JPG"});
  CHECK(list_files(folder.path(), {".png", ".jpeg"}) == Names{"c.png", "d.jpeg"});
  CHECK(list_files(folder.path(), {".tif"}).empty());
}

TEST_CASE("an empty ending stands for every file that is not hidden", "[sdk][files]") {
  const TempFolder folder;
  make_files(folder, {"a", "b.txt", ".hidden"});
  CHECK(list_files(folder.path(), {""}) == Names{"a", "b.txt"});
}

TEST_CASE("deep listing goes into folders, but not into hidden ones", "[sdk][files]") {
  const TempFolder folder;
  make_files(folder,
             {"z.png", "a/y.png", "a/b/x.PNG", ".git/w.png", "__MACOSX/v.png", "a/.t/u.png"});
  CHECK(list_files(folder.path(), {".png"}) == Names{"a/b/x.PNG", "a/y.png", "z.png"});
  CHECK(list_files(folder.path(), {".png"}, false) == Names{"z.png"});
}

TEST_CASE("a folder whose name ends like a file is no file", "[sdk][files]") {
  const TempFolder folder;
  make_files(folder, {"scan.png/inside.png"});
  CHECK(list_files(folder.path(), {".png"}) == Names{"scan.png/inside.png"});
  CHECK(list_files(folder.path(), {".png"}, false).empty());
}

TEST_CASE("names are sorted as whole paths", "[sdk][files]") {
  const TempFolder folder;
  make_files(folder, {"a/z.png", "a-b.png", "a.png"});
  CHECK(list_files(folder.path(), {".png"}) == Names{"a-b.png", "a.png", "a/z.png"});
}

TEST_CASE("a root that is no readable folder is named", "[sdk][files]") {
  const TempFolder folder;
  make_files(folder, {"file"});
  for (const std::string& root : {folder / "missing", folder / "file"}) {
    const auto message = Catch::Matchers::StartsWith(root + ": cannot list this folder: ");
    CHECK_THROWS_AS(list_folders(root), DataError);
    CHECK_THROWS_WITH(list_folders(root), message);
    CHECK_THROWS_AS(list_files(root, {""}), DataError);
    CHECK_THROWS_WITH(list_files(root, {""}), message);
  }
}

TEST_CASE("the first candidate that is there is found, and else all are named", "[sdk][files]") {
  const TempFolder folder;
  make_files(folder, {"b/c/x", "b/t.csv", "d/x", "file"});
  CHECK(tlhost::find_folder(folder.path(), {"a", "b/c", "d"}) == folder / "b/c");
  CHECK(tlhost::find_folder(folder.path(), {"a", "."}) == folder.path());
  CHECK(tlhost::find_file(folder.path(), {"b", "b/t.csv"}) == folder / "b/t.csv");
  CHECK_THROWS_AS(tlhost::find_folder(folder.path(), {"a", "file"}), DataError);
  CHECK_THROWS_WITH(tlhost::find_folder(folder.path(), {"a", "file"}),
                    folder.path() + ": no folder \"a\", \"file\"; there is \"b\", \"d\", \"file\"");
  CHECK_THROWS_WITH(tlhost::find_file(folder / "nowhere", {"a"}), Catch::Contains("nowhere"));
}

TEST_CASE("images are known by their ending", "[sdk][files]") {
  for (const char* name : {"a.jpg", "a.JPEG", "x.y/a.png"}) {
    CHECK(tlhost::is_image(name));
  }
  for (const char* name : {"a.txt", "jpg", "Thumbs.db", "a.jpg.txt", ""}) {
    CHECK_FALSE(tlhost::is_image(name));
  }
}
