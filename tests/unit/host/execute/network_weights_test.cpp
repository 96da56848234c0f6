#include "host/execute/network_weights.hpp"

#include "host/log/problem.hpp"
#include "host/weights/safetensors.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/fake_models.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <map>
#include <string>

using tlhost::Error;
using tlhost::NamedTensors;
using tlhost::engine::fit_weights;
using tlhost::engine::HostNetwork;
using tlhost::engine::load_weights;
using tlhost::engine::must_find;
using tlhost::engine::Refusal;
using tlhost::engine::Store;
using tlhost::engine::weights_beyond;
using tlhost::engine::write_safetensors;
using namespace tlhost::test;

namespace {

using Weights = std::map<std::string, at::Tensor>;

/// Publishes a fit with these tensors over a base, and returns its key.
std::string publish(const Store& store, int id, const std::string& base, const NamedTensors& own) {
  const auto draft = store.begin({{"kind", "fit/1"}, {"id", id}});
  write_safetensors(draft.folder + "/weights.safetensors", own);
  tlhost::engine::PublishFacts facts;
  facts.base = base;
  return store.publish(draft, facts).key;
}

Weights all_of(HostNetwork& network) {
  Weights all;
  for (const auto& [name, tensor] : copy_of(network)) {
    all[name] = tensor;
  }
  return all;
}

}  // namespace

TEST_CASE("only what differs from the base is stored", "[execute][weights]") {
  HostNetwork network = tiny_network();
  const Weights base = all_of(network);
  CHECK(weights_beyond(network, base).empty());
  CHECK(weights_beyond(network, {}).size() == base.size());

  at::Tensor weight = network.tensor("body.conv.weight").detach();
  static_cast<std::uint8_t*>(weight.data_ptr())[5] ^= 1U;  // one bit
  network.load({{"fc.bias", at::ones({2})}});
  const NamedTensors beyond = weights_beyond(network, base);
  REQUIRE(beyond.size() == 2);
  CHECK(beyond[0].first == "body.conv.weight");
  CHECK(beyond[0].second.is_contiguous());
  CHECK(at::equal(beyond[0].second, network.tensor("body.conv.weight")));
  CHECK(beyond[1].first == "fc.bias");
}

TEST_CASE("0 and -0 differ in bytes, so they differ", "[execute][weights]") {
  HostNetwork network = tiny_network();
  network.load({{"fc.bias", at::zeros({2})}});
  Weights base = all_of(network);
  network.load({{"fc.bias", -at::zeros({2})}});
  CHECK(weights_beyond(network, base).size() == 1);
}

TEST_CASE("a tensor of another shape or missing in the base is stored", "[execute][weights]") {
  HostNetwork network = tiny_network();
  Weights base = all_of(network);
  base.erase("fc.weight");
  base["fc.bias"] = at::zeros({7});  // a head for other classes
  const NamedTensors beyond = weights_beyond(network, base);
  REQUIRE(beyond.size() == 2);
  CHECK(beyond[0].first == "fc.weight");
  CHECK(beyond[1].first == "fc.bias");
}

TEST_CASE("weights are put together over a chain of bases", "[execute][weights]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "store");
  const auto full = [](double value) { return at::full({2}, value, at::kFloat); };
  const std::string first = publish(store, 1, "", {{"a", full(1)}, {"b", full(1)}, {"c", full(1)}});
  const std::string second = publish(store, 2, first, {{"b", full(2)}, {"c", full(2)}});
  const std::string third = publish(store, 3, second, {{"c", full(3)}, {"d", full(3)}});
  const Weights weights = fit_weights(store, third);
  REQUIRE(weights.size() == 4);
  CHECK(at::equal(weights.at("a"), full(1)));
  CHECK(at::equal(weights.at("b"), full(2)));
  CHECK(at::equal(weights.at("c"), full(3)));
  CHECK(at::equal(weights.at("d"), full(3)));
  CHECK(fit_weights(store, first).size() == 3);
}

TEST_CASE("a network stored as a difference is loaded as it was", "[execute][weights]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "store");
  HostNetwork source = tiny_network();
  const std::string base = publish(store, 1, "", weights_beyond(source, {}));
  HostNetwork tuned = tiny_network();
  tuned.load({{"fc.weight", drawn({2, 6}, "new head")},
              {"stem.norm.num_batches_tracked", at::full({}, 9, at::kLong)}});
  const std::string own = publish(store, 2, base, weights_beyond(tuned, fit_weights(store, base)));
  HostNetwork loaded = tiny_network({1, 2, 99, 0});
  load_weights(loaded, fit_weights(store, own), true);
  CHECK(same_bytes(copy_of(loaded), copy_of(tuned)));
}

TEST_CASE("without its head a source goes into a network for other classes", "[execute][weights]") {
  HostNetwork source = tiny_network({1, 5, 3, 0});
  HostNetwork target = tiny_network({1, 2, 4, 0});
  const NamedTensors before = copy_of(target), from = copy_of(source);
  load_weights(target, all_of(source), false);
  const NamedTensors after = copy_of(target);
  for (std::size_t stage = 0; stage < target.head(); ++stage) {
    CHECK(same_bytes(of_stage(target, after, stage), of_stage(source, from, stage)));
  }
  const std::size_t head = target.head();
  CHECK(same_bytes(of_stage(target, after, head), of_stage(target, before, head)));
}

TEST_CASE("a tensor that is missing in the stored weights is named", "[execute][weights]") {
  HostNetwork network = tiny_network();
  const NamedTensors before = copy_of(network);
  Weights weights = all_of(network);
  weights["stem.conv.weight"].zero_();
  weights.erase("body.norm.running_var");
  CHECK_THROWS_AS(load_weights(network, weights, false), Error);
  CHECK_THROWS_WITH(load_weights(network, weights, false),
                    "the stored weights have no \"body.norm.running_var\"");
  CHECK(same_bytes(before, copy_of(network)));
  weights = all_of(network);
  weights.erase("fc.bias");
  CHECK_NOTHROW(load_weights(network, weights, false));
  CHECK_THROWS_WITH(load_weights(network, weights, true), "the stored weights have no \"fc.bias\"");
}

TEST_CASE("an artefact that is gone ends the run", "[execute][weights]") {
  const TempFolder folder;
  const Store store = Store::open(folder / "store");
  const std::string key(64, 'a');
  try {
    must_find(store, "fit", key);
    FAIL("found");
  } catch (const Refusal& refusal) {
    CHECK(refusal.exit() == tlhost::engine::Exit::disk);
    CHECK(refusal.problems().at(0).code == "STORE-LOST");
    CHECK(refusal.problems().at(0).where == "fit " + key);
  }
}
