#include "host/execute/feature_memo.hpp"

#include "host/execute/feature_file.hpp"
#include "host/execute/inference.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/fake_models.hpp"
#include "tests/unit/host/execute/tiny_data.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <cstdint>
#include <fstream>
#include <set>
#include <string>
#include <vector>

using tlhost::engine::FeatureDesk;
using tlhost::engine::FeatureFacts;
using tlhost::engine::FeatureMemo;
using tlhost::engine::HostNetwork;
using tlhost::engine::Parked;
using tlhost::engine::pooled_outputs;
using tlhost::engine::prefix_id;
using tlhost::engine::read_features;
using tlhost::engine::Store;
using tlhost::engine::write_features;
using namespace tlhost::test;

namespace {

/// A supervisor that answers always the same and keeps what it was told.
class FakeDesk final : public FeatureDesk {
 public:
  explicit FakeDesk(Answer answer) : answer_(answer) {}

  Answer need(const std::string& key) override {
    asked.push_back(key);
    return answer_;
  }

  void made(const std::string& key) override { done.push_back(key); }

  std::vector<std::string> asked, done;

 private:
  Answer answer_;
};

FeatureFacts facts_of(const std::string& images = "images") {
  FeatureFacts facts;
  facts.model = {{"component", "tiny"}};
  facts.images = images;
  facts.torch = "1.13";
  return facts;
}

/// A store, data and a network; features of stage 1 for some rows.
struct Desk {
  TempFolder folder;
  Store store = Store::open(folder / "store");
  TinyData tiny;
  HostNetwork network = tiny_network();
  std::vector<std::int64_t> rows = {3, 39, 3, 0};

  at::Tensor features(FeatureMemo& memo, bool publish, std::size_t stage = 1) {
    return memo.features(network, stage, tiny.batches, TinyData::kRows, rows, publish);
  }
};

void flip_one_bit(at::Tensor tensor) { static_cast<std::uint8_t*>(tensor.data_ptr())[0] ^= 1U; }

}  // namespace

TEST_CASE("computed, kept, looked-up and uncached features are the same bytes",
          "[execute][features]") {
  Desk desk;
  const at::Tensor plain = pooled_outputs(desk.network, 1, desk.tiny.batches, desk.rows, false);
  FakeDesk compute(FeatureDesk::Answer::compute);
  FeatureMemo first(desk.store, &compute, facts_of());
  CHECK(at::equal(desk.features(first, true), plain));  // computed for all rows
  CHECK(at::equal(desk.features(first, true), plain));  // kept in memory
  CHECK(compute.asked.size() == 1);
  CHECK(compute.done == compute.asked);
  REQUIRE(first.used().size() == 1);
  CHECK(first.used()[0].kind == "features");
  CHECK(first.used()[0].key == compute.asked[0]);

  FakeDesk silent(FeatureDesk::Answer::wait);
  FeatureMemo second(desk.store, &silent, facts_of());
  CHECK(at::equal(desk.features(second, false), plain));  // looked up in the store
  CHECK(silent.asked.empty());
  CHECK((second.used() == first.used()));

  FeatureMemo none(desk.store, nullptr, facts_of());
  CHECK(at::equal(desk.features(none, true), plain));  // never cached
  CHECK(none.used().empty());
}

TEST_CASE("features that are there are not computed again", "[execute][features]") {
  Desk desk;
  FakeDesk compute(FeatureDesk::Answer::compute);
  FeatureMemo maker(desk.store, &compute, facts_of());
  const at::Tensor made = desk.features(maker, true);
  FakeDesk there(FeatureDesk::Answer::there);
  FeatureMemo taker(desk.store, &there, facts_of());
  CHECK(at::equal(desk.features(taker, true), made));
  CHECK(there.asked.empty());  // the store has them
}

TEST_CASE("features that were said to be there but are damaged are made again",
          "[execute][features]") {
  Desk desk;
  FakeDesk there(FeatureDesk::Answer::there);  // the store is empty
  FeatureMemo memo(desk.store, &there, facts_of());
  CHECK(at::equal(desk.features(memo, true),
                  pooled_outputs(desk.network, 1, desk.tiny.batches, desk.rows, false)));
  CHECK(there.asked.size() == 1);
  CHECK(there.done == there.asked);
}

TEST_CASE("without others to share with, only the asked rows are computed", "[execute][features]") {
  Desk desk;
  FakeDesk desk_of_others(FeatureDesk::Answer::wait);
  FeatureMemo memo(desk.store, &desk_of_others, facts_of());
  CHECK(at::equal(desk.features(memo, false),
                  pooled_outputs(desk.network, 1, desk.tiny.batches, desk.rows, false)));
  CHECK(desk_of_others.asked.empty());
  CHECK(memo.used().empty());
}

TEST_CASE("a job whose features another one computes is parked", "[execute][features]") {
  Desk desk;
  FakeDesk wait(FeatureDesk::Answer::wait);
  FeatureMemo memo(desk.store, &wait, facts_of());
  CHECK_THROWS_AS(desk.features(memo, true), Parked);
  REQUIRE_FALSE(wait.asked.empty());
  CHECK_THROWS_WITH(desk.features(memo, true), "features " + wait.asked[0]);
  CHECK(wait.done.empty());
}

TEST_CASE("features of other images, stages or facts have other keys", "[execute][features]") {
  Desk desk;
  FakeDesk compute(FeatureDesk::Answer::compute);
  FeatureFacts torch = facts_of(), view = facts_of(), normalise = facts_of(), numeric = facts_of();
  torch.torch = "2.1";
  view.view = {{"size", 8}};
  normalise.normalise = {{"mean", 0.5}};
  numeric.numeric = {{"threads", 2}};
  for (const FeatureFacts& facts :
       {facts_of(), facts_of("others"), torch, view, normalise, numeric}) {
    FeatureMemo memo(desk.store, &compute, facts);
    desk.features(memo, true);
  }
  FeatureMemo memo(desk.store, &compute, facts_of());
  desk.features(memo, true, 2);
  CHECK(compute.asked.size() == 7);
  CHECK(std::set<std::string>(compute.asked.begin(), compute.asked.end()).size() == 7);
}

TEST_CASE("features follow the weights in front of them", "[execute][features]") {
  Desk desk;
  FakeDesk compute(FeatureDesk::Answer::compute);
  FeatureMemo memo(desk.store, &compute, facts_of());
  const at::Tensor before = desk.features(memo, true);
  desk.network.load({{"stem.norm.running_mean", at::ones({4})}});
  const at::Tensor after = desk.features(memo, true);
  CHECK_FALSE(at::equal(before, after));
  CHECK(at::equal(after, pooled_outputs(desk.network, 1, desk.tiny.batches, desk.rows, false)));
  CHECK(compute.asked.size() == 2);
}

TEST_CASE("a prefix is named by every bit in front of the boundary", "[execute][features]") {
  HostNetwork network = tiny_network();
  const boost::json::value model{{"component", "tiny"}};
  const std::string original = prefix_id(network, 1, model);
  CHECK(original.size() == 64);
  HostNetwork twin = tiny_network();
  CHECK(prefix_id(twin, 1, model) == original);
  CHECK(prefix_id(network, 0, model) != original);
  CHECK(prefix_id(network, 2, model) != original);
  CHECK(prefix_id(network, 1, {{"component", "other"}}) != original);
  for (const auto& entry : network.tensors()) {
    INFO(entry.name);
    flip_one_bit(entry.tensor);
    CHECK((prefix_id(network, 1, model) == original) == (entry.stage > 1));
    flip_one_bit(entry.tensor);
  }
  CHECK(prefix_id(network, 1, model) == original);
}

TEST_CASE("features make the round trip through their files", "[execute][features]") {
  const TempFolder folder;
  for (const auto dtype : {at::kFloat, at::kBFloat16}) {
    const at::Tensor features = drawn({7, 5}, "features").to(dtype);
    write_features(folder.path(), features);
    const at::Tensor read = read_features(folder.path());
    CHECK(read.scalar_type() == dtype);
    CHECK(at::equal(read, features));
  }
  write_features(folder.path(), drawn({5, 7}, "features").t());  // not contiguous
  CHECK(at::equal(read_features(folder.path()), drawn({5, 7}, "features").t()));
}

TEST_CASE("features whose files contradict each other are refused", "[execute][features]") {
  const TempFolder folder;
  write_features(folder.path(), drawn({7, 5}, "features"));
  std::ofstream(folder / "features.bin", std::ios::binary | std::ios::app) << "x";
  CHECK_THROWS_AS(read_features(folder.path()), tlhost::DataError);
  CHECK_THROWS_WITH(read_features(folder.path()),
                    folder / "features.bin" + ": 141 bytes, its shape needs 140");
}
