// What an epoch has, and in which order.
#include "host/execute/epoch_order.hpp"

#include "tests/support/torch_catch.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

using tlhost::engine::Draw;
using tlhost::engine::epoch_batches;
using tlhost::engine::epoch_draws;
using tlhost::engine::FitData;
using tlhost::engine::Sampler;

namespace {

using Order = std::vector<std::size_t>;

/// Training rows with ids of their own; counts: of each class, in turn.
FitData rows_of(const std::vector<std::int64_t>& counts) {
  FitData data;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    data.classes.push_back("class " + std::to_string(c));
    for (std::int64_t i = 0; i < counts[c]; ++i) {
      const auto row = static_cast<std::int64_t>(data.ids.size());
      data.ids.push_back("image " + std::to_string(row));
      data.train.push_back(row);
      data.train_labels.push_back(static_cast<std::int64_t>(c));
    }
  }
  return data;
}

FitData rows_only(std::int64_t count) { return rows_of({count}); }

Order plain_order(const FitData& data,
                  std::uint64_t seed,
                  std::size_t ordinal,
                  std::int64_t epoch) {
  Order order;
  for (const Draw& draw : epoch_draws(data, Sampler::plain, {seed, ordinal, epoch})) {
    CHECK(draw.copy == 0);
    order.push_back(draw.place);
  }
  return order;
}

/// Ids with their copies, in order.
std::vector<std::string> names(const FitData& data, Sampler sampler, std::int64_t epoch = 0) {
  std::vector<std::string> all;
  for (const Draw& draw : epoch_draws(data, sampler, {1, 0, epoch})) {
    all.push_back(data.ids[static_cast<std::size_t>(data.train[draw.place])] + "/" +
                  std::to_string(draw.copy));
  }
  return all;
}

/// The same records listed from the last to the first.
FitData turned(FitData data) {
  std::reverse(data.ids.begin(), data.ids.end());
  std::reverse(data.train_labels.begin(), data.train_labels.end());
  return data;
}

/// How often each class has a turn.
std::vector<std::size_t> turns(const FitData& data, Sampler sampler, std::int64_t epoch = 0) {
  std::vector<std::size_t> all(data.classes.size());
  for (const Draw& draw : epoch_draws(data, sampler, {1, 0, epoch})) {
    ++all[static_cast<std::size_t>(data.train_labels[draw.place])];
  }
  return all;
}

std::vector<std::size_t> sizes(std::int64_t rows, std::int64_t batch) {
  std::vector<std::size_t> all;
  for (const auto& one : epoch_batches(rows_only(rows), Sampler::plain, {1, 0, 0}, batch)) {
    all.push_back(one.size());
  }
  return all;
}

/// Copies of a place are counted from 0, each once.
void check_copies(const std::vector<Draw>& draws) {
  std::map<std::size_t, std::set<std::uint64_t>> copies;
  for (const Draw& draw : draws) {
    CHECK(copies[draw.place].insert(draw.copy).second);
  }
  for (const auto& [place, seen] : copies) {
    CHECK(*seen.rbegin() + 1 == seen.size());
  }
}

}  // namespace

TEST_CASE("an epoch has every training row once", "[execute][training]") {
  for (const std::int64_t rows : {1, 2, 7, 32, 33}) {
    Order all = plain_order(rows_only(rows), 3, 1, 4);
    CHECK_FALSE((rows > 2 && std::is_sorted(all.begin(), all.end())));
    std::sort(all.begin(), all.end());
    REQUIRE(static_cast<std::int64_t>(all.size()) == rows);
    for (std::size_t i = 0; i < all.size(); ++i) {
      CHECK(all[i] == i);
    }
  }
}

TEST_CASE("a last batch of one joins the one before it", "[execute][training]") {
  CHECK(sizes(16, 8) == std::vector<std::size_t>{8, 8});
  CHECK(sizes(18, 8) == std::vector<std::size_t>{8, 8, 2});
  CHECK(sizes(17, 8) == std::vector<std::size_t>{8, 9});
  CHECK(sizes(1, 8) == std::vector<std::size_t>{1});  // there is none before it
  CHECK(sizes(5, 100) == std::vector<std::size_t>{5});
  CHECK(sizes(9, 8) == std::vector<std::size_t>{9});
}

TEST_CASE("an epoch's order depends on seed, phase and epoch", "[execute][training]") {
  const FitData data = rows_only(32);
  const Order first = plain_order(data, 1, 0, 0);
  CHECK(first == plain_order(data, 1, 0, 0));
  CHECK(first != plain_order(data, 2, 0, 0));
  CHECK(first != plain_order(data, 1, 1, 0));
  CHECK(first != plain_order(data, 1, 0, 1));
}

TEST_CASE("an epoch's order is one of ids, not of rows", "[execute][training]") {
  const FitData data = rows_only(32);
  CHECK(names(turned(data), Sampler::plain) == names(data, Sampler::plain));
  FitData renamed = data;
  for (std::string& id : renamed.ids) {
    id += "'";
  }
  CHECK(plain_order(renamed, 1, 0, 0) != plain_order(data, 1, 0, 0));
  // Rows that are not for training do not move the others.
  FitData fewer = data;
  fewer.train.erase(fewer.train.begin() + 3);
  std::vector<std::string> expected = names(data, Sampler::plain);
  expected.erase(std::find(expected.begin(), expected.end(), "image 3/0"));
  CHECK(names(fewer, Sampler::plain) == expected);
}

TEST_CASE("batches are an epoch's draws in order", "[execute][training]") {
  const FitData data = rows_of({9, 4});
  for (const Sampler sampler : {Sampler::plain, Sampler::balanced, Sampler::oversample}) {
    std::vector<Draw> joined;
    for (const auto& batch : epoch_batches(data, sampler, {1, 0, 0}, 4)) {
      joined.insert(joined.end(), batch.begin(), batch.end());
    }
    CHECK((joined == epoch_draws(data, sampler, {1, 0, 0})));
  }
}

TEST_CASE("the balanced sampler shows each class equally often", "[execute][sampler]") {
  const FitData data = rows_of({50, 5, 1, 0});
  std::vector<std::size_t> total(4);
  for (std::int64_t epoch = 0; epoch < 60; ++epoch) {
    const std::vector<std::size_t> seen = turns(data, Sampler::balanced, epoch);
    CHECK(seen[0] + seen[1] + seen[2] == 56);  // as many as there are records
    CHECK(*std::min_element(seen.begin(), seen.begin() + 3) == 18);
    CHECK(*std::max_element(seen.begin(), seen.begin() + 3) == 19);
    CHECK(seen[3] == 0);  // no record, no turn
    for (std::size_t c = 0; c < 4; ++c) {
      total[c] += seen[c];
    }
  }
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK(total[c] == Approx(60 * 56 / 3).margin(15));  // the rest goes round
  }
}

TEST_CASE("the balanced sampler draws every record of a class alike", "[execute][sampler]") {
  const FitData data = rows_of({30, 6});
  std::vector<int> seen(36);
  for (std::int64_t epoch = 0; epoch < 500; ++epoch) {
    const auto draws = epoch_draws(data, Sampler::balanced, {1, 0, epoch});
    check_copies(draws);
    for (const Draw& draw : draws) {
      ++seen[draw.place];
    }
  }
  for (std::size_t place = 0; place < 36; ++place) {
    // 18 draws an epoch of 30, or of 6; five deviations of a binomial
    CHECK(seen[place] == Approx(place < 30 ? 300 : 1500).margin(place < 30 ? 90 : 180));
  }
}

TEST_CASE("oversampling fills classes up with copies of all their records", "[execute][sampler]") {
  const FitData data = rows_of({20, 8, 1});
  CHECK(turns(data, Sampler::oversample) == std::vector<std::size_t>{20, 20, 20});
  const auto draws = epoch_draws(data, Sampler::oversample, {1, 0, 0});
  check_copies(draws);
  std::map<std::size_t, std::uint64_t> most;
  for (const Draw& draw : draws) {
    most[draw.place] = std::max(most[draw.place], draw.copy);
  }
  REQUIRE(most.size() == 29);  // no record is left out
  for (std::size_t place = 0; place < 20; ++place) {
    CHECK(most[place] == 0);
  }
  std::size_t twice = 0;
  for (std::size_t place = 20; place < 28; ++place) {  // 12 copies of 8 records
    CHECK((most[place] == 1 || most[place] == 2));
    twice += most[place] == 2 ? 1 : 0;
  }
  CHECK(twice == 4);
  CHECK(most[28] == 19);
}

TEST_CASE("which records get one more copy changes by epoch", "[execute][sampler]") {
  const FitData data = rows_of({12, 8});
  std::set<std::size_t> copied;
  for (std::int64_t epoch = 0; epoch < 30; ++epoch) {
    for (const Draw& draw : epoch_draws(data, Sampler::oversample, {1, 0, epoch})) {
      if (draw.copy > 0) {
        copied.insert(draw.place);
      }
    }
  }
  CHECK(copied.size() == 8);
}

TEST_CASE("samplers go by ids and not by rows", "[execute][sampler]") {
  const FitData data = rows_of({20, 7, 3});
  for (const Sampler sampler : {Sampler::balanced, Sampler::oversample}) {
    CHECK(names(turned(data), sampler) == names(data, sampler));
    CHECK(names(data, sampler, 1) != names(data, sampler, 0));
  }
}

TEST_CASE("a sampler refuses records without a single class", "[execute][sampler]") {
  FitData data = rows_of({3, 2});
  data.train_labels.clear();
  CHECK(epoch_draws(data, Sampler::plain, {}).size() == 5);
  for (const Sampler sampler : {Sampler::balanced, Sampler::oversample}) {
    CHECK_THROWS_AS(epoch_draws(data, sampler, {}), tlhost::ConfigError);
  }
}
