#include "host/process/child_context.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/process/channel_pair.hpp"

#include <boost/json/value.hpp>

#include <limits>
#include <string>
#include <thread>
#include <vector>

using tlhost::Level;
using tlhost::engine::ChildContext;
using tlhost::test::channel_pair;
using tlhost::test::ChannelPair;

namespace json = boost::json;

namespace {

/// The text of the one progress message that a fresh context makes of two numbers.
std::string progress_text(double done, double total) {
  ChannelPair pair = channel_pair();
  ChildContext(pair.near, "").progress(done, total);
  const auto messages = pair.far.drain();
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].at("type") == json::value("progress"));
  return std::string(messages[0].at("text").as_string());
}

}  // namespace

TEST_CASE("a plugin's words become log messages with their level", "[process][context]") {
  ChannelPair pair = channel_pair();
  ChildContext context(pair.near, "");
  context.log(Level::debug, "found 3 folders");
  context.log(Level::info, std::string_view("cut here, not there", 8));
  context.log(Level::warning, "no patient ids");
  const std::vector<json::value> expected{
      {{"type", "log"}, {"level", 0}, {"text", "found 3 folders"}},
      {{"type", "log"}, {"level", 1}, {"text", "cut here"}},
      {{"type", "log"}, {"level", 2}, {"text", "no patient ids"}}};
  CHECK(pair.far.drain() == expected);
}

TEST_CASE("a log text that is not UTF-8 is not lost", "[process][context]") {
  ChannelPair pair = channel_pair();
  ChildContext(pair.near, "").log(Level::warning, "left out caf\xe9.png");
  const auto message = pair.far.receive();
  REQUIRE(message.has_value());
  REQUIRE(message->is_object());
  CHECK(message->at("level") == json::value(2));
  CHECK(std::string(message->at("text").as_string()).rfind("left out caf", 0) == 0);
}

TEST_CASE("progress is told in whole percent", "[process][context]") {
  CHECK(progress_text(0, 10) == "0 %");
  CHECK(progress_text(999, 1000) == "99 %");  // 100 % is only for the end
  CHECK(progress_text(1000, 1000) == "100 %");
  CHECK(progress_text(3, 0) == "0 %");
}

TEST_CASE("numbers of a careless plugin make no nonsense of the progress", "[process][context]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const std::string& text : {progress_text(nan, 1),
                                  progress_text(infinity, 1),
                                  progress_text(-5, 1),
                                  progress_text(1e300, 1e-300)}) {
    CHECK((text == "0 %" || text == "100 %"));
  }
}

TEST_CASE("progress is told at most once in a while", "[process][context]") {
  ChannelPair pair = channel_pair();
  ChildContext context(pair.near, "");
  constexpr int kCalls = 10'000;
  for (int i = 0; i < kCalls; ++i) {
    context.progress(i, kCalls);
    context.status("epoch 1/2");
  }
  const auto messages = pair.far.drain();
  CHECK(!messages.empty());
  CHECK(messages.size() < kCalls / 10);
}

TEST_CASE("progress in words is passed on as it is", "[process][context]") {
  ChannelPair pair = channel_pair();
  ChildContext(pair.near, "").status("epoch 3/10, loss 0.41");
  CHECK(pair.far.receive() == json::value{{"type", "progress"}, {"text", "epoch 3/10, loss 0.41"}});
}

TEST_CASE("several threads may talk at once", "[process][context]") {
  ChannelPair pair = channel_pair();
  ChildContext context(pair.near, "");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&context] {
      for (int line = 0; line < 50; ++line) {
        context.log(Level::info, "a line of some length, so that halves would be seen");
        context.progress(line, 50);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  int logs = 0;
  for (const json::value& message : pair.far.drain()) {
    REQUIRE(message.is_object());
    logs += message.at("type") == json::value("log") ? 1 : 0;
  }
  CHECK(logs == 200);
}

TEST_CASE("a child's context has its scratch folder and is never cancelled", "[process][context]") {
  ChannelPair pair = channel_pair();
  ChildContext context(pair.near, "/some/scratch");
  CHECK(context.scratch() == "/some/scratch");
  CHECK_FALSE(context.cancelled());
}
