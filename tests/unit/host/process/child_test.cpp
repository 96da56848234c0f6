#include "host/process/child.hpp"

#include "host/log/problem.hpp"
#include "host/process/refusal_message.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

using namespace tlhost::engine;
using tlhost::test::bytes_of;
using tlhost::test::first;
using tlhost::test::refusal_of;
using tlhost::test::TempFolder;

namespace {

using Body = std::function<int(Channel&)>;

ChildExit exit_of(const Body& body) { return Child::start("", body).wait(); }

/// What a body that throws makes its supervisor throw, and the child's exit code.
std::pair<Refusal, int> refusal_of_body(const Body& body) {
  Child child = Child::start("", body);
  const auto message = child.channel().receive();
  REQUIRE(message.has_value());
  CHECK(message->at("type") == boost::json::value("error"));
  return {refusal_from_message(*message), child.wait().code};
}

int sleep_for_ever(Channel&) {
  while (true) {
    pause();
  }
}

/// A pipe whose end of file says that all who held its other side are gone.
struct LifeLine {
  LifeLine() { REQUIRE(pipe(ends) == 0); }

  ~LifeLine() { close(ends[0]); }

  LifeLine(const LifeLine&) = delete;
  LifeLine& operator=(const LifeLine&) = delete;

  bool is_cut() {
    close(ends[1]);
    pollfd wait{ends[0], POLLIN, 0};
    char byte = 0;
    return poll(&wait, 1, 30'000) == 1 && read(ends[0], &byte, 1) == 0;
  }

  int ends[2] = {-1, -1};
};

}  // namespace

TEST_CASE("a child ends with the code that its body returns", "[process][child]") {
  for (const int code : {0, 1, 4, 70, 255}) {
    const ChildExit ended = exit_of([code](Channel&) { return code; });
    CHECK(ended.code == code);
    CHECK(ended.signal == 0);
    CHECK(ended.text() == "exit code " + std::to_string(code));
  }
}

TEST_CASE("a child's death by signal is told in words", "[process][child]") {
  const auto killed_by = [](int number) {
    return exit_of([number](Channel&) {
      signal(number, SIG_DFL);
      return raise(number);
    });
  };
  CHECK(killed_by(SIGKILL).signal == SIGKILL);
  CHECK(killed_by(SIGKILL).text() == "killed (signal 9), likely out of memory");
  CHECK(killed_by(SIGBUS).text() == "killed (signal 7): a file was truncated while mapped");
  CHECK(killed_by(SIGSEGV).text() == "crashed (signal 11, Segmentation fault)");
  CHECK(killed_by(SIGABRT).text() == "crashed (signal 6, Aborted)");
}

TEST_CASE("a refusal in a child is the supervisor's refusal", "[process][child]") {
  const Refusal thrown(Exit::bad_data,
                       {{"DATA-IMAGE", "a.png", "PNG ends early", "dataset skin", "mend the file"},
                        {"DATA-IMAGE", "b.png", "not an image: HTML", "", ""}});
  const auto [refusal, code] = refusal_of_body([&thrown](Channel&) -> int { throw thrown; });
  CHECK(refusal.exit() == Exit::bad_data);
  CHECK(refusal.problems() == thrown.problems());
  CHECK(code == 65);
}

TEST_CASE("any other exception in a child is a bug with its text", "[process][child]") {
  const auto [refusal, code] =
      refusal_of_body([](Channel&) -> int { throw std::logic_error("the index is 7 of 5"); });
  CHECK(refusal.exit() == Exit::bug);
  CHECK(first(refusal).code == "BUG");
  CHECK(first(refusal).what == "the index is 7 of 5");
  CHECK(code == 70);
}

TEST_CASE("what is no exception class is still told", "[process][child]") {
  const auto [refusal, code] = refusal_of_body([](Channel&) -> int { throw 42; });
  CHECK(refusal.exit() == Exit::bug);
  CHECK(first(refusal).what == "an exception of no known type");
  CHECK(code == 70);
}

TEST_CASE("a child and its supervisor talk over the channel", "[process][child]") {
  Child child = Child::start("", [](Channel& channel) {
    const auto asked = channel.receive();
    channel.send({{"twice", 2 * asked->as_int64()}});
    return 0;
  });
  REQUIRE(child.channel().send(21));
  CHECK(child.channel().receive() == boost::json::value{{"twice", 42}});
  CHECK_FALSE(child.channel().receive().has_value());
  CHECK(child.wait().code == 0);
}

TEST_CASE("poll says nothing until the child has ended, and then always the same",
          "[process][child]") {
  Child child = Child::start("", [](Channel& channel) {
    channel.receive();
    return 3;
  });
  CHECK_FALSE(child.poll().has_value());
  REQUIRE(child.channel().send("go"));
  CHECK(child.wait().code == 3);
  REQUIRE(child.poll().has_value());
  CHECK(child.poll()->code == 3);
  CHECK(child.wait().code == 3);
  child.kill(SIGKILL);  // its number may be another process's by now: nothing happens
}

TEST_CASE("a child dies with its handle", "[process][child]") {
  LifeLine line;
  pid_t pid = -1;
  {
    const Child child = Child::start("", sleep_for_ever);
    pid = child.pid();
  }
  CHECK(line.is_cut());
  CHECK(::kill(pid, 0) == -1);  // and nothing of it is left, not even a zombie
}

TEST_CASE("a child takes with it what it has started", "[process][child]") {
  LifeLine line;
  {
    Child child = Child::start("", [](Channel& channel) {
      if (fork() == 0) {
        sleep_for_ever(channel);
      }
      channel.send("started");
      return sleep_for_ever(channel);
    });
    REQUIRE(child.channel().receive().has_value());
  }
  CHECK(line.is_cut());
}

TEST_CASE("what a child has started and left behind ends with it", "[process][child]") {
  const auto leave_one_behind = [](Channel& channel) {
    if (fork() == 0) {
      sleep_for_ever(channel);
    }
    channel.send("done");
    return 6;
  };
  for (const bool listening : {false, true}) {
    LifeLine line;
    Child child = Child::start("", leave_one_behind);
    int messages = 0;
    const ChildExit ended =
        listening ? child.listen([&messages](const auto&) { ++messages; }) : child.wait();
    CHECK(ended.code == 6);
    CHECK(messages == (listening ? 1 : 0));
    CHECK(line.is_cut());
  }
}

TEST_CASE("a child that closes its end of the channel is waited for", "[process][child]") {
  Child child = Child::start("", [](Channel& channel) {
    channel.send("last");
    close(channel.descriptor());
    usleep(50'000);
    return 7;
  });
  int messages = 0;
  CHECK(child.listen([&messages](const auto&) { ++messages; }).code == 7);
  CHECK(messages == 1);
  CHECK(child.channel().closed());
}

TEST_CASE("a child dies with its supervisor", "[process][child]") {
  LifeLine line;
  const pid_t supervisor = fork();
  if (supervisor == 0) {
    Child child = Child::start("", [](Channel& channel) {
      channel.send("alive");
      return sleep_for_ever(channel);
    });
    _exit(child.channel().receive().has_value() ? 0 : 1);  // without destructors
  }
  int status = 0;
  waitpid(supervisor, &status, 0);
  CHECK(status == 0);
  CHECK(line.is_cut());
}

TEST_CASE("a handle that is assigned ends the child that it held", "[process][child]") {
  LifeLine line;
  Child first_child = Child::start("", sleep_for_ever);
  first_child = Child::start("", [](Channel&) { return 5; });
  CHECK(line.is_cut());
  CHECK(first_child.wait().code == 5);
}

TEST_CASE("a child's signals are the system's own, whatever its supervisor does",
          "[process][child]") {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  const auto handler = signal(SIGINT, SIG_IGN);
  CHECK(exit_of([](Channel&) { return raise(SIGTERM); }).signal == SIGTERM);
  CHECK(exit_of([](Channel&) { return raise(SIGINT); }).signal == SIGINT);
  signal(SIGINT, handler);
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("what a child prints goes to the file that was named", "[process][child]") {
  const TempFolder folder;
  const std::string log = folder / "job.log";
  for (int i = 0; i < 2; ++i) {
    Child::start(log, [](Channel&) {
      std::fputs("out ", stdout);
      std::fflush(stdout);
      std::fputs("err\n", stderr);
      return std::fgetc(stdin) == EOF ? 0 : 1;
    }).wait();
  }
  CHECK(bytes_of(log) == "out err\nout err\n");
}

TEST_CASE("no child is started beside a second thread", "[process][child]") {
  LifeLine line;
  std::thread second([&line] {
    char byte = 0;
    [[maybe_unused]] const auto n = read(line.ends[0], &byte, 1);
  });
  const Refusal refusal = refusal_of([] { Child::start("", [](Channel&) { return 0; }); });
  [[maybe_unused]] const auto n = write(line.ends[1], "x", 1);
  second.join();
  close(line.ends[1]);
  CHECK(refusal.exit() == Exit::bug);
  CHECK(first(refusal).code == "PROCESS-THREADS");
  CHECK(first(refusal).what == "it has 2 threads and must have one to fork safely");
}
