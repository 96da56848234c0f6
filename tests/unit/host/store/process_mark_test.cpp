#include "host/store/process_mark.hpp"

#include "tests/support/catch.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tlhost::engine;

namespace {

/// The mark of a child that waits until it is killed.
struct Child {
  pid_t pid = 0;
  std::string mark;
};

Child start_child() {
  int ends[2] = {-1, -1};
  REQUIRE(::pipe(ends) == 0);
  Child child;
  child.pid = ::fork();
  if (child.pid == 0) {
    const std::string mark = process_mark();
    const auto written = ::write(ends[1], mark.data(), mark.size());
    ::pause();
    ::_exit(written > 0 ? 0 : 1);
  }
  char text[256];
  const auto size = ::read(ends[0], text, sizeof text);
  REQUIRE(size > 0);
  child.mark.assign(text, static_cast<std::size_t>(size));
  ::close(ends[0]);
  ::close(ends[1]);
  return child;
}

}  // namespace

TEST_CASE("a mark tells a living process from one that is gone", "[store][sweep]") {
  CHECK(process_mark() == process_mark());
  CHECK_FALSE(process_is_gone(process_mark()));
  const Child child = start_child();
  CHECK(child.mark != process_mark());
  CHECK_FALSE(process_is_gone(child.mark));
  ::kill(child.pid, SIGKILL);
  siginfo_t facts{};
  ::waitid(P_PID, static_cast<id_t>(child.pid), &facts, WEXITED | WNOWAIT);
  CHECK(process_is_gone(child.mark));  // dead, though its parent has not asked for its status yet
  ::waitpid(child.pid, nullptr, 0);
  CHECK(process_is_gone(child.mark));
}

TEST_CASE("a pid that is used again does not keep the old owner alive", "[store][sweep]") {
  const std::string mark = process_mark();
  const auto dash = mark.find('-');
  CHECK(process_is_gone(mark.substr(0, dash) + "-1" + mark.substr(mark.find('-', dash + 1))));
}

TEST_CASE("nothing is said about processes of other machines", "[store][sweep]") {
  const std::string mark = process_mark();
  const std::string boot = mark.substr(mark.rfind('-'));
  CHECK_FALSE(process_is_gone("999999999-1-1-0123456789abcdef0123456789abcdef"));
  CHECK_FALSE(process_is_gone("999999999-1-1" + boot));  // another pid namespace
  for (const char* text : {"", "-", "1", "a-b-c-d", "1-2-3", "1-2-3-4-5", "-1-0-0-0"}) {
    CHECK_FALSE(process_is_gone(text));
  }
}
