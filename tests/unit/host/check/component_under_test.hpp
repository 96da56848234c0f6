#pragma once
#include "host/check/test.hpp"
#include "tests/support/temp_folder.hpp"

#include <tlhost/testing.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tlhost::test {

/// A class of the tests as if a plugin's library held it; its parameter "flaw" says what is wrong.
class ComponentUnderTest {
 public:
  ComponentUnderTest(engine::Kind kind,
                     int (*create)(const tlhost_create_args*, void**, tlhost_error*),
                     void (*destroy)(void*));

  engine::Library::Entry& entry() { return entry_; }

  /// What tests say of the component with a flaw.
  struct Said {
    /// Tests that ended neither with pass nor with skip.
    std::map<std::string, engine::Status> against;
    std::map<std::string, std::string> texts;  ///< of all
    std::vector<std::string> skipped;
  };

  /// Runs all tests in this process; `before` each one.
  Said run(const std::vector<engine::Test>& tests, std::int64_t flaw, void (*before)());

 private:
  TempFolder folder_;
  testing::QuietContext context_;
  engine::Library::Entry entry_;
};

}  // namespace tlhost::test
