#include "host/catalog/probe_words.hpp"

#include "tests/support/catch.hpp"

#include <signal.h>

#include <string>

using namespace tlhost::engine;

namespace {

std::string reason(const ProbeEnd& end) {
  const RejectedPlugin rejected = refuse_end(end, std::chrono::milliseconds(2500));
  CHECK(rejected.step == "loading");
  CHECK_FALSE(rejected.remedy.empty());
  return rejected.reason;
}

}  // namespace

TEST_CASE("ways to end while loading are told apart", "[catalog][probe]") {
  CHECK(reason({{3, 0}, false, false, ""}) == "it called exit(3) while it was loaded");
  CHECK(reason({{0, 0}, false, false, ""}) == "it called exit(0) while it was loaded");
  CHECK(reason({{0, SIGABRT}, false, false, ""}) ==
        "it aborted while it was loaded (signal 6, Aborted)");
  CHECK(reason({{0, SIGSEGV}, false, false, ""}) ==
        "it crashed while it was loaded (signal 11, Segmentation fault)");
  CHECK(reason({{0, SIGSEGV}, false, true, ""}) ==
        "it crashed after it had described itself (signal 11, Segmentation fault)");
  CHECK(reason({{}, true, false, ""}) == "it hung while it was loaded: no answer within 2.5 s");
}

TEST_CASE("an exception that nobody caught is told by its type and words", "[catalog][probe]") {
  const std::string printed =
      "terminate called after throwing an instance of 'std::runtime_error'\n  what():  no "
      "licence\n";
  CHECK(reason({{0, SIGABRT}, false, false, printed}) ==
        "it threw 'std::runtime_error' (\"no licence\") while it was loaded and nobody caught it "
        "(signal 6, Aborted)");
  CHECK(
      reason(
          {{0, SIGABRT}, false, false, "terminate called after throwing an instance of 'int'\n"}) ==
      "it threw 'int' while it was loaded and nobody caught it (signal 6, Aborted)");
}

TEST_CASE("the last words of what died are told", "[catalog][probe]") {
  CHECK(reason({{0, SIGSEGV}, false, false, "one\nmalloc(): corrupted top size\n\n"}) ==
        "it crashed while it was loaded (signal 11, Segmentation fault); its last words: "
        "\"malloc(): corrupted top size\"");
  CHECK(last_line("") == "");
  CHECK(last_line("\n \n") == "");
  CHECK(last_line("one") == "one");
  CHECK(last_line("one\r\ntwo  \r\n") == "two");
}
