#include "host/store/verify.hpp"

#include "host/store/file_ops.hpp"
#include "host/store/manifest.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/memory_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"
#include "tests/unit/host/store/traced_child.hpp"

#include <sys/syscall.h>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

struct Watched {
  explicit Watched(const std::string& folder) : store(Store::open(folder)) {
    store.warn = [this](const std::string& text) { warnings.push_back(text); };
  }

  Store store;
  std::vector<std::string> warnings = {};
};

PublishFacts some_facts() {
  PublishFacts facts;
  facts.numeric_class = {{"id", "a"}, {"caches", {32, 1024}}};
  facts.timing = {{"wall", 0.30000000000000004}};
  return facts;
}

/// Whether find() gives nothing, warns once and moves the artefact away; puts it back sound.
bool is_caught(Watched& watched, const std::string& key, const std::string& pristine) {
  watched.warnings.clear();
  const std::string bad = watched.store.folder() + "/bad";
  const bool caught = !watched.store.find("fit", key) && watched.warnings.size() == 1 &&
                      names_in(bad) == std::vector<std::string>{"fit-" + key + "-0"};
  const auto place = watched.store.folder() + "/fit/" + key.substr(0, 2) + "/" + key;
  std::filesystem::remove_all(place);
  std::filesystem::remove_all(bad + "/fit-" + key + "-0");
  std::filesystem::copy(pristine, place);
  return caught;
}

}  // namespace

TEST_CASE("a flipped bit in any byte of any file of an artefact is found, and every cut",
          "[store][verify]") {
  const MemoryFolder folder;
  Watched watched(folder / "s");
  const auto artefact = publish_text(watched.store, some_key(), "weights", some_facts());
  const std::string pristine = folder / "pristine";
  std::filesystem::copy(artefact.folder, pristine);
  REQUIRE(watched.store.find("fit", artefact.key));
  int tried = 0;
  for (const auto& name : names_in(pristine)) {
    const std::string bytes = bytes_of(pristine + "/" + name);
    REQUIRE_FALSE(bytes.empty());
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      INFO(name << " byte " << at);
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
      put_bytes(artefact.path(name), flipped);
      REQUIRE(is_caught(watched, artefact.key, pristine));
      put_bytes(artefact.path(name), bytes.substr(0, at));
      REQUIRE(is_caught(watched, artefact.key, pristine));
      tried += 2;
    }
    put_bytes(artefact.path(name), bytes + " ");
    REQUIRE(is_caught(watched, artefact.key, pristine));
    std::filesystem::remove(artefact.path(name));
    REQUIRE(is_caught(watched, artefact.key, pristine));
    std::filesystem::remove(artefact.path(name));
    std::filesystem::create_directory(artefact.path(name));
    REQUIRE(is_caught(watched, artefact.key, pristine));
  }
  CHECK(tried > 1000);
  CHECK(watched.store.find("fit", artefact.key));
}

TEST_CASE("the version of the format is guarded too: its flips are damage, not news",
          "[store][verify]") {
  const TempFolder folder;
  Watched watched(folder / "s");
  const auto artefact = publish_text(watched.store, some_key(), "weights");
  std::string text = bytes_of(artefact.path("manifest.json"));
  text.replace(text.find("\"format\":1"), 10, "\"format\":3");
  put_bytes(artefact.path("manifest.json"), text);
  CHECK_FALSE(watched.store.find("fit", artefact.key));
  CHECK(watched.warnings.size() == 1);
}

TEST_CASE("an artefact under another name is not that other one", "[store][verify]") {
  const TempFolder folder;
  Watched watched(folder / "s");
  const auto artefact = publish_text(watched.store, some_key(1), "weights");
  const std::string other = Store::key_of(some_key(2));
  const std::string parent = watched.store.folder() + "/fit/" + other.substr(0, 2);
  std::filesystem::create_directories(parent);
  std::filesystem::rename(artefact.folder, parent + "/" + other);
  CHECK_FALSE(watched.store.find("fit", other));
  REQUIRE(watched.warnings.size() == 1);
  CHECK_THAT(watched.warnings[0], Catch::Contains("manifest.json is of another artefact"));
  CHECK_THAT(watched.warnings[0], Catch::Contains("/bad/fit-" + other + "-0"));
}

TEST_CASE("damaged artefacts of one key are kept side by side", "[store][verify]") {
  const TempFolder folder;
  Watched watched(folder / "s");
  std::filesystem::remove(folder / "s/bad");  // tidied away by its owner
  for (int i = 0; i < 3; ++i) {
    const auto artefact = publish_text(watched.store, some_key(), "weights");
    put_bytes(artefact.path("history.csv"), "");
    CHECK_FALSE(watched.store.find("fit", artefact.key));
  }
  CHECK(names_in(folder / "s/bad").size() == 3);
  CHECK(watched.warnings.size() == 3);
}

TEST_CASE("files that the manifest does not name are nobody's business", "[store][verify]") {
  const TempFolder folder;
  Watched watched(folder / "s");
  const auto artefact = publish_text(watched.store, some_key(), "weights");
  put_bytes(artefact.path(".nfs000001"), "left by a network file system");
  CHECK(watched.store.find("fit", artefact.key));
  CHECK(watched.warnings.empty());
}

TEST_CASE("trouble of the machine is not taken for damage", "[store][verify][disk]") {
  const TempFolder folder;
  Watched watched(folder / "s");
  const auto artefact = publish_text(watched.store, some_key(), "weights");
  const int error = GENERATE(EIO, EMFILE, EACCES, ENOMEM);
  const Traced child = run_traced(
      [&] {
        const auto refusal = refusal_of([&] { watched.store.find("fit", artefact.key); });
        const bool told = first(refusal).code == "DISK-READ" && refusal.exit() == Exit::disk;
        return told && watched.warnings.empty() ? 0 : 1;
      },
      [&](long number, int) { return Fate{.error = number == SYS_openat ? error : 0}; });
  if (!child.possible) {
    WARN("SKIP: this machine does not let a process trace its child");
    return;
  }
  CHECK(child.exit_code == 0);
  CHECK(watched.store.find("fit", artefact.key));
}

TEST_CASE("a manifest that is sealed but ill-formed is damage, whatever is wrong with it",
          "[store][verify]") {
  Manifest manifest;
  manifest.kind = "fit";
  manifest.key = std::string(64, 'a');
  manifest.files = {{.name = "f", .bytes = 1, .sha256 = std::string(64, 'b')}};
  manifest.digest = digest_of(manifest.files);
  manifest.numeric_class = manifest.made_by = boost::json::object();
  const std::string good = unseal(manifest_text(manifest)).value();
  CHECK(parse_manifest(seal(good)).files == manifest.files);
  const std::pair<const char*, const char*> changes[] = {
      {"\"format\":1", "\"format\":0"},
      {"\"format\":1", "\"format\":-1"},
      {"\"format\":1", "\"format\":\"1\""},
      {"\"format\":1", "\"format\":1.5"},
      {"\"format\":1", "\"formal\":1"},
      {"\"bytes\":1", "\"bytes\":-1"},
      {"\"bytes\":1", "\"bytes\":1e0"},
      {"\"bytes\":1", "\"bytes\":18446744073709551615"},
      {"\"name\":\"f\"", "\"name\":\"../f\""},
      {"\"name\":\"f\"", "\"name\":\"\""},
      {"\"name\":\"f\"", "\"name\":7"},
      {"\"name\":\"f\"", "\"name\":\"f\\u0000\""},
      {"\"status\":\"ok\"", "\"status\":\"?\""},
      {"\"inputs\":[]", "\"inputs\":{}"},
      {"\"inputs\":[]", "\"inputs\":[1]"},
      {"\"kind\":\"fit\"", "\"kind\":null"},
      {"\"files\":[", "\"files\":[[],"},
      {"bbbb", "BBBB"},
      {"bbbb", "cccc"},
      {"}", "}}"}};
  for (const auto& [from, to] : changes) {
    INFO(to);
    std::string text = good;
    text.replace(text.find(from), std::string(from).size(), to);
    CHECK_THROWS_AS(parse_manifest(seal(text)), std::exception);
  }
  CHECK(parse_manifest(seal(R"({"format":2,"anything":[]})")).format == 2);
}

TEST_CASE("a seal fits one text only", "[store][verify]") {
  for (const std::string text : {"{}", R"({"a":1})", R"({"a":1,"b":{}})"}) {
    const std::string sealed = seal(text);
    CHECK(unseal(sealed) == text);
    for (std::size_t at = 0; at < sealed.size(); ++at) {
      CHECK_FALSE(unseal(sealed.substr(0, at)));
      std::string flipped = sealed;
      flipped[at] = static_cast<char>(flipped[at] ^ 1);
      CHECK_FALSE(unseal(flipped));
    }
    CHECK_FALSE(unseal(sealed + "\n"));
  }
}

TEST_CASE("a large file is hashed once in a process's life, and again when it changed",
          "[store][verify]") {
  const TempFolder folder;
  Watched watched(folder / "s");
  const std::string large((std::size_t{64} << 20) + 1, 'x');
  const auto artefact = publish_text(watched.store, some_key(), large);
  int reads = 0;
  const auto count_reads = [&] {
    reads = 0;
    const Traced child = run_traced([&] { return watched.store.find("fit", artefact.key) ? 0 : 1; },
                                    [&](long number, int) {
                                      reads += number == SYS_read ? 1 : 0;
                                      return Fate{};
                                    });
    CHECK((!child.possible || child.exit_code == 0));
    return child.possible;
  };
  if (!count_reads()) {
    WARN("SKIP: this machine does not let a process trace its child");
  } else {
    CHECK(reads > 64);
    REQUIRE(watched.store.find("fit", artefact.key));
    count_reads();  // the child inherits what its parent knows
    CHECK(reads < 32);
  }
  REQUIRE(watched.store.find("fit", artefact.key));
  const std::string path = artefact.path("weights.safetensors");
  const auto before = std::filesystem::last_write_time(path);
  std::string changed = large;
  changed[12345] = 'y';
  put_bytes(path, changed);
  std::filesystem::last_write_time(path, before);  // cp -p and careful forgers do this
  CHECK_FALSE(watched.store.find("fit", artefact.key));
  CHECK(watched.warnings.size() == 1);
}
