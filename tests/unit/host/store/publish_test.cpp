#include "host/store/digest.hpp"
#include "host/store/manifest.hpp"
#include "host/store/store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

PublishFacts facts_of_class(const std::string& id) {
  PublishFacts facts;
  facts.numeric_class = {{"id", id}, {"isa", "avx2"}};
  return facts;
}

/// Changes manifest.json to another text with a fitting seal, as a newer program would.
void rewrite_manifest(const Artefact& artefact, const std::string& from, const std::string& to) {
  std::string text = unseal(bytes_of(artefact.path("manifest.json"))).value();
  text.replace(text.find(from), from.size(), to);
  put_bytes(artefact.path("manifest.json"), seal(text));
}

}  // namespace

TEST_CASE("what was published is found with all its facts", "[store][publish]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  const ArtefactInput input{
      .kind = "tensors", .key = std::string(64, 'a'), .digest = std::string(64, 'b')};
  PublishFacts facts = facts_of_class("avx2-1");
  facts.status = "diverged";
  facts.reason = "the loss is NaN at step 3";
  facts.base = std::string(64, 'c');
  facts.inputs = {input};
  facts.made_by = {{"tlhost", "0.1.0"}};
  facts.timing = {{"wall", 1.5}};
  const auto published = publish_text(store, some_key(), "weights", facts);
  const auto found = store.find("fit", Store::key_of(some_key()));
  REQUIRE(found);
  CHECK(found->folder == published.folder);
  for (const auto* artefact : {&published, &*found}) {
    const Manifest& manifest = artefact->manifest;
    CHECK(manifest.format == 1);
    CHECK(manifest.kind == "fit");
    CHECK(manifest.key == Store::key_of(some_key()));
    CHECK(manifest.status == "diverged");
    CHECK(manifest.reason == facts.reason);
    CHECK(manifest.base == facts.base);
    CHECK(manifest.inputs == facts.inputs);
    CHECK(manifest.numeric_class == facts.numeric_class);
    CHECK(manifest.made_by == facts.made_by);
    REQUIRE(manifest.files.size() == 2);
    CHECK(manifest.files[1] ==
          ArtefactFile{.name = "weights.safetensors", .bytes = 7, .sha256 = sha256_hex("weights")});
    CHECK(manifest.digest == digest_of(manifest.files));
  }
  CHECK(unseal(bytes_of(found->path("timing.json"))) == R"({"wall":1.5})");
  CHECK_FALSE(store.find("fit", Store::key_of(some_key(1))));
  CHECK_FALSE(store.find("predict", Store::key_of(some_key())));
}

// Reference: printf 'a.bin %064d\nb.bin %064d\n' 1 2 | sha256sum
TEST_CASE("the digest depends on names and bytes, not on order", "[store][publish]") {
  const std::string one = std::string(63, '0') + "1", two = std::string(63, '0') + "2";
  const ArtefactFile a{.name = "a.bin", .bytes = 1, .sha256 = one};
  const ArtefactFile b{.name = "b.bin", .bytes = 2, .sha256 = two};
  CHECK(digest_of({a, b}) == "cc7706604b4a1837fec90c5bdca5730937f53c90baaa99482d23c6faa8ae5e15");
  CHECK(digest_of({b, a}) == digest_of({a, b}));
}

TEST_CASE("equal bytes are published once", "[store][publish]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  const auto mine = publish_text(store, some_key(), "weights", facts_of_class("a"));
  const std::string manifest = bytes_of(mine.path("manifest.json"));
  const auto again = publish_text(store, some_key(), "weights", facts_of_class("b"));
  CHECK(again.folder == mine.folder);
  CHECK(again.manifest.numeric_class.at("id") == "a");
  CHECK(bytes_of(mine.path("manifest.json")) == manifest);
  CHECK(names_in(folder / "s/work").empty());
}

TEST_CASE("other bytes in the same numeric class are a bug, and the first stay",
          "[store][publish]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  const PublishFacts facts = GENERATE(facts_of_class("a"), PublishFacts());
  const auto mine = publish_text(store, some_key(), "weights", facts);
  const auto refusal = refusal_of([&] { publish_text(store, some_key(), "others!", facts); });
  CHECK(refusal.exit() == Exit::bug);
  CHECK(first(refusal).code == "STORE-NOT-REPRODUCIBLE");
  CHECK(first(refusal).where == mine.folder);
  CHECK_THAT(first(refusal).what, Catch::EndsWith("different: weights.safetensors"));
  CHECK(bytes_of(mine.path("weights.safetensors")) == "weights");
}

TEST_CASE("other bytes in another numeric class are the same experiment", "[store][publish]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  publish_text(store, some_key(), "weights", facts_of_class("a"));
  const auto theirs = publish_text(store, some_key(), "others!", facts_of_class("b"));
  CHECK(bytes_of(theirs.path("weights.safetensors")) == "weights");
  CHECK(theirs.manifest.numeric_class.at("id") == "a");
  CHECK(names_in(folder / "s/work").empty());
}

TEST_CASE("a damaged artefact makes way for a sound one", "[store][publish]") {
  const TempFolder folder;
  Store store = Store::open(folder / "s");
  std::vector<std::string> warnings;
  store.warn = [&](const std::string& text) { warnings.push_back(text); };
  const auto damaged = publish_text(store, some_key(), "weights");
  put_bytes(damaged.path("weights.safetensors"), "wEights");
  const auto sound = publish_text(store, some_key(), "weights");
  CHECK(bytes_of(sound.path("weights.safetensors")) == "weights");
  CHECK(store.find("fit", sound.key));
  CHECK(warnings.size() == 1);
  CHECK(names_in(folder / "s/bad") == std::vector<std::string>{"fit-" + sound.key + "-0"});
}

TEST_CASE("an artefact of a newer format counts as absent and is never overwritten",
          "[store][publish]") {
  const TempFolder folder;
  Store store = Store::open(folder / "s");
  int warnings = 0;
  store.warn = [&](const std::string&) { ++warnings; };
  const auto theirs = publish_text(store, some_key(), "weights");
  rewrite_manifest(theirs, "\"format\":1", "\"format\":2");
  const std::string manifest = bytes_of(theirs.path("manifest.json"));
  CHECK_FALSE(store.find("fit", theirs.key));
  const auto refusal = refusal_of([&] { publish_text(store, some_key(), "weights"); });
  CHECK(refusal.exit() == Exit::output);
  CHECK(first(refusal).code == "STORE-NEWER");
  CHECK(bytes_of(theirs.path("manifest.json")) == manifest);
  CHECK(warnings == 0);
}

TEST_CASE("an artefact holds plain files only", "[store][publish]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  for (const char* name : {"key.json", "manifest.json", "timing.json", ".hidden", "a b"}) {
    const Draft draft = store.begin(some_key());
    put_bytes(draft.folder + "/" + name, "x");
    CHECK_THROWS_AS(store.publish(draft, {}), std::invalid_argument);
  }
  const Draft draft = store.begin(some_key());
  REQUIRE(::mkdir((draft.folder + "/folder").c_str(), 0700) == 0);
  CHECK_THROWS_WITH(store.publish(draft, {}), Catch::Contains("an artefact holds files only"));
  CHECK_FALSE(store.find("fit", draft.key));
}

TEST_CASE("facts that would make an unreadable manifest are bugs of the caller",
          "[store][publish]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  const Draft draft = store.begin(some_key());
  CHECK_THROWS_AS(store.publish(draft, {.status = "fine"}), std::invalid_argument);
  CHECK_THROWS_AS(store.publish(draft, {.timing = 1}), std::invalid_argument);
  CHECK_THROWS_AS(store.publish(draft, {.ledger = "../x"}), std::invalid_argument);
  CHECK_THROWS_AS(store.publish(draft, {.inputs = {{"fit", "x", "y"}}}), std::invalid_argument);
  Draft forged = draft;
  forged.key_json += " ";
  CHECK_THROWS_AS(store.publish(forged, {}), std::invalid_argument);
  CHECK(store.publish(draft, {}).manifest.files.empty());
}

TEST_CASE("two processes that publish the same key agree on one artefact", "[store][publish]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "s");
  constexpr int kRounds = 50;
  int ready[2] = {-1, -1};
  REQUIRE(::pipe(ready) == 0);
  const auto publish_all = [&] {
    char start = 0;
    if (::read(ready[0], &start, 1) != 1) {
      return 3;
    }
    for (int round = 0; round < kRounds; ++round) {
      const auto artefact = publish_text(store, some_key(round), "weights");
      if (bytes_of(artefact.path("weights.safetensors")) != "weights" ||
          !store.find("fit", artefact.key)) {
        return 4;
      }
    }
    return 0;
  };
  pid_t children[2] = {0, 0};
  for (pid_t& child : children) {
    child = ::fork();
    if (child == 0) {
      int status = 99;
      try {
        status = publish_all();
      } catch (...) {
      }
      ::_exit(status);
    }
  }
  REQUIRE(::write(ready[1], "go", 2) == 2);
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  ::close(ready[0]);
  ::close(ready[1]);
  for (int round = 0; round < kRounds; ++round) {
    CHECK(store.find("fit", Store::key_of(some_key(round))));
  }
  CHECK(names_in(folder / "s/work").empty());
  CHECK(names_in(folder / "s/bad").empty());
}
