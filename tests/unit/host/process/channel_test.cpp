#include "host/process/channel.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/process/channel_pair.hpp"

#include <boost/json/value.hpp>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <thread>
#include <utility>

using tlhost::engine::Channel;
using tlhost::test::channel_pair;
using tlhost::test::ChannelPair;

namespace json = boost::json;

namespace {

void write_raw(const Channel& channel, std::string_view bytes) {
  REQUIRE(::send(channel.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(bytes.size()));
}

/// How many offers of one text nobody reads; in a child that an alarm ends, should they block.
/// Returns its exit code, or -1.
int offer_to_nobody(const std::string& text, int times) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(5);
    ChannelPair pair = channel_pair();
    for (int i = 0; i < times; ++i) {
      pair.near.offer(json::value(text));
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("a message arrives as it was sent", "[process][channel]") {
  ChannelPair pair = channel_pair();
  const json::value message{{"type", "log"}, {"text", "line\nbreak \"quoted\" \xc3\xa4"}, {"n", 3}};
  REQUIRE(pair.near.send(message));
  CHECK(pair.far.receive() == message);
}

TEST_CASE("messages travel both ways", "[process][channel]") {
  ChannelPair pair = channel_pair();
  REQUIRE(pair.near.send(1));
  REQUIRE(pair.far.send(2));
  CHECK(pair.near.receive() == json::value(2));
  CHECK(pair.far.receive() == json::value(1));
}

TEST_CASE("a message larger than every buffer arrives whole", "[process][channel]") {
  ChannelPair pair = channel_pair();
  const json::value message{{"text", std::string(5'000'000, 'x')}};
  std::thread sender([&] { pair.near.send(message); });
  const auto received = pair.far.receive();
  sender.join();
  CHECK(received == message);
}

TEST_CASE("two messages in one packet are two messages", "[process][channel]") {
  ChannelPair pair = channel_pair();
  write_raw(pair.near, "{\"a\":1}\n{\"a\":2}\n");
  CHECK(pair.far.receive() == json::value{{"a", 1}});
  CHECK(pair.far.receive() == json::value{{"a", 2}});
  write_raw(pair.near, "3\n4\n5\n");
  CHECK(pair.far.drain().size() == 3);
}

TEST_CASE("half a line waits for its other half", "[process][channel]") {
  ChannelPair pair = channel_pair();
  write_raw(pair.near, "{\"text\":\"ha");
  CHECK(pair.far.drain().empty());
  write_raw(pair.near, "lf\"}\n[1,");
  const auto messages = pair.far.drain();
  REQUIRE(messages.size() == 1);
  CHECK(messages[0] == json::value{{"text", "half"}});
  write_raw(pair.near, "2]\n");
  CHECK(pair.far.receive() == json::value{1, 2});
}

TEST_CASE("drain does not wait", "[process][channel]") {
  ChannelPair pair = channel_pair();
  CHECK(pair.far.drain().empty());
}

TEST_CASE("half a line at the end of the other side is no message", "[process][channel]") {
  ChannelPair pair = channel_pair();
  write_raw(pair.near, "1\n{\"text\":\"cut of");
  { const Channel gone = std::move(pair.near); }
  CHECK(pair.far.receive() == json::value(1));
  CHECK_FALSE(pair.far.receive().has_value());
  CHECK_FALSE(pair.far.receive().has_value());
  CHECK(pair.far.drain().empty());
}

TEST_CASE("what was sent before the end is still read after it", "[process][channel]") {
  ChannelPair pair = channel_pair();
  REQUIRE(pair.near.send("last words"));
  { const Channel gone = std::move(pair.near); }
  CHECK(pair.far.drain() == std::vector<json::value>{"last words"});
  CHECK_FALSE(pair.far.receive().has_value());
}

TEST_CASE("a line that is not JSON becomes null and hides no other", "[process][channel]") {
  ChannelPair pair = channel_pair();
  write_raw(pair.near, "terminate called\n\n{\"a\":1}\n");
  CHECK(pair.far.receive() == json::value(nullptr));
  CHECK(pair.far.receive() == json::value(nullptr));
  CHECK(pair.far.receive() == json::value{{"a", 1}});
}

TEST_CASE("sending to nobody says so and raises no signal", "[process][channel]") {
  ChannelPair pair = channel_pair();
  { const Channel gone = std::move(pair.far); }
  CHECK_FALSE(pair.near.send("anybody there?"));
  pair.near.offer("anybody there?");
}

TEST_CASE("offers that nobody reads are dropped, and what is there are whole messages",
          "[process][channel]") {
  ChannelPair pair = channel_pair();
  const json::value message{{"type", "progress"}, {"text", std::string(100, 'p')}};
  constexpr int kOffers = 20'000;  // far more than a socket holds
  for (int i = 0; i < kOffers; ++i) {
    pair.near.offer(message);
  }
  const auto messages = pair.far.drain();
  CHECK(!messages.empty());
  CHECK(messages.size() < kOffers);
  for (const json::value& one : messages) {
    if (one != message) {
      FAIL("a broken message: " << one);
    }
  }
  pair.near.offer("room again");
  CHECK(pair.far.receive() == json::value("room again"));
}

TEST_CASE("an offer blocks for no size of message", "[process][channel]") {
  CHECK(offer_to_nobody(std::string(100, 'p'), 20'000) == 0);
  CHECK(offer_to_nobody(std::string(100'000, 'p'), 100) == 0);
  CHECK(offer_to_nobody(std::string(3'000'000, 'p'), 2) == 0);
}

TEST_CASE("a channel that was moved owns its descriptor alone", "[process][channel]") {
  ChannelPair pair = channel_pair();
  write_raw(pair.far, "1\n2\n[");
  CHECK(pair.near.receive() == json::value(1));  // the rest lies in its buffer
  const int descriptor = pair.near.descriptor();
  Channel moved(std::move(pair.near));
  CHECK(moved.descriptor() == descriptor);
  CHECK(pair.near.descriptor() == -1);
  CHECK(moved.receive() == json::value(2));
  ChannelPair other = channel_pair();
  other.near = std::move(moved);
  write_raw(pair.far, "]\n");
  CHECK(other.near.receive() == json::value(json::array{}));
  CHECK(fcntl(descriptor, F_GETFD) >= 0);
  { const Channel gone = std::move(other.near); }
  CHECK(fcntl(descriptor, F_GETFD) == -1);
}
