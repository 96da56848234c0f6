#include "host/execute/host_network.hpp"

#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/fake_models.hpp"
#include "tests/unit/host/execute/tiny_data.hpp"

#include <tlhost/error.hpp>

#include <ATen/ATen.h>

#include <map>
#include <string>
#include <vector>

using tlhost::ConfigError;
using tlhost::Error;
using tlhost::Layout;
using tlhost::engine::HostNetwork;
using tlhost::engine::HostPhase;
using namespace tlhost::test;

namespace {

/// Stages "body" with the given paths and a head with "fc".
FakeParts parts_with(std::vector<FakeTensor> tensors, std::vector<std::string> body) {
  tensors.push_back({"fc.weight", {2, 3}});
  return {std::move(tensors), {{"body", Layout::vector, std::move(body)}, {"head", {}, {"fc"}}}};
}

std::map<std::string, void*> places(HostNetwork& network) {
  std::map<std::string, void*> all;
  for (const auto& [name, tensor] : network.state()) {
    all[name] = tensor.data_ptr();
  }
  return all;
}

}  // namespace

TEST_CASE("stages partition parameters and buffers", "[execute][network]") {
  HostNetwork network = fake_network({{{"encoder_layer_1.w", {2, 2}},
                                       {"encoder_layer_10.w", {2, 2}},
                                       {"encoder_layer_1.count", {}, true},
                                       {"token", {1, 3}},
                                       {"fc.weight", {2, 3}},
                                       {"fc.bias", {2}}},
                                      {{"first", Layout::tokens, {"encoder_layer_1", "token"}},
                                       {"tenth", Layout::vector, {"encoder_layer_10"}},
                                       {"head", Layout::vector, {"fc"}}}});
  std::map<std::string, std::size_t> stage_of;
  for (const auto& entry : network.tensors()) {
    stage_of[entry.name] = entry.stage;
    CHECK(entry.parameter == (entry.name != "encoder_layer_1.count"));
  }
  CHECK(stage_of == std::map<std::string, std::size_t>{{"encoder_layer_1.w", 0},
                                                       {"encoder_layer_1.count", 0},
                                                       {"token", 0},
                                                       {"encoder_layer_10.w", 1},
                                                       {"fc.weight", 2},
                                                       {"fc.bias", 2}});
  CHECK(network.names(2) == std::vector<std::string>{"fc.weight", "fc.bias"});
  CHECK(network.names(1) == std::vector<std::string>{"encoder_layer_10.w"});
  CHECK(network.names(0).size() == 2);
}

TEST_CASE("a parameter in no stage is named", "[execute][network]") {
  const FakeParts parts = parts_with({{"a.w", {2, 2}}, {"ab.w", {2, 2}}}, {"a"});
  CHECK_THROWS_AS(fake_network(parts), Error);
  CHECK_THROWS_WITH(fake_network(parts), "test models/fake: ab lies in no stage");
}

TEST_CASE("a buffer in no stage is named", "[execute][network]") {
  const FakeParts parts = parts_with({{"a.w", {2, 2}}, {"mean", {3}, true}}, {"a"});
  CHECK_THROWS_AS(fake_network(parts), Error);
  CHECK_THROWS_WITH(fake_network(parts), "test models/fake: mean lies in no stage");
}

TEST_CASE("a parameter in two stages is named with both", "[execute][network]") {
  const FakeParts parts = parts_with({{"a.w", {2, 2}}}, {"a", "fc.weight"});
  CHECK_THROWS_AS(fake_network(parts), Error);
  CHECK_THROWS_WITH(fake_network(parts),
                    "test models/fake: fc.weight lies in the stages body and head");
}

TEST_CASE("a dropout in no stage is named, as it would stay in train mode", "[execute][network]") {
  FakeParts parts = parts_with({{"a.w", {2, 2}}}, {"a"});
  parts.dropouts = {"drop"};
  CHECK_THROWS_AS(fake_network(parts), Error);
  CHECK_THROWS_WITH(fake_network(parts), "test models/fake: drop lies in no stage");
}

TEST_CASE("the last stage must be a head behind vectors", "[execute][network]") {
  const char* text =
      "test models/fake: the last stage must be \"head\", behind one that returns vectors";
  const FakeParts one{{{"fc.weight", {2, 3}}}, {{"head", Layout::vector, {"fc"}}}};
  const FakeParts misnamed{{}, {{"body"}, {"tail"}}};
  const FakeParts map{{}, {{"body", Layout::map, {}}, {"head"}}};
  for (const FakeParts& parts : {one, misnamed, map, FakeParts{}}) {
    CHECK_THROWS_AS(fake_network(parts), Error);
    CHECK_THROWS_WITH(fake_network(parts), text);
  }
}

TEST_CASE("a stage is found by name, or the names there are are told", "[execute][network]") {
  const HostNetwork network = tiny_network();
  CHECK(network.find("body") == 1);
  CHECK(network.head() == 3);
  CHECK_THROWS_AS(network.find("bdoy"), ConfigError);
  CHECK_THROWS_WITH(network.find("bdoy"),
                    "there is no stage \"bdoy\"; this model has stem, body, pool, head");
}

TEST_CASE("tensors are loaded by name and shape, the rest stays", "[execute][network]") {
  HostNetwork network = tiny_network();
  const auto before = copy_of(network);
  const at::Tensor weight = drawn({2, 6}, "other"), mean = drawn({4}, "mean");
  network.load({{"stem.norm.running_mean", mean}, {"fc.weight", weight}});
  CHECK(at::equal(network.tensor("fc.weight"), weight));
  CHECK(at::equal(network.tensor("stem.norm.running_mean"), mean));
  for (const auto& [name, tensor] : before) {
    if (name != "fc.weight" && name != "stem.norm.running_mean") {
      CHECK(at::equal(network.tensor(name), tensor));
    }
  }
}

TEST_CASE("a wrong name or shape is not loaded", "[execute][network]") {
  HostNetwork network = tiny_network();
  const auto before = copy_of(network);
  CHECK_THROWS_AS(network.load({{"fc.weihgt", drawn({2, 6}, "x")}}), ConfigError);
  CHECK_THROWS_WITH(network.load({{"fc.weihgt", drawn({2, 6}, "x")}}),
                    "there is no parameter or buffer \"fc.weihgt\" in this model");
  CHECK_THROWS_AS(network.load({{"fc.weight", drawn({6, 2}, "x")}}), Error);
  CHECK_THROWS_WITH(
      network.load({{"fc.weight", drawn({6, 2}, "x")}}),
      "test models/tiny: fc.weight has another shape here than what is loaded into it");
  CHECK_THROWS_AS(network.load({{"fc.weight", drawn({1, 6}, "x")}}), Error);  // no broadcasting
  CHECK(same_bytes(before, copy_of(network)));
}

TEST_CASE("tensors never change their place, through training and loading", "[execute][network]") {
  HostNetwork network = tiny_network();
  const auto before = places(network);
  const auto kept = network.state();
  const TinyData tiny;
  train(network, tiny, HostPhase("p", short_training(2), network.size()));
  network.load({{"fc.weight", drawn({2, 6}, "other")}});
  CHECK(places(network) == before);
  for (const auto& [name, tensor] : kept) {
    CHECK(tensor.is_same(network.tensor(name)));
  }
}

TEST_CASE("a stage's output is pooled by its layout", "[execute][network]") {
  const FakeParts parts{{},
                        {{"map", Layout::map, {}},
                         {"map_last", Layout::map_last, {}},
                         {"tokens", Layout::tokens, {}},
                         {"patches", Layout::patches, {}},
                         {"vector", Layout::vector, {}},
                         {"head", Layout::vector, {}}}};
  const HostNetwork network = fake_network(parts);
  const at::Tensor four = at::arange(2 * 3 * 4 * 5, at::kFloat).reshape({2, 3, 4, 5});
  // Rows of 20 consecutive numbers: their mean is the first plus 9.5.
  const at::Tensor map = network.pooled(four, 0);
  REQUIRE(map.sizes() == at::IntArrayRef({2, 3}));
  CHECK(map[1][2].item<float>() == 109.5F);
  const at::Tensor last = network.pooled(four, 1);
  REQUIRE(last.sizes() == at::IntArrayRef({2, 5}));
  CHECK(last[1][3].item<float>() == 60 + 27.5F + 3);  // every fifth of sixty
  const at::Tensor three = at::arange(2 * 3 * 4, at::kFloat).reshape({2, 3, 4});
  CHECK(at::equal(network.pooled(three, 2), three.select(1, 0)));
  CHECK(network.pooled(three, 3)[1][2].item<float>() == 12 + 4 + 2);  // of 14, 18, 22
  const at::Tensor two = at::arange(6, at::kFloat).reshape({2, 3});
  CHECK(at::equal(network.pooled(two, 4), two));
}

TEST_CASE("forward runs the stages of a range", "[execute][network]") {
  const auto times = [](double factor) {
    return [factor](const at::Tensor& x) { return x * factor; };
  };
  HostNetwork network = fake_network({{},
                                      {{"a", Layout::map, {}, times(2)},
                                       {"b", Layout::vector, {}, times(3)},
                                       {"head", Layout::vector, {}, times(5)}}});
  const at::Tensor x = at::ones({1});
  CHECK(network.forward(x, 0, 3).item<float>() == 30);
  CHECK(network.forward(x, 1, 2).item<float>() == 3);
  CHECK(network.forward(x, 1, 1).is_same(x));
}

TEST_CASE("an error of the model leaves with its name", "[execute][network]") {
  const auto broken = [](const at::Tensor& x) { return x.reshape({-7, 7}); };
  HostNetwork network =
      fake_network({{}, {{"a", Layout::vector, {}, broken}, {"head", Layout::vector, {}}}});
  CHECK_THROWS_AS(network.forward(at::ones({1}), 0, 1), Error);
  CHECK_THROWS_WITH(network.forward(at::ones({1}), 0, 1),
                    Catch::Matchers::StartsWith("test models/fake: "));
}

TEST_CASE("an output of another shape is refused with the stage's name", "[execute][network]") {
  const auto refusal = [](const FakeStage& stage) {
    HostNetwork network = fake_network({{}, {stage, {"head", Layout::vector, {}}}}, 2);
    try {
      network.forward(at::ones({3, 2}), 0, 2);
      return std::string();
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  const auto returns = [](const at::Tensor& y) { return [y](const at::Tensor&) { return y; }; };
  const std::string start = "test models/fake: stage ";
  CHECK(refusal({"a", Layout::vector, {}}).empty());
  CHECK(refusal({"a", Layout::vector, {}, returns({})}) == start + "a returns no tensor");
  CHECK(refusal({"a", Layout::vector, {}, returns(at::ones({4, 2}))}) ==
        start + "a returns [4, 2] for 3 samples");
  CHECK(refusal({"a", Layout::vector, {}, returns(at::ones({}))}) ==
        start + "a returns [] for 3 samples");
  CHECK(refusal({"a", Layout::vector, {}, returns(at::ones({3, 2, 1, 1}))}) ==
        start + "a returns [3, 2, 1, 1]; its layout has 2 dimensions");
  CHECK(refusal({"a", Layout::vector, {}, returns(at::ones({3, 5}))}) ==
        start + "head returns [3, 5]; expected one score for each of 2 classes");
}

TEST_CASE("convolution weights lie channels last, with the same values", "[execute][network]") {
  HostNetwork network = fake_network(parts_with({{"a.w", {4, 3, 2, 2}}, {"a.v", {4, 3}}}, {"a"}));
  CHECK(network.tensor("a.w").is_contiguous(at::MemoryFormat::ChannelsLast));
  CHECK(at::equal(network.tensor("a.w"), drawn({4, 3, 2, 2}, "a.w")));
}

TEST_CASE("train mode is set for one stage alone", "[execute][network]") {
  HostNetwork network = tiny_network();
  const auto moved = [&network](std::size_t training) {
    for (std::size_t i = 0; i < network.size(); ++i) {
      network.set_training(i, i == training);
    }
    const auto before = copy_of(network);
    network.forward(drawn({4, 1, 8, 8}, "x"), 0, network.size());
    const auto after = copy_of(network);
    std::vector<bool> changed;
    for (std::size_t i = 0; i < 2; ++i) {
      changed.push_back(!same_bytes(of_stage(network, before, i), of_stage(network, after, i)));
    }
    return changed;
  };
  CHECK(moved(0) == std::vector<bool>{true, false});  // running statistics of its norm
  CHECK(moved(1) == std::vector<bool>{false, true});
  CHECK(moved(3) == std::vector<bool>{false, false});
}
