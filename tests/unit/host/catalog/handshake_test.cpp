#include "host/catalog/handshake.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/catalog/plugin_file.hpp"

#include <tlhost/abi_tag.hpp>

#include <cstddef>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

const std::string kHost = "os=linux;arch=x86_64;stdlib=libstdc++;cxx11=1;dbg=0;torch=1.13;";

std::optional<RejectedPlugin> refused(const std::string& bytes) {
  const TempFolder folder;
  put_bytes(folder / "x.so", bytes);
  auto rejected = refuse_before_loading(folder / "x.so");
  if (rejected) {
    CHECK(rejected->path == folder / "x.so");
    CHECK(!rejected->remedy.empty());
  }
  return rejected;
}

/// The file of a library in this process.
std::string loaded(const std::string& name) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    const std::size_t path = line.find('/');
    if (path != std::string::npos && line.find("/" + name) != std::string::npos) {
      return line.substr(path);
    }
  }
  return "";
}

/// The host's tag with one text replaced.
std::string other(const std::string& text, const std::string& by) {
  std::string tag = kHost;
  return tag.replace(tag.find(text), text.size(), by);
}

}  // namespace

TEST_CASE("equal tags go together", "[catalog][handshake]") {
  CHECK_FALSE(compare_tags(kHost, kHost).has_value());
  CHECK_FALSE(compare_tags(TLHOST_ABI_TAG, TLHOST_ABI_TAG).has_value());
}

TEST_CASE("a plugin without LibTorch goes with every LibTorch", "[catalog][handshake]") {
  CHECK_FALSE(compare_tags(other("1.13", "none"), kHost).has_value());
  CHECK_FALSE(compare_tags(kHost, other("1.13", "none")).has_value());
}

TEST_CASE("a plugin of another LibTorch is refused with the remedy", "[catalog][handshake]") {
  const auto rejected = compare_tags(other("1.13", "2.3"), kHost);
  REQUIRE(rejected.has_value());
  CHECK(rejected->step == "abi tag");
  CHECK(rejected->reason == "built for LibTorch 2.3, this tlhost uses LibTorch 1.13");
  CHECK(rejected->remedy == "rebuild the plugin against the same LibTorch (cmake -DTorch_DIR=...)");
}

TEST_CASE("a plugin with the debug library is refused with the remedy", "[catalog][handshake]") {
  const auto rejected = compare_tags(other("dbg=0", "dbg=1"), kHost);
  REQUIRE(rejected.has_value());
  CHECK(rejected->step == "abi tag");
  CHECK(rejected->reason == "built with _GLIBCXX_DEBUG=1, this tlhost has 0");
  CHECK(rejected->remedy == "rebuild the plugin without _GLIBCXX_DEBUG");
}

TEST_CASE("every field of the tag must be equal", "[catalog][handshake]") {
  const auto reason = [](const std::string& text, const std::string& by) {
    const auto rejected = compare_tags(other(text, by), kHost);
    CHECK(rejected.has_value());
    return rejected ? rejected->reason : "";
  };
  CHECK(reason("linux", "bsd") == "built with os=bsd, this tlhost has os=linux");
  CHECK(reason("x86_64", "aarch64") == "built with arch=aarch64, this tlhost has arch=x86_64");
  CHECK(reason("libstdc++", "libc++") ==
        "built with stdlib=libc++, this tlhost has stdlib=libstdc++");
  CHECK(reason("cxx11=1", "cxx11=0") == "built with cxx11=0, this tlhost has cxx11=1");
}

TEST_CASE("a field that is not there does not pass", "[catalog][handshake]") {
  for (const std::string field :
       {"os=linux;", "arch=x86_64;", "stdlib=libstdc++;", "cxx11=1;", "dbg=0;", "torch=1.13;"}) {
    CAPTURE(field);
    const auto rejected = compare_tags(other(field, ""), kHost);
    REQUIRE(rejected.has_value());
    CHECK(rejected->reason.find("nothing") != std::string::npos);
  }
  CHECK(compare_tags("", kHost).has_value());
  CHECK(compare_tags(";;;=;", kHost).has_value());
}

TEST_CASE("a debug host tells plugins to be debug ones", "[catalog][handshake]") {
  const auto rejected = compare_tags(kHost, other("dbg=0", "dbg=1"));
  REQUIRE(rejected.has_value());
  CHECK(rejected->reason == "built with _GLIBCXX_DEBUG=0, this tlhost has 1");
  CHECK(rejected->remedy == "rebuild the plugin with _GLIBCXX_DEBUG");
}

TEST_CASE("real plugins pass all that is checked before loading", "[catalog][handshake]") {
  CHECK_FALSE(refuse_before_loading(kDatasetPlugin).has_value());
  CHECK_FALSE(refuse_before_loading(kModelPlugin).has_value());
}

TEST_CASE("a plugin of a newer SDK, or of another one, is refused", "[catalog][handshake]") {
  PluginBytes newer(kDatasetPlugin);
  const std::uint16_t minor = TLHOST_SDK_MINOR + 1;
  newer.set_note(offsetof(tlhost_note, sdk_minor), {reinterpret_cast<const char*>(&minor), 2});
  auto rejected = refused(newer.bytes);
  REQUIRE(rejected.has_value());
  CHECK(rejected->step == "sdk version");
  CHECK(rejected->reason == "needs SDK 0.10, this tlhost offers 0.9");
  CHECK(rejected->remedy == "update tlhost or build the plugin with a matching SDK");
  PluginBytes major(kDatasetPlugin);
  const std::uint16_t seven = 7;
  major.set_note(offsetof(tlhost_note, sdk_major), {reinterpret_cast<const char*>(&seven), 2});
  rejected = refused(major.bytes);
  REQUIRE(rejected.has_value());
  CHECK(rejected->reason == "needs SDK 7.9, this tlhost offers 0.9");
}

TEST_CASE("a damaged note is refused", "[catalog][handshake]") {
  PluginBytes plugin(kDatasetPlugin);
  plugin.set_note(offsetof(tlhost_note, note_size), {"\0\0\0\0", 4});
  const auto rejected = refused(plugin.bytes);
  REQUIRE(rejected.has_value());
  CHECK(rejected->step == "note");
  CHECK(rejected->reason == "its note is damaged");
}

TEST_CASE("a file's tag is compared with that of this program", "[catalog][handshake]") {
  PluginBytes plugin(kDatasetPlugin);
  plugin.replace_in_note("dbg=0", "dbg=1");
  const auto rejected = refused(plugin.bytes);
  REQUIRE(rejected.has_value());
  CHECK(rejected->step == "abi tag");
  CHECK(rejected->reason == "built with _GLIBCXX_DEBUG=1, this tlhost has 0");
}

TEST_CASE("a plugin that asks for a second LibTorch is refused", "[catalog][handshake]") {
  PluginBytes plugin(kModelPlugin);
  plugin.replace("libtorch_cpu.so", "libtorch_cpx.so");  // only its dynamic section names it
  const auto rejected = refused(plugin.bytes);
  REQUIRE(rejected.has_value());
  CHECK(rejected->step == "needed libraries");
  CHECK(rejected->reason.rfind("asks for libtorch_cpx.so", 0) == 0);
  CHECK(rejected->reason.find(", which is another LibTorch than the one in this process") !=
        std::string::npos);
}

TEST_CASE("a second LibTorch is found by path and by version too", "[catalog][handshake]") {
  const auto reason = [](const std::string& library) {
    ElfReading reading = read_elf(kModelPlugin);
    reading.needed.push_back(library);
    const auto rejected = refuse_before_loading("x.so", reading);
    return rejected ? rejected->step : "";
  };
  CHECK(reason("libm.so.6").empty());
  CHECK(reason("libc10.so.1.13").empty());
  CHECK(reason("libtorch_cpu.so.2.3") == "needed libraries");
  CHECK(reason("libc10.so") == "needed libraries");
  CHECK(reason("/opt/libtorch/lib/libc10.so.1.13") == "needed libraries");
  CHECK(reason("/opt/libtorch/lib/libtorch_cpu.so") == "needed libraries");
  // The file that is in this process, by its path.
  const std::string own = loaded("libc10.so");
  REQUIRE_FALSE(own.empty());
  CHECK(reason(own).empty());
}

TEST_CASE("ids and versions of notes keep to their grammar", "[catalog][handshake]") {
  PluginBytes id(kDatasetPlugin);
  id.replace_in_note("org.tlhost", "Org tlhost");
  auto rejected = refused(id.bytes);
  REQUIRE(rejected.has_value());
  CHECK(rejected->step == "note");
  CHECK(rejected->reason == "its id \"Org tlhost.image_folder\" is no plugin id");
  PluginBytes version(kDatasetPlugin);
  version.replace_in_note("0.1.0", "0 1 0");
  rejected = refused(version.bytes);
  REQUIRE(rejected.has_value());
  CHECK(rejected->reason == "its version \"0 1 0\" is none");
}

TEST_CASE("tags are shown field by field", "[catalog][handshake]") {
  const std::vector<TagField> tag = tag_fields(other("1.13", "2.3") + "extra=1;", kHost);
  REQUIRE(tag.size() == 7);
  CHECK(tag[0].name == "os");
  CHECK(tag[0].fits);
  CHECK(tag[5].plugin == "2.3");
  CHECK(tag[5].host == "1.13");
  CHECK_FALSE(tag[5].fits);
  CHECK(tag[6].name == "extra");
  CHECK(tag[6].host == "nothing");
}
