#include "tests/support/catch.hpp"

#include <tlhost/testing.hpp>

#include <string>
#include <vector>

namespace testing = tlhost::testing;

namespace {

struct Sample {
  static tlhost::Schema schema() {
    return tlhost::Schema{}
        .integer("count", 3)
        .real("rate", 1.5)
        .flag("enabled", true)
        .choice("word", "a\"b\\\n", {"a\"b\\\n", "c"})
        .text("text", "")
        .reals("steps", {1, 2.5, -3e-4});
  }

  explicit Sample(const tlhost::Create& create)
      : count(create.params.integer("count")),
        rate(create.params.real("rate")),
        on(create.params.flag("enabled")),
        word(create.params.text("word")),
        text(create.params.text("text")),
        steps(create.params.reals("steps")),
        classes(create.model.classes) {}

  std::int64_t count;
  double rate;
  bool on;
  std::string word, text;
  std::vector<double> steps;
  std::int64_t classes;
};

struct Rooted {
  static tlhost::Schema schema() { return tlhost::Schema{}.path("root"); }

  explicit Rooted(const tlhost::Create& create) : root(create.params.text("root")) {}

  std::string root;
};

struct Plain {
  explicit Plain(const tlhost::Create& create) { create.context.log(tlhost::Level::info, "here"); }
};

struct Drifted {
  static tlhost::Schema schema() { return tlhost::Schema{}.integer("count", 3); }

  explicit Drifted(const tlhost::Create& create) { create.params.real("count"); }
};

}  // namespace

TEST_CASE("a component in a test has the defaults of its schema", "[sdk][testing]") {
  const auto sample = testing::make<Sample>();
  CHECK(sample->count == 3);
  CHECK(sample->rate == 1.5);
  CHECK(sample->on);
  CHECK(sample->word == "a\"b\\\n");
  CHECK(sample->text.empty());
  CHECK(sample->steps == std::vector<double>{1, 2.5, -3e-4});
  CHECK(sample->classes == 2);
}

TEST_CASE("a test gives values by name, and the model's request", "[sdk][testing]") {
  tlhost::ModelRequest request;
  request.classes = 7;
  const auto sample = testing::make<Sample>({{"count", 9},
                                             {"rate", 2},
                                             {"enabled", false},
                                             {"word", "c"},
                                             {"text", "t"},
                                             {"steps", std::vector<double>{}}},
                                            request);
  CHECK(sample->count == 9);
  CHECK(sample->rate == 2);
  CHECK_FALSE(sample->on);
  CHECK(sample->word == "c");
  CHECK(sample->text == "t");
  CHECK(sample->steps.empty());
  CHECK(sample->classes == 7);
  CHECK(testing::make<Rooted>({{"root", "here"}})->root == "here");
  CHECK_NOTHROW(testing::make<Plain>());
}

TEST_CASE("a test is told of names that are not declared, missing, or of another type",
          "[sdk][testing]") {
  CHECK_THROWS_AS(testing::make<Sample>({{"cuont", 9}}), tlhost::ConfigError);
  CHECK_THROWS_AS(testing::make<Plain>({{"count", 9}}), tlhost::ConfigError);
  CHECK_THROWS_AS(testing::make<Rooted>(), tlhost::ConfigError);
  CHECK_THROWS_AS(testing::make<Drifted>(), tlhost::ConfigError);
}

TEST_CASE("what a component logs and skips can be read by a test", "[sdk][testing]") {
  testing::QuietContext context;
  context.log(tlhost::Level::warning, "careful");
  REQUIRE(context.logged.size() == 1);
  CHECK(context.logged[0].second == "careful");
  CHECK_FALSE(context.cancelled());
  CHECK_THROWS_AS(context.scratch(), tlhost::ResourceError);
  testing::RecordList list;
  list.add().id = "a";
  list.add().id = "b";
  list.skip("c", "no image");
  CHECK(list.records[0].id == "a");
  CHECK(list.skipped[0].second == "no image");
}
