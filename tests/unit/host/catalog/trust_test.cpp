#include "host/catalog/trust.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

/// A file below two folders, all of which only this user may change.
class Tree {
 public:
  Tree() {
    std::filesystem::create_directories(folder_ / "a/b");
    put_bytes(file(), "x");
    mode("a", 0755);
    mode("a/b", 0755);
    mode("a/b/x.so", 0644);
  }

  std::string file() const { return folder_ / "a/b/x.so"; }

  std::string operator/(const std::string& name) const { return folder_ / name; }

  void mode(const std::string& name, mode_t mode) const {
    REQUIRE(chmod((folder_ / name).c_str(), mode) == 0);
  }

  std::string reason(const std::string& name = "a/b/x.so") const {
    const auto refused = refuse_untrusted(folder_ / name);
    if (!refused) {
      return "";
    }
    CHECK(refused->path == folder_ / name);
    CHECK(refused->step == "trust");
    CHECK(refused->remedy.find("--insecure-plugins") != std::string::npos);
    return refused->reason;
  }

 private:
  TempFolder folder_;
};

}  // namespace

TEST_CASE("what only this user and root can change is trusted", "[catalog][trust]") {
  const Tree
      tree;  // below a folder that all may write to, where nobody can touch what is another's
  CHECK(tree.reason().empty());
  CHECK_FALSE(refuse_untrusted("/usr").has_value());
}

TEST_CASE("a file that others may write is refused with the remedy", "[catalog][trust]") {
  const Tree tree;
  tree.mode("a/b/x.so", 0646);
  CHECK(tree.reason() == tree.file() + " can be written by every user of this machine (mode 0646)");
  CHECK(refuse_untrusted(tree.file())->remedy ==
        "chmod go-w " + tree.file() + ", or run with --insecure-plugins");
  tree.mode("a/b/x.so", 0664);
  CHECK(tree.reason() ==
        (is_own_group(getegid())
             ? ""
             : tree.file() + " can be written by every member of its group (mode 0664)"));
}

TEST_CASE("any folder above that others may write is refused", "[catalog][trust]") {
  const Tree tree;
  tree.mode("a", 0777);
  CHECK(tree.reason() ==
        (tree / "a") + " can be written by every user of this machine (mode 0777)");
  tree.mode("a", 0775);
  CHECK(tree.reason() ==
        (is_own_group(getegid())
             ? ""
             : (tree / "a") + " can be written by every member of its group (mode 0775)"));
  tree.mode("a", 01777);
  CHECK(tree.reason().empty());
}

TEST_CASE("links are followed as the kernel does, and all that lies on the way counts",
          "[catalog][trust]") {
  const Tree tree;
  std::filesystem::create_directories(tree / "open");
  REQUIRE(symlink("../a/b/x.so", (tree / "open/link.so").c_str()) == 0);
  REQUIRE(symlink("open/link.so", (tree / "far.so").c_str()) == 0);
  CHECK(tree.reason("far.so").empty());
  tree.mode("open", 0777);  // others could turn the second link elsewhere
  CHECK(tree.reason("far.so").find("open can be written") != std::string::npos);
  tree.mode("open", 0755);
  tree.mode("a", 0777);
  CHECK(tree.reason("open/link.so").find("/a can be written") != std::string::npos);
}

TEST_CASE("links in a circle and paths that are not there are left to others", "[catalog][trust]") {
  const Tree tree;
  REQUIRE(symlink("circle", (tree / "circle").c_str()) == 0);
  CHECK(tree.reason("circle").empty());
  CHECK(tree.reason("missing/x.so").empty());
}

TEST_CASE("what belongs to another user is refused", "[catalog][trust]") {
  if (geteuid() != 0) {
    WARN("SKIPPED: only root can give a file to another user");
    return;
  }
  const Tree tree;
  REQUIRE(chown((tree / "a/b").c_str(), 12345, 0) == 0);
  CHECK(tree.reason() == (tree / "a/b") +
                             " belongs to user 12345, neither to root nor to you (user 0), who "
                             "could change what runs");
  CHECK(refuse_untrusted(tree.file())->remedy ==
        "copy the plugin into a folder of your own, or run with --insecure-plugins");
}
