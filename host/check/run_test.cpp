#include "host/check/run_test.hpp"

#include "host/execute/execute.hpp"
#include "host/execute/signals.hpp"
#include "host/log/exception_text.hpp"
#include "host/process/child.hpp"
#include "host/process/child_context.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <thread>

namespace tlhost::engine {
namespace {

using Clock = std::chrono::steady_clock;

/// The host as a plugin in this process sees it.
class LocalContext final : public Context {
 public:
  explicit LocalContext(std::string scratch) : scratch_(std::move(scratch)) {}

  void log(Level, std::string_view text) override { std::cerr << text << "\n"; }

  bool cancelled() const noexcept override { return false; }

  void progress(double, double) override {}

  std::string scratch() override { return scratch_; }

 private:
  std::string scratch_;
};

Verdict guarded(const TestBody& body, Context& context, const std::string& scratch) {
  try {
    return body(context, scratch);
  } catch (const Refusal& refusal) {
    return {Status::fail, refusal.problems().front().what};
  } catch (const std::exception& error) {
    return {Status::fail, "it throws: " + text_of(error)};
  } catch (...) {
    return {Status::fail, "it throws something that is no std::exception"};
  }
}

std::string new_folder(const RunRules& rules) {
  std::string folder = rules.folder + "/scratch";
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  std::filesystem::create_directories(folder);
  return folder;
}

/// The last lines of a file, indented; "" if it has none.
std::string last_lines(const std::string& path) {
  constexpr std::streamoff kMost = 2000;  // bytes
  std::ifstream file(path, std::ios::binary);
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  file.seekg(std::max<std::streamoff>(0, size - kMost));
  std::string text, line;
  while (std::getline(file, line)) {
    text += line.empty() ? "" : "\n  | " + line;
  }
  return text;
}

/// A child that runs a test, followed to its end.
class TestRun {
 public:
  TestRun(const TestBody& body, const RunRules& rules)
      : rules_(rules),
        output_(rules.folder + "/output"),
        until_(Clock::now() + std::chrono::milliseconds(rules.limit_ms)),
        child_(start(body, new_folder(rules))) {}

  Verdict follow() {
    std::optional<ChildExit> ended;
    while (!ended && Clock::now() < until_) {
      wait_for_news();
      ended = child_.poll();
    }
    if (!ended) {
      child_.kill(SIGKILL);
      child_.wait();
      return {Status::timeout,
              "it takes longer than " + std::to_string(rules_.limit_ms / 1000.0).substr(0, 4) +
                  " s" + tail()};
    }
    take_all();
    if (!verdict_) {
      const std::string how =
          ended->signal != 0 ? ended->text() : "ends the process with " + ended->text();
      return {Status::crash, "it " + how + tail()};
    }
    if (verdict_->status == Status::fail) {
      verdict_->text += tail();
    }
    return *verdict_;
  }

 private:
  Child start(const TestBody& body, const std::string& scratch) {
    std::error_code ignored;
    std::filesystem::remove(output_, ignored);
    return Child::start(output_, [&body, scratch](Channel& channel) {
      constexpr rlimit kNoCore{0, 0};
      setrlimit(RLIMIT_CORE, &kNoCore);
      std::setvbuf(stdout, nullptr, _IONBF, 0);  // a crash must not lose what was printed
      ChildContext context(channel, scratch);
      const Verdict verdict = guarded(body, context, scratch);
      std::cout.flush();
      channel.send({{"type", "verdict"},
                    {"status", static_cast<int>(verdict.status)},
                    {"text", verdict.text}});
      return 0;
    });
  }

  /// Waits for a message, a signal, or a moment.
  void wait_for_news() {
    constexpr int kTickMs = 100;
    std::array<pollfd, 2> wait{
        {{closed_ ? -1 : child_.channel().descriptor(), POLLIN, 0},
         {rules_.gate == nullptr ? -1 : rules_.gate->descriptor(), POLLIN, 0}}};
    // With the channel closed there is only the end to wait for, and it is near.
    ::poll(wait.data(), wait.size(), closed_ ? 5 : kTickMs);
    take_all();
    closed_ = closed_ || (wait[0].revents & (POLLHUP | POLLERR)) != 0;
    if (rules_.gate != nullptr) {
      if (const auto signal = rules_.gate->take()) {
        throw Interrupted{*signal};
      }
    }
  }

  void take_all() {
    for (const boost::json::value& message : child_.channel().drain()) {
      const boost::json::object* fields = message.if_object();
      const std::string type(fields != nullptr ? fields->at("type").as_string() : "");
      if (type == "verdict") {
        verdict_ = {static_cast<Status>(fields->at("status").as_int64()),
                    std::string(fields->at("text").as_string())};
      } else if (type == "log") {
        logged_ += "\n  | " + std::string(fields->at("text").as_string());
      }
    }
  }

  std::string tail() const {
    constexpr std::size_t kMost = 2000;  // bytes
    const std::string all = logged_ + last_lines(output_);
    return all.size() > kMost ? "\n  | ..." + all.substr(all.size() - kMost) : all;
  }

  const RunRules& rules_;
  std::string output_;
  Clock::time_point until_;
  Child child_;
  bool closed_ = false;
  std::optional<Verdict> verdict_;
  std::string logged_;
};

}  // namespace

Verdict run_test(const TestBody& body, const RunRules& rules) {
  if (rules.in_process) {
    const std::string scratch = new_folder(rules);
    LocalContext context(scratch);
    return guarded(body, context, scratch);
  }
  return TestRun(body, rules).follow();
}

}  // namespace tlhost::engine
