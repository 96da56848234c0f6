#include "host/store/store.hpp"

#include "host/store/canonical_json.hpp"
#include "host/store/file_ops.hpp"
#include "host/store/process_mark.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <sys/stat.h>

#include <stdexcept>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

unsigned mode_of(const std::string& path) {
  struct stat facts {};

  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts.st_mode & 07777;
}

const std::string kImages(64, '1');

std::string predict_key(int number) {
  return Store::key_of({{"kind", "predict/1"}, {"n", number}});
}

}  // namespace

// Reference: printf '%s' '{"kind":"fit/1","lr":0.1,"name":"é","seed":0}' | sha256sum
TEST_CASE("a key never changes its hash", "[store][key]") {
  const boost::json::value key = {{"kind", "fit/1"}, {"seed", 0}, {"lr", 0.1}, {"name", "é"}};
  CHECK(Store::key_of(key) == "eb82d40dbc46568c8f116b930de3f19d781dd1ef985fd10dd71fa1cfe5a4f06d");
  const boost::json::value other = {{"name", "é"}, {"lr", 0.1}, {"seed", 0}, {"kind", "fit/1"}};
  CHECK(Store::key_of(other) == Store::key_of(key));
  CHECK(Store::kind_of(key) == "fit");
}

TEST_CASE("a key without a kind and a revision is a bug of the caller", "[store][key]") {
  for (const char* kind : {"",
                           "fit",
                           "fit/",
                           "/1",
                           "fit/0",
                           "fit/x",
                           "fit/1/2",
                           "Fit/1",
                           "../1",
                           "work/1",
                           "bad/1",
                           "ledger/1",
                           "roots/1",
                           "a b/1"}) {
    CHECK_THROWS_AS(Store::key_of({{"kind", kind}}), std::invalid_argument);
  }
  CHECK_THROWS_AS(Store::key_of({{"seed", 1}}), std::invalid_argument);
  CHECK_THROWS_AS(Store::key_of(boost::json::value("fit/1")), std::invalid_argument);
  const TempFolder folder;
  const Store store = Store::open(folder / "store");
  CHECK_THROWS_AS(store.find("fit", "../../etc/passwd"), std::invalid_argument);
  CHECK_THROWS_AS(store.find("..", predict_key(1)), std::invalid_argument);
  CHECK_THROWS_AS(store.ledger_entries("../work"), std::invalid_argument);
}

TEST_CASE("a store is laid out as documented, whatever the umask", "[store][layout]") {
  const TempFolder folder;
  const auto mask = GENERATE(mode_t{0}, mode_t{022}, mode_t{077});
  const std::string root = folder / "a/store";
  const mode_t before = ::umask(mask);
  const Store store = Store::open(root);
  const auto artefact = publish_text(store, some_key(), "weights", {.ledger = kImages});
  ::umask(before);

  CHECK(names_in(root) ==
        std::vector<std::string>{"bad", "fit", "ledger", "scan", "store.json", "trash", "work"});
  CHECK_THAT(bytes_of(root + "/store.json"),
             Catch::Matches(R"(\{"id":"[0-9a-f]{32}","layout":1,"mode":"private"\}\n)"));
  CHECK(artefact.folder == root + "/fit/" + artefact.key.substr(0, 2) + "/" + artefact.key);
  CHECK(names_in(artefact.folder) ==
        std::vector<std::string>{
            "history.csv", "key.json", "manifest.json", "timing.json", "weights.safetensors"});
  CHECK(bytes_of(artefact.path("key.json")) == canonical_json(some_key()));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    INFO(entry.path().string());
    const bool in_artefact = entry.path().parent_path() == artefact.folder;
    const unsigned mode = mode_of(entry.path().string());
    CHECK((!entry.is_directory() || mode == 0700));
    CHECK((!in_artefact || mode == 0444));
  }
  CHECK(mode_of(root) == 0700);
  CHECK(names_in(root + "/work").empty());
}

TEST_CASE("a folder of others keeps its mode when a store is put into it", "[store][layout]") {
  const TempFolder folder;
  REQUIRE(::mkdir((folder / "s").c_str(), 0755) == 0);
  REQUIRE(::chmod((folder / "s").c_str(), 0755) == 0);
  Store::open(folder / "s");
  CHECK(mode_of(folder / "s") == 0755);
}

TEST_CASE("opening again changes nothing", "[store][layout]") {
  const TempFolder folder;
  Store::open(folder / "s");
  const std::string before = bytes_of(folder / "s/store.json");
  Store::open(folder / "s");
  CHECK(bytes_of(folder / "s/store.json") == before);
}

TEST_CASE("a store of another layout is refused and left alone", "[store][layout]") {
  const TempFolder folder;
  Store::open(folder / "s");
  const std::string text = GENERATE(R"({"layout":2,"mode":"private"})",
                                    R"({"layout":1,"mode":"group"})",
                                    R"({"layout":"1","mode":"private"})",
                                    R"({"layout":1})",
                                    "[]",
                                    "",
                                    "{\"layout\":1,");
  put_bytes(folder / "s/store.json", text);
  const auto refusal = refusal_of([&] { Store::open(folder / "s"); });
  CHECK(refusal.exit() == Exit::output);
  CHECK(first(refusal).code == "STORE-LAYOUT");
  CHECK(first(refusal).where == folder / "s/store.json");
  CHECK(bytes_of(folder / "s/store.json") == text);
}

TEST_CASE("a store that cannot be written is refused", "[store][layout]") {
  const TempFolder folder;
  put_bytes(folder / "file", "x");
  const auto refusal = refusal_of([&] { Store::open(folder / "file"); });
  CHECK(refusal.exit() == Exit::output);
  CHECK(first(refusal).code == "OUTPUT-NOT-WRITABLE");
}

TEST_CASE("the ledger counts each prediction once", "[store][ledger]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  CHECK(store.ledger_entries(kImages) == 0);
  for (const int number : {1, 2, 1, 1}) {
    publish_text(store, {{"kind", "predict/1"}, {"n", number}}, "scores", {.ledger = kImages});
  }
  CHECK(store.ledger_entries(kImages) == 2);
  CHECK(store.ledger_entries(std::string(64, '2')) == 0);
  CHECK(bytes_of(folder / ("s/ledger/" + kImages + "/" + predict_key(1) + ".json")) ==
        "{\"predict\":\"" + predict_key(1) + "\",\"test_images\":\"" + kImages + "\"}\n");
  put_bytes(folder / ("s/ledger/" + kImages + "/.nfs0001"), "");
  CHECK(store.ledger_entries(kImages) == 2);
}

TEST_CASE("the scan cache of a data set has one place", "[store][scan]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  const std::string path = store.scan_cache("abc");
  CHECK(path == folder /
                    "s/scan/"
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.json");
  write_file_atomically(path, "{}");
  CHECK(read_file(path) == "{}");
}

TEST_CASE("a sweep removes what dead processes left and nothing else", "[store][sweep]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  const Draft mine = store.begin(some_key(1));
  const Draft mine_too = store.begin(some_key(1));
  CHECK(mine.work != mine_too.work);
  CHECK(exit_of_child([&] {
          const Draft draft = store.begin(some_key(2));
          put_bytes(draft.folder + "/weights.safetensors", "half");
          put_bytes(store.folder() + "/.tmp-" + process_mark() + "-0", "half");
          put_bytes(store.folder() + "/scan/.tmp-" + process_mark() + "-3", "half");
          return 0;
        }) == 0);
  const std::string foreign = std::string(64, 'a') + ".123-456-789-0123456789abcdef-0";
  for (const std::string& name : {foreign, std::string("notes"), std::string(64, 'b') + ".x"}) {
    REQUIRE(::mkdir((store.folder() + "/work/" + name).c_str(), 0700) == 0);
  }
  CHECK(names_in(store.folder() + "/work").size() == 6);
  store.sweep();
  CHECK(names_in(store.folder() + "/work").size() == 5);
  CHECK(names_in(store.folder() + "/scan").empty());
  CHECK(names_in(store.folder()) ==
        std::vector<std::string>{"bad", "ledger", "scan", "store.json", "trash", "work"});
  CHECK(std::filesystem::exists(mine.folder));
  store.discard(mine);
  CHECK_FALSE(std::filesystem::exists(mine.work));
  CHECK(std::filesystem::exists(mine_too.folder));
}
