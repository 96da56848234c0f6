#pragma once
#include "tests/support/catch.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <tlhost/abi.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace tlhost::test {

inline const std::string kPlugins = TLHOST_TEST_PLUGINS;
inline const std::string kDatasetPlugin = kPlugins + "/datasets/image_folder.so";
inline const std::string kModelPlugin = kPlugins + "/models/resnet.so";

/// The bytes of a real plugin, to be damaged.
class PluginBytes {
 public:
  explicit PluginBytes(const std::string& path) : bytes(bytes_of(path)) {
    using namespace std::string_view_literals;
    const std::size_t owner = bytes.find("TLHOST\0\0"sv);
    REQUIRE(owner != std::string::npos);
    note_ = owner + 8;
  }

  /// Changes a field of its note, at offsetof(tlhost_note, ...).
  void set_note(std::size_t offset, std::string_view value) {
    bytes.replace(note_ + offset, value.size(), value);
  }

  /// Changes the first place behind `from` bytes where a text stands.
  void replace(std::string_view text, std::string_view by, std::size_t from = 0) {
    const std::size_t at = bytes.find(text, from);
    REQUIRE(at != std::string::npos);
    REQUIRE(text.size() == by.size());
    bytes.replace(at, by.size(), by);
  }

  /// Changes a text in its note.
  void replace_in_note(std::string_view text, std::string_view by) { replace(text, by, note_); }

  std::string bytes;

 private:
  std::size_t note_ = 0;
};

}  // namespace tlhost::test
