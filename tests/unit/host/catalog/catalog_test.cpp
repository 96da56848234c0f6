#include "host/catalog/catalog.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/catalog/plugin_file.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

const std::string kStrategyPlugin = kPlugins + "/strategies/svm_features.so";

std::vector<std::string> ids(const Catalog& catalog) {
  std::vector<std::string> ids;
  for (const PluginFacts& plugin : catalog.plugins) {
    ids.push_back(plugin.id);
  }
  return ids;
}

/// Why a file was rejected; everything empty if it was not.
RejectedPlugin rejection(const Catalog& catalog, const std::string& path) {
  for (const RejectedPlugin& rejected : catalog.rejected) {
    if (rejected.path == path) {
      CHECK_FALSE(rejected.remedy.empty());
      return rejected;
    }
  }
  return {};
}

void copy(const std::string& from, const std::string& to) { std::filesystem::copy_file(from, to); }

}  // namespace

TEST_CASE("the plugins of a build describe themselves", "[catalog]") {
  const Catalog catalog = open_catalog({kPlugins});
  CHECK(catalog.searched == std::vector<std::string>{kPlugins});
  CHECK(catalog.rejected.empty());
  std::vector<std::string> expected{"org.tlhost.image_folder",
                                    "org.tlhost.phantom",
                                    "org.tlhost.resnet",
                                    "org.tlhost.fine_tune",
                                    "org.tlhost.linear_probe",
                                    "org.tlhost.svm_features"};
  for (const std::string& id : ids(catalog)) {
    expected.erase(std::remove(expected.begin(), expected.end(), id), expected.end());
  }
  CHECK(expected.empty());
  for (const PluginFacts& plugin : catalog.plugins) {
    CAPTURE(plugin.id);
    CHECK(plugin.path.rfind(kPlugins + "/", 0) == 0);
    CHECK(plugin.sdk_major == TLHOST_SDK_MAJOR);
    CHECK(plugin.source.size() == 64);
    CHECK(plugin.build.find("std=20") != std::string::npos);
    CHECK_FALSE(plugin.version.empty());
    CHECK_FALSE(plugin.summary.empty());
    CHECK_FALSE(plugin.components.empty());
  }
}

TEST_CASE("a component's parameters come from its plugin", "[catalog]") {
  const Catalog catalog = open_catalog({kDatasetPlugin, kStrategyPlugin});
  const auto found = find_components(catalog, Kind::dataset, "image_folder");
  REQUIRE(found.size() == 1);
  const std::vector<ParameterFacts>& parameters = found[0].component->parameters;
  REQUIRE(parameters.size() >= 2);
  CHECK(parameters[0].name == "root");
  CHECK(parameters[0].type == ParameterType::path);
  CHECK(parameters[0].required);
  CHECK(parameters[1].name == "channels");
  CHECK(parameters[1].default_value == Argument::Value(std::int64_t{3}));
  CHECK(parameters[1].range() == "1 <= x <= 3");
  const auto svm = find_components(catalog, Kind::strategy, "org.tlhost.svm_features/svm_features");
  REQUIRE(svm.size() == 1);
  CHECK(svm[0].plugin->id == "org.tlhost.svm_features");
  CHECK(svm[0].component->seedless);
}

TEST_CASE("rejected files stop no other", "[catalog]") {
  const TempFolder folder;
  copy(kDatasetPlugin, folder / "a.so");
  copy(kStrategyPlugin, folder / "z.so");
  put_bytes(folder / "text.so", "not a library\n");
  put_bytes(folder / "empty.so", "");
  put_bytes(folder / "cut.so", bytes_of(kModelPlugin).substr(0, 5000));
  REQUIRE(mkfifo((folder / "fifo.so").c_str(), 0600) == 0);
  PluginBytes tagged(kDatasetPlugin);
  tagged.replace_in_note("cxx11=1", "cxx11=0");
  put_bytes(folder / "tagged.so", tagged.bytes);
  const Catalog catalog = open_catalog({folder.path()});
  CHECK(ids(catalog) ==
        std::vector<std::string>{"org.tlhost.image_folder", "org.tlhost.svm_features"});
  CHECK(catalog.rejected.size() == 5);
  CHECK(rejection(catalog, folder / "text.so").step == "elf");
  CHECK(rejection(catalog, folder / "text.so").reason == "not an ELF shared library");
  CHECK(rejection(catalog, folder / "empty.so").step == "elf");
  CHECK(rejection(catalog, folder / "cut.so").reason.rfind("truncated: ", 0) == 0);
  CHECK(rejection(catalog, folder / "fifo.so").step == "file");
  CHECK(rejection(catalog, folder / "tagged.so").step == "abi tag");
  CHECK(rejection(catalog, folder / "tagged.so").reason ==
        "built with cxx11=0, this tlhost has cxx11=1");
}

TEST_CASE("a plugin that kills its process while loading is rejected, and the rest loads",
          "[catalog]") {
  const TempFolder folder;
  copy(kDatasetPlugin, folder / "a.so");
  copy(TLHOST_TEST_ABORTING, folder / "b.so");
  copy(TLHOST_TEST_ABORTING, folder / "c.so");
  copy(kStrategyPlugin, folder / "d.so");
  copy(TLHOST_TEST_ABORTING, folder / "e.so");
  const Catalog catalog = open_catalog({folder.path()});
  CHECK(ids(catalog) ==
        std::vector<std::string>{"org.tlhost.image_folder", "org.tlhost.svm_features"});
  CHECK(catalog.rejected.size() == 3);
  for (const std::string name : {"b.so", "c.so", "e.so"}) {
    const RejectedPlugin rejected = rejection(catalog, folder / name);
    CHECK(rejected.step == "loading");
    CHECK(rejected.reason == "it aborted while it was loaded (signal 6, Aborted)");
  }
}

TEST_CASE("a library that cannot be linked is rejected with the loader's words", "[catalog]") {
  const TempFolder folder;
  PluginBytes plugin(kDatasetPlugin);
  plugin.replace("libstdc++.so.6", "libstdc--.so.6");  // the name of a library that it needs
  put_bytes(folder / "x.so", plugin.bytes);
  const Catalog catalog = open_catalog({folder.path()});
  CHECK(catalog.plugins.empty());
  const RejectedPlugin rejected = rejection(catalog, folder / "x.so");
  CHECK(rejected.step == "loading");
  CHECK(rejected.reason ==
        "libstdc--.so.6: cannot open shared object file: No such file or directory");
}

TEST_CASE("of two plugins with one id the first is used", "[catalog]") {
  const TempFolder folder;
  copy(kDatasetPlugin, folder / "b.so");
  copy(kDatasetPlugin, folder / "a.so");
  const Catalog catalog = open_catalog({folder.path()});
  REQUIRE(catalog.plugins.size() == 1);
  CHECK(catalog.plugins[0].path == folder / "a.so");
  const RejectedPlugin rejected = rejection(catalog, folder / "b.so");
  CHECK(rejected.step == "duplicate");
  CHECK(rejected.reason == "plugin id \"org.tlhost.image_folder\" was found first in " +
                               (folder / "a.so") + " (version 0.1.0); this is version 0.1.0");
  CHECK(rejected.id == "org.tlhost.image_folder");
  CHECK(catalog.warnings.empty());  // the same plugin twice does no harm
}

TEST_CASE("no path gives an empty catalog, a wrong one a refusal", "[catalog]") {
  const Catalog catalog = open_catalog(std::vector<std::string>{});
  CHECK(catalog.plugins.empty());
  CHECK(catalog.rejected.empty());
  const TempFolder folder;
  const Refusal refusal = refusal_of([&] { open_catalog({folder / "missing"}); });
  CHECK(refusal.exit() == Exit::usage);
  CHECK(first(refusal).code == "PLUGINS-MISSING");
}

TEST_CASE("components are found by name and by plugin", "[catalog]") {
  Catalog catalog = small_catalog();
  catalog.plugins.push_back(plugin("org.z", {component(Kind::model, "vgg")}));
  const auto names = [&catalog](Kind kind, const std::string& name) {
    std::vector<std::string> plugins;
    for (const FoundComponent& found : find_components(catalog, kind, name)) {
      plugins.push_back(found.plugin->id);
    }
    return plugins;
  };
  CHECK(names(Kind::model, "vgg") == std::vector<std::string>{"org.b", "org.z"});
  CHECK(names(Kind::model, "org.z/vgg") == std::vector<std::string>{"org.z"});
  CHECK(names(Kind::dataset, "vgg").empty());
  CHECK(names(Kind::model, "org.a/vgg").empty());
  CHECK(names(Kind::model, "").empty());
}
