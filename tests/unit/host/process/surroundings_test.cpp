#include "host/process/surroundings.hpp"

#include "host/process/child.hpp"
#include "tests/support/catch.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cfenv>
#include <functional>
#include <locale>
#include <string>

using namespace tlhost::engine;

namespace {

struct Commas : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
};

/// What a deed changes; done in a child, so that the test goes on as it was.
std::string change_by(const std::function<void()>& deed) {
  Child child = Child::start("", [&deed](Channel& channel) {
    const Surroundings before = surroundings();
    deed();
    channel.send(boost::json::value(what_changed(before, surroundings())));
    return 0;
  });
  const auto answer = child.channel().receive();
  REQUIRE(answer.has_value());
  return std::string(answer->as_string());
}

void allow_few_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = 32;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

TEST_CASE("what code changes of its process is seen and named", "[process][surroundings]") {
  CHECK(change_by([] {}).empty());
  CHECK(change_by([] { REQUIRE(chdir("/proc") == 0); }) == "the working folder");
  CHECK(change_by([] { std::locale::global(std::locale(std::locale(), new Commas)); }) ==
        "the locale");
  CHECK(change_by([] { umask(0712); }) == "the umask");
  CHECK(change_by(allow_few_files) == "the limits of resources");
  CHECK(change_by([] { std::fesetround(FE_DOWNWARD); }) == "the rounding of numbers");
  CHECK(change_by([] { feenableexcept(FE_OVERFLOW); }) == "the floating point exceptions");
}

TEST_CASE("several changes are listed", "[process][surroundings]") {
  CHECK(change_by([] {
          REQUIRE(chdir("/proc") == 0);
          umask(0712);
          allow_few_files();
        }) == "the working folder, the umask and the limits of resources");
}

TEST_CASE("looking changes nothing", "[process][surroundings]") {
  CHECK(change_by([] { surroundings(); }).empty());
}
