#include "host/log/problem.hpp"

#include "host/log/utf8.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using tlhost::engine::Exit;
using tlhost::engine::nearest_word;
using tlhost::engine::Problem;
using tlhost::engine::Refusal;
using tlhost::engine::to_text;

TEST_CASE("a problem says its code, place, what, at and fix", "[log]") {
  const Problem problem{.code = "IMG-TRUNCATED",
                        .where = "data/b.jpg",
                        .what = "JPEG ends early",
                        .at = "labels.csv:18",
                        .fix = "copy it again"};
  CHECK(to_text(problem) ==
        "error[IMG-TRUNCATED]: data/b.jpg: JPEG ends early\n  at: labels.csv:18\n  fix: copy it "
        "again");
}

TEST_CASE("a problem leaves out what it does not know", "[log]") {
  CHECK(to_text({.code = "X", .where = "", .what = "no memory"}) == "error[X]: no memory");
}

TEST_CASE("a problem shows no control byte and no byte that is not UTF-8", "[log]") {
  const auto shown = [](const std::string& what) {
    return to_text({.code = "X", .where = "", .what = what});
  };
  CHECK(shown("a\x1b[2Jb\x7f") == "error[X]: a\\x1b[2Jb\\x7f");
  CHECK(shown(std::string("a\0b", 3)) == "error[X]: a\\x00b");
  CHECK(shown("\xff|\xc0\xaf|\xed\xa0\x80|\xc3") ==
        "error[X]: \\xff|\\xc0\\xaf|\\xed\\xa0\\x80|\\xc3");
  CHECK(shown("\xc2\x9b|\xe2\x80\xae") == "error[X]: \\xc2\\x9b|\\xe2\\x80\\xae");  // C1, bidi
  CHECK(shown("Jürgen 😀") == "error[X]: Jürgen 😀");
}

TEST_CASE("no field can look like the start of another error", "[log]") {
  CHECK(to_text({.code = "X", .where = "", .what = "a\nerror[Y]: b"}) ==
        "error[X]: a\n  error[Y]: b");
}

TEST_CASE("a long field is cut", "[log]") {
  const std::string text = to_text({.code = "X", .where = "", .what = std::string(5000, 'a')});
  CHECK(text == "error[X]: " + std::string(1024, 'a') + "...");
}

TEST_CASE("a refusal holds all its problems and says them", "[log]") {
  const Refusal refusal(Exit::usage,
                        std::vector<Problem>{{.code = "A", .where = "x", .what = "one"},
                                             {.code = "B", .where = "y", .what = "two"}});
  CHECK(refusal.exit() == Exit::usage);
  CHECK(refusal.problems().size() == 2);
  CHECK(std::string(refusal.what()) == "error[A]: x: one\nerror[B]: y: two");
  CHECK(std::string(Refusal(Exit::disk, {.code = "C", .where = "", .what = "full"}).what()) ==
        "error[C]: full");
}

TEST_CASE("a refusal without a problem is a bug", "[log]") {
  CHECK_THROWS_AS(Refusal(Exit::bug, std::vector<Problem>{}), std::logic_error);
}

TEST_CASE("the nearest word is at most a third of the letters away", "[log]") {
  const std::vector<std::string> known = {"epochs", "batch", "optimizer", "lr", "momentum"};
  CHECK(nearest_word("epoch", known) == "epochs");
  CHECK(nearest_word("optimiser", known) == "optimizer");
  CHECK(nearest_word("bacth", known) == "batch");  // two neighbours swapped
  CHECK(nearest_word("LR", known) == "lr");
  CHECK(nearest_word("rl", known).empty());
  CHECK(nearest_word("epxxhs", known) == "epochs");  // 2 of 6
  CHECK(nearest_word("exxxhs", known).empty());      // 3 of 6
  CHECK(nearest_word("", known).empty());
  CHECK(nearest_word("epochs", {}).empty());
  CHECK(nearest_word("ab1", {"ab2", "ab3"}) == "ab2");
  CHECK(nearest_word(std::string(100'000, 'a'), known).empty());
}

TEST_CASE("the length of a UTF-8 character is 0 where there is none", "[log]") {
  using tlhost::engine::utf8_length;
  CHECK(utf8_length("a", 0) == 1);
  CHECK(utf8_length("\xc3\xa9", 0) == 2);
  CHECK(utf8_length("\xe2\x82\xac", 0) == 3);
  CHECK(utf8_length("\xf0\x9f\x98\x80", 0) == 4);
  CHECK(utf8_length("\xa9", 0) == 0);              // starts none
  CHECK(utf8_length("\xe2\x82", 0) == 0);          // cut
  CHECK(utf8_length("\xe0\x80\x80", 0) == 0);      // overlong
  CHECK(utf8_length("\xf4\x90\x80\x80", 0) == 0);  // above U+10FFFF
  CHECK(tlhost::engine::utf8_code_point("\xf0\x9f\x98\x80", 0, 4) == 0x1f600);
}
