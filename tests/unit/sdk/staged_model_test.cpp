#include "tests/support/torch_catch.hpp"

#include <tlhost/staged_model.hpp>

#include <ATen/core/Tensor.h>

#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using tlhost::Layout;
using tlhost::Stage;

namespace {

class Pair final : public tlhost::StagedModel {
 public:
  Pair() {
    stage("body", Layout::map_last, {"conv", "bn"}, [this](const at::Tensor& x) {
      calls.push_back(0);
      return x;
    });
    stage("head", Layout::vector, {}, [this](const at::Tensor& x) {
      calls.push_back(1);
      return x;
    });
  }

  std::shared_ptr<torch::nn::Module> module() override { return nullptr; }

  std::vector<int> calls;
};

class Listing final : public tlhost::Stages {
 public:
  Stage& add(std::string_view name) override {
    stages.emplace_back();
    stages.back().name = std::string(name);
    return stages.back();
  }

  std::deque<Stage> stages;
};

}  // namespace

TEST_CASE("a staged model tells its rows in order", "[sdk][model]") {
  const Pair model;
  Listing listing;
  model.stages(listing);
  REQUIRE(listing.stages.size() == 2);
  CHECK(listing.stages[0].name == "body");
  CHECK(listing.stages[0].layout == Layout::map_last);
  CHECK(listing.stages[0].paths == std::vector<std::string>{"conv", "bn"});
  CHECK(listing.stages[1].name == "head");
  CHECK(listing.stages[1].layout == Layout::vector);
  CHECK(listing.stages[1].paths.empty());
}

TEST_CASE("a staged model runs the row that is asked for", "[sdk][model]") {
  Pair model;
  model.forward(1, at::Tensor());
  model.forward(0, at::Tensor());
  CHECK(model.calls == std::vector<int>{1, 0});
  CHECK_THROWS_AS(model.forward(2, at::Tensor()), std::out_of_range);
}
