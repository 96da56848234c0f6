#include "host/audit/find_similar.hpp"

#include "host/data/random.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>

using namespace tlhost::engine;

namespace {

constexpr std::size_t kMany = 1'000'000;

/// `count` looks in clusters, so that some pairs are near, some nearly so; a few are flat.
std::vector<Look> drawn_looks(std::uint64_t seed, std::size_t count) {
  std::vector<Look> looks(count);
  for (std::size_t i = 0; i < count; ++i) {
    Stream centre(7, "centre", {i % 40}), noise(seed, "noise", {i});
    const double spread = 2 * noise.uniform();
    for (std::int8_t& number : looks[i].numbers) {
      number = static_cast<std::int8_t>(
          std::lround(30 * (centre.uniform() - 0.5) + spread * 4 * (noise.uniform() - 0.5)));
    }
    if (i % 50 == 49) {
      looks[i] = {};
    }
  }
  return looks;
}

/// By comparing each with each.
std::vector<SimilarRows> by_brute_force(const std::vector<Look>& first,
                                        const std::vector<Look>& second,
                                        bool within) {
  std::vector<SimilarRows> pairs;
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (std::size_t j = within ? i + 1 : 0; j < second.size(); ++j) {
      const double alike = likeness(first[i], second[j]);
      if (alike >= kNearCopy) {
        pairs.push_back({static_cast<std::int64_t>(i), static_cast<std::int64_t>(j), alike});
      }
    }
  }
  return pairs;
}

}  // namespace

TEST_CASE("the search finds exactly the pairs that comparing all with all finds", "[audit][near]") {
  const std::vector<Look> a = drawn_looks(1, 400), b = drawn_looks(2, 300);
  const std::vector<SimilarRows> within = by_brute_force(a, a, true);
  REQUIRE(within.size() > 100);
  CHECK(similar_within(a, kMany).pairs == within);
  CHECK(similar_within(a, kMany).all);
  const std::vector<SimilarRows> between = by_brute_force(a, b, false);
  REQUIRE(between.size() > 100);
  CHECK(similar_between(a, b, kMany).pairs == between);
}

TEST_CASE("flat images are like none, and no images have no pairs", "[audit][near]") {
  const std::vector<Look> flat(3);
  CHECK(similar_within(flat, kMany).pairs.empty());
  CHECK(similar_within({}, kMany).pairs.empty());
  CHECK(similar_between(flat, drawn_looks(1, 10), kMany).pairs.empty());
  CHECK(similar_between({}, drawn_looks(1, 10), kMany).pairs.empty());
}

TEST_CASE("a search that finds more pairs than it may keep says so", "[audit][near]") {
  const std::vector<Look> same(20, drawn_looks(1, 1)[0]);
  const Similar found = similar_within(same, 100);
  CHECK(found.pairs.size() == 100);
  CHECK_FALSE(found.all);
  CHECK(similar_within(same, 190).all);
}
