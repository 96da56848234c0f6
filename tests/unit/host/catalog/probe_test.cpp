#include "host/catalog/probe.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/catalog/plugin_file.hpp"

#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

std::string misbehaving(const std::string& way) {
  return std::string(TLHOST_TEST_MISBEHAVING) + "/" + way + ".so";
}

Catalog probed(const std::vector<std::string>& files, int patience_ms = 10000) {
  Catalog catalog;
  probe_plugins(files, std::chrono::milliseconds(patience_ms), catalog);
  return catalog;
}

/// Why a plugin is rejected, between two good ones that are not.
RejectedPlugin rejection(const std::string& way) {
  CAPTURE(way);
  const Catalog catalog =
      probed({kDatasetPlugin, misbehaving(way), kPlugins + "/datasets/phantom.so"});
  CHECK(catalog.plugins.size() == 2);
  REQUIRE(catalog.rejected.size() == 1);
  CHECK(catalog.rejected[0].path == misbehaving(way));
  return catalog.rejected[0];
}

}  // namespace

TEST_CASE("nothing to probe is nothing", "[catalog][probe]") { CHECK(probed({}).plugins.empty()); }

TEST_CASE("a plugin that ends its process while loading is told by how it did",
          "[catalog][probe]") {
  CHECK(rejection("exits").reason == "it called exit(3) while it was loaded");
  CHECK(rejection("exits_well").reason == "it called exit(0) while it was loaded");
  CHECK(rejection("throws").reason ==
        "it threw 'std::runtime_error' (\"no licence\") while it was loaded and nobody caught it "
        "(signal 6, Aborted)");
  CHECK(rejection("crashes").reason ==
        "it crashed while it was loaded (signal 11, Segmentation fault); its last words: \"about "
        "to do something foolish\"");
}

TEST_CASE("the last plugin may be the one that ends its process", "[catalog][probe]") {
  const Catalog catalog = probed({misbehaving("exits"), misbehaving("throws")});
  CHECK(catalog.plugins.empty());
  CHECK(catalog.rejected.size() == 2);
}

TEST_CASE("a plugin that hangs is given up", "[catalog][probe]") {
  const Catalog catalog = probed({misbehaving("hangs"), misbehaving("leaves")}, 2000);
  REQUIRE(catalog.rejected.size() == 1);
  CHECK(catalog.rejected[0].reason == "it hung while it was loaded: no answer within 2 s");
  CHECK(catalog.plugins.size() == 1);
}

TEST_CASE("what a plugin prints is kept from the output, and told as its own", "[catalog][probe]") {
  const Catalog catalog = probed({kDatasetPlugin, misbehaving("talks"), misbehaving("leaves")});
  CHECK(catalog.plugins.size() == 3);
  REQUIRE(catalog.notes.size() == 1);
  const std::string& note = catalog.notes[0];
  CHECK(note.rfind(misbehaving("talks") + " said while it was loaded: ", 0) == 0);
  CHECK(note.find("core 0, input -1\n") != std::string::npos);  // no core file, no input
  CHECK(note.find("and on stderr\n") != std::string::npos);
}

TEST_CASE("a plugin whose destructors would change the exit code changes nothing",
          "[catalog][probe]") {
  const Catalog catalog = probed({misbehaving("leaves")});
  CHECK(catalog.rejected.empty());
  CHECK(catalog.plugins.size() == 1);
}

TEST_CASE("components by interfaces that are not known are left out, with words",
          "[catalog][probe]") {
  const Catalog catalog = probed({misbehaving("later")});
  REQUIRE(catalog.plugins.size() == 1);
  const PluginFacts& plugin = catalog.plugins[0];
  REQUIRE(plugin.components.size() == 1);
  CHECK(plugin.components[0].name == "nothing");
  REQUIRE(plugin.left_out.size() == 2);
  const std::string known =
      "; this tlhost knows tlhost.dataset/1, tlhost.model/1, tlhost.strategy/1";
  CHECK(plugin.left_out[0] ==
        "component \"later\" has the unknown interface \"tlhost.dataset/2\"" + known);
  CHECK(plugin.left_out[1] ==
        "component \"unheard\" has the unknown interface \"tlhost.metric/1\"" + known);
  CHECK(rejection("only_later").reason == plugin.left_out[0]);
}

TEST_CASE("a plugin whose declarations break the rules is rejected with the rule",
          "[catalog][probe]") {
  const auto reason = [](const std::string& way) {
    const RejectedPlugin rejected = rejection(way);
    CHECK(rejected.step == "components");
    return rejected.reason;
  };
  CHECK(reason("bad_name") == "component \"Nothing!\" is not a valid name, or lacks its functions");
  CHECK(reason("bad_parameter") ==
        "component \"nothing\": parameter \"Depth\": its name must be [a-z][a-z0-9_]*");
  CHECK(reason("reserved") == "parameter \"use\": the experiment file reserves this word");
  CHECK(reason("no_room").find("component \"nothing\": parameter \"depth\": ") == 0);
  CHECK(reason("two_lines") == "component \"nothing\": its summary is not one line of UTF-8");
  CHECK(reason("twice") == "component \"nothing\" is registered twice");
}

TEST_CASE("a descriptor that contradicts the note is rejected", "[catalog][probe]") {
  const TempFolder folder;
  const auto reason = [&folder](const std::string& text, const std::string& by) {
    PluginBytes plugin(kDatasetPlugin);
    plugin.replace_in_note(text, by);
    put_bytes(folder / "x.so", plugin.bytes);
    const Catalog catalog = probed({folder / "x.so"});
    CHECK(catalog.plugins.empty());
    REQUIRE(catalog.rejected.size() == 1);
    CHECK(catalog.rejected[0].step == "descriptor");
    return catalog.rejected[0].reason;
  };
  CHECK(reason("org.tlhost.image_folder", "org.tlhost.image_foldex") ==
        "its descriptor names the id \"org.tlhost.image_folder\", its note "
        "\"org.tlhost.image_foldex\"");
  CHECK(reason("0.1.0", "0.1.1") ==
        "its descriptor names the version \"0.1.0\", its note \"0.1.1\"");
  CHECK(reason("torch=", "torxh=").find("its descriptor names the ABI tag ") == 0);
}
