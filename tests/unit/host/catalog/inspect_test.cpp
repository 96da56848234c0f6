#include "host/catalog/inspect.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/catalog/plugin_file.hpp"

#include <boost/json/parse.hpp>
#include <sys/stat.h>

#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Inspection inspected(const std::string& bytes) {
  const TempFolder folder;
  put_bytes(folder / "x.so", bytes);
  return inspect_plugin(folder / "x.so", false);
}

Problem problem_of(const std::string& path, Exit exit) {
  const Refusal refusal = refusal_of([&] { inspect_plugin(path, false); });
  CHECK(refusal.exit() == exit);
  return first(refusal);
}

}  // namespace

TEST_CASE("a good plugin is shown and accepted", "[catalog][inspect]") {
  const Inspection inspection = inspect_plugin(kModelPlugin, false);
  CHECK_FALSE(inspection.refused.has_value());
  CHECK(inspection.surplus.empty());
  CHECK(inspection.size == bytes_of(kModelPlugin).size());
  const std::string text = inspection_text(inspection);
  for (const std::string part : {"plugin    org.tlhost.resnet 0.1.0\n",
                                 "SDK       0.9  ok\n",
                                 "ABI tag   os=linux  ok\n",
                                 "          torch=1.13  ok\n",
                                 kAddressSanitizer ? "needs     libasan" : "needs     libtorch",
                                 " libtorch",
                                 "exports   tlhost_note_v1\n          tlhost_plugin_v1\n",
                                 "accepted  yes, by all that can be read without loading it\n"}) {
    CAPTURE(part, text);
    CHECK(has(text, part));
  }
  CHECK(has(text, "SHA-256   " + inspection.sha256 + "\n"));
}

TEST_CASE("the same as JSON", "[catalog][inspect]") {
  const auto json = boost::json::parse(inspection_json(inspect_plugin(kModelPlugin, false)));
  CHECK(json.at("id") == boost::json::value("org.tlhost.resnet"));
  CHECK(json.at("accepted") == boost::json::value(true));
  CHECK(json.at("refused").is_null());
  CHECK(json.at("exports") == boost::json::value{"tlhost_note_v1", "tlhost_plugin_v1"});
  CHECK(json.at("tag").at(0) ==
        boost::json::value{{"name", "os"}, {"plugin", "linux"}, {"host", "linux"}, {"fits", true}});
  CHECK(json.at("needed").as_array().size() > 2);
}

TEST_CASE("a plugin of another build is shown with what differs", "[catalog][inspect]") {
  PluginBytes plugin(kModelPlugin);
  plugin.replace_in_note("torch=1.13", "torch=2.03");
  const Inspection inspection = inspected(plugin.bytes);
  REQUIRE(inspection.refused.has_value());
  const std::string text = inspection_text(inspection);
  CHECK(has(text, "          torch=2.03  differs: this tlhost has 1.13\n"));
  CHECK(has(text, "accepted  no: built for LibTorch 2.03, this tlhost uses LibTorch 1.13\n"));
  CHECK(has(text, "step      abi tag\n"));
  CHECK(has(text, "fix       rebuild the plugin against the same LibTorch"));
  const auto json = boost::json::parse(inspection_json(inspection));
  CHECK(json.at("accepted") == boost::json::value(false));
  CHECK(json.at("refused").at("step") == boost::json::value("abi tag"));
}

TEST_CASE("more exports than the two are flagged", "[catalog][inspect]") {
  // This one is linked without the list of symbols.
  const Inspection inspection =
      inspect_plugin(std::string(TLHOST_TEST_MISBEHAVING) + "/talks.so", false);
  CHECK_FALSE(inspection.surplus.empty());
  CHECK(has(inspection_text(inspection), inspection.surplus[0] + "  not asked for: hide it"));
}

TEST_CASE("a plugin without its descriptor is refused", "[catalog][inspect]") {
  PluginBytes plugin(kDatasetPlugin);
  plugin.replace("tlhost_plugin_v1", "tlhost_plugim_v1");
  const Inspection inspection = inspected(plugin.bytes);
  REQUIRE(inspection.refused.has_value());
  CHECK(inspection.refused->reason == "it does not export tlhost_plugin_v1");
}

TEST_CASE("what others could change is shown as such", "[catalog][inspect]") {
  const TempFolder folder;
  put_bytes(folder / "x.so", bytes_of(kDatasetPlugin));
  REQUIRE(chmod((folder / "x.so").c_str(), 0666) == 0);
  CHECK(inspect_plugin(folder / "x.so", false).refused->step == "trust");
  const Inspection taken = inspect_plugin(folder / "x.so", true);
  CHECK_FALSE(taken.refused.has_value());
  CHECK(has(inspection_text(taken), "but       only with --insecure-plugins: "));
}

TEST_CASE("what a file says cannot play with the terminal", "[catalog][inspect]") {
  PluginBytes plugin(kDatasetPlugin);
  plugin.replace_in_note("org.tlhost", "org\x1b[2J.xx");
  const Inspection inspection = inspected(plugin.bytes);
  CHECK(inspection.refused->step == "note");
  CHECK_FALSE(has(inspection_text(inspection), "\x1b"));
  CHECK_FALSE(has(inspection_json(inspection), "\x1b"));
}

TEST_CASE("what is no plugin gets a sentence", "[catalog][inspect]") {
  const TempFolder folder;
  put_bytes(folder / "text.so", "not a library\n");
  put_bytes(folder / "cut.so", bytes_of(kModelPlugin).substr(0, 5000));
  CHECK(problem_of(folder / "text.so", Exit::plugin).what == "not an ELF shared library");
  CHECK(problem_of(folder / "text.so", Exit::plugin).code == "PLUGIN-NONE");
  CHECK(problem_of(folder / "cut.so", Exit::plugin).what.rfind("truncated: ", 0) == 0);
  CHECK(problem_of(folder.path(), Exit::plugin).what == "not a readable regular file");
  CHECK(problem_of("/proc/self/exe", Exit::plugin).what == "an executable, not a shared library");
  CHECK(problem_of(folder / "missing.so", Exit::usage).code == "PLUGINS-MISSING");
}
