// Files that the host would not load, and libraries that do not survive being loaded.
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/catalog/plugin_file.hpp"
#include "tests/unit/host/check/wrong_plugin.hpp"

#include <algorithm>
#include <cstddef>
#include <fstream>

using namespace tlhost::test;
using tlhost::engine::CheckReport;
using tlhost::engine::CheckRequest;
using tlhost::engine::Status;

namespace {

/// The report of a file with these bytes.
CheckReport checked_bytes(const std::string& bytes) {
  const TempFolder folder;
  std::ofstream(folder / "plugin.so", std::ios::binary) << bytes;
  CheckRequest request;
  request.path = folder / "plugin.so";
  return tlhost::engine::check(request, [](const CheckReport&) {});
}

/// The only complaint, and that nothing was loaded afterwards.
std::string only_complaint(const CheckReport& report) {
  CHECK_FALSE(report.passed());
  CHECK_FALSE(report.not_loaded.empty());
  CHECK(report.count(Status::skip) > 40);
  for (const auto& result : report.results) {
    if (result.what != "file") {
      CHECK(result.verdict.text == "not loaded: " + report.not_loaded);
    }
  }
  const Words all = complaints(report);
  REQUIRE(all.size() == 1);
  return all[0];
}

}  // namespace

TEST_CASE("a file that the host would not load fails at its step, and is not loaded", "[check]") {
  CHECK(only_complaint(checked_bytes("no library at all")) ==
        "fail file: it is a whole library for this machine");
  PluginBytes whole(kDatasetPlugin);
  CHECK(only_complaint(checked_bytes(whole.bytes.substr(0, whole.bytes.size() / 2))) ==
        "fail file: it is a whole library for this machine");
  PluginBytes future(kDatasetPlugin);
  future.set_note(offsetof(tlhost_note, sdk_minor), std::string_view("\x63\0", 2));
  CHECK(only_complaint(checked_bytes(future.bytes)) ==
        "fail file: it was built with an SDK that this host offers");
  PluginBytes other(kDatasetPlugin);
  other.replace_in_note("os=linux", "os=linus");
  CHECK(only_complaint(checked_bytes(other.bytes)) ==
        "fail file: it was built with the compiler settings and LibTorch of this host");
  PluginBytes second(kModelPlugin);
  second.replace("libtorch_cpu.so", "libtorch_cpx.so");
  CHECK(only_complaint(checked_bytes(second.bytes)) == "fail file: it asks for no second LibTorch");
}

TEST_CASE("a library without a note is no plugin", "[check]") {
  PluginBytes plain(kDatasetPlugin);
  plain.replace("TLHOST", "NOBODY");
  CHECK(only_complaint(checked_bytes(plain.bytes)) == "fail file: it has the note of a plugin");
}

TEST_CASE("a library that ends its process while it is loaded is a crash, and why", "[check]") {
  for (const std::string how : {"crash", "exit"}) {
    INFO(how);
    const CheckReport report = checked({"wrong_dataset", "load_" + how, ""});
    CHECK_FALSE(report.passed());
    CHECK(report.not_loaded.find(how == "crash" ? "signal 6" : "exit code 3") != std::string::npos);
    const Words all = complaints(report);
    CHECK(std::find(all.begin(), all.end(), "crash file: it loads with all its symbols at once") !=
          all.end());
    CHECK(report.count(Status::crash) == all.size());
    CHECK(report.count(Status::pass) > 5);  // the tests that only read the file
  }
}

TEST_CASE("a descriptor that contradicts the note is seen", "[check]") {
  CHECK(complaints(checked({"wrong_descriptor", "", ""}, "^(file|registry): ")) ==
        Words{"fail file: its descriptor says what its note says",
              "fail file: it carries a hash of its sources",
              "fail registry: the host takes its components"});
}

TEST_CASE("further symbols and foreign folders are seen", "[check]") {
  const CheckReport report = checked({"wrong_linkage", "", ""}, "^file: ");
  CHECK(complaints(report) == Words{"fail file: it offers its two symbols and no other",
                                    "fail file: it looks for libraries beside itself only"});
  for (const auto& result : report.results) {
    if (result.name == "it offers its two symbols and no other") {
      CHECK(result.verdict.text.find("Another_symbol") != std::string::npos);
    }
    if (result.name == "it looks for libraries beside itself only") {
      CHECK(result.verdict.text.find("\"/nowhere\"") != std::string::npos);
    }
  }
}
