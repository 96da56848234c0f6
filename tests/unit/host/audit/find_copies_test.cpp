#include "host/audit/find_copies.hpp"

#include "tests/support/catch.hpp"

using namespace tlhost::engine;
using Pairs = std::vector<std::pair<std::int64_t, std::int64_t>>;

TEST_CASE("equal pixels in two parts are found, each learnt row once", "[audit]") {
  const PixelRows learnt{{1, 4, 9}, {"a", "b", "a"}};
  CHECK(copies_between(learnt, {{2, 3, 5}, {"c", "a", "a"}}) == Pairs{{1, 3}, {9, 3}});
  CHECK(copies_between(learnt, {{2, 3}, {"c", "d"}}).empty());
  CHECK(copies_between(learnt, {}).empty());
  CHECK(copies_between({}, learnt).empty());
}

TEST_CASE("equal pixels within one part are no leak", "[audit]") {
  CHECK(copies_between({{1, 2}, {"a", "a"}}, {{3}, {"b"}}).empty());
}

TEST_CASE("equal pixels with other labels contradict the first of them", "[audit]") {
  const PixelRows rows{{1, 4, 6, 9}, {"a", "b", "a", "a"}};
  CHECK(contradictions(rows, {{0}, {1}, {1}, {0}}) == Pairs{{1, 6}});
  CHECK(contradictions(rows, {{0}, {1}, {0}, {0}}).empty());
  CHECK(contradictions(rows, {{0, 2}, {1}, {2, 0}, {0, 2}}).empty());
  CHECK(contradictions({}, {}).empty());
}
