#include "host/check/run_test.hpp"

#include "host/check/verdicts.hpp"
#include "host/log/problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

using namespace tlhost::engine;
using tlhost::Context;
using tlhost::Level;
using tlhost::test::TempFolder;

namespace {

/// How a body ends when it runs as a test.
Verdict run(const TestBody& body, int limit_ms = 60000, bool in_process = false) {
  const TempFolder folder;
  return run_test(body, {folder.path(), limit_ms, in_process, nullptr});
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a test's own verdict comes back from its child", "[check]") {
  for (const Status status : {Status::pass, Status::warn, Status::fail, Status::skip}) {
    const Verdict verdict = run([status](Context&, const std::string&) {
      return Verdict{status, "a \"text\"\n2"};
    });
    CHECK(verdict.status == status);
    CHECK(verdict.text == "a \"text\"\n2");
  }
}

TEST_CASE("what a test throws is a failure in its words", "[check]") {
  const Verdict standard =
      run([](Context&, const std::string&) -> Verdict { throw std::runtime_error("no good"); });
  CHECK(standard.status == Status::fail);
  CHECK(standard.text == "it throws: no good");
  const Verdict refusal = run([](Context&, const std::string&) -> Verdict {
    throw Refusal(Exit::plugin, {"PLUGIN-LOAD", "x.so", "it is broken"});
  });
  CHECK(refusal.text == "it is broken");
  const Verdict other = run([](Context&, const std::string&) -> Verdict { throw 7; });
  CHECK(other.status == Status::fail);
  CHECK(has(other.text, "no std::exception"));
}

TEST_CASE("a signal is a crash, with the last lines that were printed and logged", "[check]") {
  const Verdict verdict = run([](Context& context, const std::string&) -> Verdict {
    context.log(Level::info, "a word to the host");
    std::printf("printed before the end\n");
    std::cerr << "to stderr\n";
    raise(SIGSEGV);
    return verdict::pass();
  });
  CHECK(verdict.status == Status::crash);
  CHECK(has(verdict.text, "signal 11"));
  CHECK(has(verdict.text, "| a word to the host"));
  CHECK(has(verdict.text, "| printed before the end"));
  CHECK(has(verdict.text, "| to stderr"));
}

TEST_CASE("a process that ends before the verdict is a crash, even with exit code 0", "[check]") {
  for (const int code : {0, 3}) {
    const Verdict verdict =
        run([code](Context&, const std::string&) -> Verdict { std::_Exit(code); });
    CHECK(verdict.status == Status::crash);
    CHECK(has(verdict.text, "exit code " + std::to_string(code)));
  }
}

TEST_CASE("a test that hangs is ended at its limit", "[check]") {
  const Verdict verdict = run(
      [](Context&, const std::string&) -> Verdict {
        std::printf("waiting\n");
        while (true) {
          pause();
        }
      },
      300);
  CHECK(verdict.status == Status::timeout);
  CHECK(has(verdict.text, "longer than 0.30 s"));
  CHECK(has(verdict.text, "| waiting"));
}

TEST_CASE("a test that closes every descriptor and hangs is ended at its limit", "[check]") {
  const Verdict verdict = run(
      [](Context&, const std::string&) -> Verdict {
        for (int descriptor = 0; descriptor < 256; ++descriptor) {
          close(descriptor);
        }
        while (true) {
          pause();
        }
      },
      300);
  CHECK(verdict.status == Status::timeout);
}

TEST_CASE("what a test that passed printed is not shown", "[check]") {
  const Verdict verdict = run([](Context&, const std::string&) {
    std::puts("all is well");
    return verdict::pass();
  });
  CHECK(verdict.status == Status::pass);
  CHECK(verdict.text.empty());
}

TEST_CASE("a failure shows only the end of a long output", "[check]") {
  const Verdict verdict = run([](Context&, const std::string&) {
    for (int i = 0; i < 10000; ++i) {
      std::printf("line %d\n", i);
    }
    return verdict::fail("wrong");
  });
  CHECK(verdict.text.rfind("wrong", 0) == 0);
  CHECK(has(verdict.text, "| line 9999"));
  CHECK(verdict.text.size() < 4000);
}

TEST_CASE("each test has an empty folder of its own, and leaves no core file", "[check]") {
  const TempFolder folder;
  const TestBody body = [](Context& context, const std::string& scratch) {
    rlimit core{1, 1};
    getrlimit(RLIMIT_CORE, &core);
    const bool fresh = std::filesystem::is_empty(scratch) && context.scratch() == scratch;
    std::ofstream(scratch + "/file") << "something";
    return fresh && core.rlim_cur == 0 ? verdict::pass() : verdict::fail("not empty");
  };
  for (int i = 0; i < 2; ++i) {
    CHECK(run_test(body, {folder.path(), 60000, false, nullptr}).status == Status::pass);
  }
}

TEST_CASE("in one process a test is a call, and its exceptions are failures", "[check]") {
  pid_t seen = 0;
  const auto body = [&seen](Context&, const std::string&) -> Verdict {
    seen = getpid();
    throw std::runtime_error("no good");
  };
  CHECK(run(body, 1, true).text == "it throws: no good");
  CHECK(seen == getpid());
}
