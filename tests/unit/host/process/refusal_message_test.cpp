#include "host/process/refusal_message.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/process/channel_pair.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <string>
#include <vector>

using tlhost::engine::Exit;
using tlhost::engine::Problem;
using tlhost::engine::Refusal;
using tlhost::engine::refusal_from_message;
using tlhost::engine::refusal_to_message;
using tlhost::engine::to_text;
using tlhost::test::channel_pair;
using tlhost::test::ChannelPair;

namespace {

Refusal over_the_wire(const Refusal& refusal) {
  return refusal_from_message(
      boost::json::parse(boost::json::serialize(refusal_to_message(refusal))));
}

}  // namespace

TEST_CASE("a refusal is equal after its way as a message", "[process][refusal]") {
  const Refusal refusal(Exit::bad_data,
                        {{"DATA-IMAGE", "a/b.png", "not an image: HTML", "dataset skin", "mend it"},
                         {"DATA-IMAGE", "c\nd\t\"e\".png", "PNG ends early \xe2\x80\xa6", "", ""}});
  const Refusal back = over_the_wire(refusal);
  CHECK(back.exit() == Exit::bad_data);
  CHECK(back.problems() == refusal.problems());
  CHECK(std::string(back.what()) == refusal.what());
}

TEST_CASE("every exit code of a refusal survives", "[process][refusal]") {
  for (const Exit exit : {Exit::some_failed,
                          Exit::usage,
                          Exit::bad_data,
                          Exit::plugin,
                          Exit::bug,
                          Exit::output,
                          Exit::disk,
                          Exit::interrupted}) {
    CHECK(over_the_wire(Refusal(exit, {"CODE", "here", "what", "", ""})).exit() == exit);
  }
}

TEST_CASE("a refusal's message is of type error", "[process][refusal]") {
  const auto message = refusal_to_message(Refusal(Exit::disk, {"DISK-WRITE", "x", "y", "", ""}));
  CHECK(message.at("type") == boost::json::value("error"));
  CHECK(message.at("exit") == boost::json::value(74));
}

TEST_CASE("a refusal that names a file whose name is not UTF-8 reaches the user",
          "[process][refusal]") {
  ChannelPair pair = channel_pair();
  const Refusal refusal(Exit::bad_data,
                        {"DATA-IMAGE", "caf\xe9.png", "not an image", "dataset skin", ""});
  REQUIRE(pair.near.send(refusal_to_message(refusal)));
  const auto message = pair.far.receive();
  REQUIRE(message.has_value());
  REQUIRE(message->is_object());
  const Refusal back = refusal_from_message(*message);
  CHECK(back.exit() == Exit::bad_data);
  CHECK(to_text(back.problems().at(0)) == to_text(refusal.problems().at(0)));
}
