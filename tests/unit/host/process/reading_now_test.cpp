#include "host/process/reading_now.hpp"

#include "host/process/child.hpp"
#include "tests/support/catch.hpp"

#include <csignal>
#include <string>

using namespace tlhost::engine;

TEST_CASE("a parent sees what its child was reading when that died", "[process]") {
  ReadingNow reading(3);
  Child child = Child::start("", [&](Channel&) {
    reading.set(0, "a.dcm");
    reading.set(1, "b.dcm");
    reading.set(1, "");
    reading.set(2, std::string(1000, 'c'));
    return std::raise(SIGKILL);
  });
  child.listen([](const auto&) {});
  CHECK(reading.unfinished() == std::vector<std::string>{"a.dcm", std::string(250, 'c')});
}
