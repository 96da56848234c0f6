// The model in this process, without a host; `tlhost check` looks at what all models must keep.
#include "plugin_name.cpp"

#include <tlhost/testing.hpp>

#include <ATen/ops/randn.h>
#include <c10/util/Logging.h>
#undef CHECK  // LibTorch has one too
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif

#include <algorithm>
#include <vector>

namespace {

namespace testing = tlhost::testing;

/// Grey images of 32 pixels a side in four classes.
tlhost::ModelRequest request() {
  tlhost::ModelRequest result;
  result.channels = 1;
  result.classes = 4;
  result.image_size = 32;
  return result;
}

testing::StageList stages_of(const tlhost::Model& model) {
  testing::StageList list;
  model.stages(list);
  return list;
}

}  // namespace

TEST_CASE("images go through all stages and come out as one number a class") {
  const auto model = testing::make<PluginName>({{"width", 4}}, request());
  const testing::StageList list = stages_of(*model);
  REQUIRE(list.stages.size() == 5);
  CHECK(list.stages.back().name == "head");
  at::Tensor x = at::randn({3, 1, 32, 32});
  for (std::size_t i = 0; i < list.stages.size(); ++i) {
    x = model->forward(i, x);
    CHECK(x.dim() == (list.stages[i].layout == tlhost::Layout::map ? 4 : 2));
  }
  CHECK(x.sizes() == at::IntArrayRef({3, 4}));
}

TEST_CASE("its width is the first block's channels") {
  const auto model = testing::make<PluginName>({{"width", 6}}, request());
  CHECK(model->forward(0, at::randn({2, 1, 32, 32})).size(1) == 6);
}

TEST_CASE("every parameter lies in a stage") {
  const auto model = testing::make<PluginName>({}, request());
  std::vector<std::string> paths;
  for (const tlhost::Stage& stage : stages_of(*model).stages) {
    paths.insert(paths.end(), stage.paths.begin(), stage.paths.end());
  }
  for (const auto& parameter : model->module()->named_parameters()) {
    const std::string module = parameter.key().substr(0, parameter.key().rfind('.'));
    INFO(parameter.key());
    CHECK(std::count(paths.begin(), paths.end(), module) == 1);
  }
}
