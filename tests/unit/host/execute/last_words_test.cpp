#include "host/execute/last_words.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"

#include <fstream>
#include <string>

using tlhost::engine::last_words;
using tlhost::test::TempFolder;

namespace {

std::string words_of(const std::string& text) {
  const TempFolder folder;
  std::ofstream(folder / "log", std::ios::binary) << text;
  return last_words(folder / "log");
}

}  // namespace

TEST_CASE("the last words of a child are one line of printable characters", "[execute]") {
  CHECK(words_of("terminate called after throwing an instance of 'X'\n  what():  no\n") ==
        "terminate called after throwing an instance of 'X' what(): no");
  CHECK(words_of("a\x1b[31m\xff b\t\r\n") == "a?[31m? b");
  CHECK(words_of(" \n\n").empty());
  CHECK(words_of("").empty());
}

TEST_CASE("of a long log only the end is told", "[execute]") {
  const std::string words = words_of(std::string(5000, 'x') + " the end\n");
  CHECK(words.size() <= 200);
  CHECK(words.substr(words.size() - 9) == "x the end");
}

TEST_CASE("a child without a log has no last words", "[execute]") {
  const TempFolder folder;
  CHECK(last_words(folder / "missing").empty());
}
