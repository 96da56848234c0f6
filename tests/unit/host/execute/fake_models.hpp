#pragma once
#include "host/execute/host_network.hpp"

#include <tlhost/model.hpp>
#include <tlhost/stage.hpp>

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tlhost::test {

/// Hands a model over as if a plugin's library had made it.
engine::Loaded<Model> loaded(std::unique_ptr<Model> model);

struct TinyOptions {
  std::int64_t channels = 1, classes = 2;
  std::uint64_t seed = 7;
  double dropout = 0;  ///< before the head's linear layer
};

/// A small network whose weights are drawn from named streams, so that they do not depend on
/// LibTorch's generator: "stem" (4 x 3x3 conv, norm, ReLU; map), "body" (6 x 3x3 conv, norm, ReLU;
/// map), "pool" (mean; vector), "head" (dropout, linear).
engine::HostNetwork tiny_network(const TinyOptions& options = {});

/// A parameter or buffer by its dotted path, drawn from a stream named by the path.
struct FakeTensor {
  std::string path;
  std::vector<std::int64_t> shape;
  bool buffer = false;
};

/// A stage; without `run` it returns its input.
struct FakeStage {
  std::string name;
  Layout layout = Layout::vector;
  std::vector<std::string> paths = {};
  std::function<at::Tensor(const at::Tensor&)> run = nullptr;
};

/// What a fake model is made of.
struct FakeParts {
  std::vector<FakeTensor> tensors = {};
  std::vector<FakeStage> stages = {};
  std::vector<std::string> dropouts = {};  ///< paths of dropout modules, p = 0.5
};

/// A network put together by a test.  classes and errors: as HostNetwork.
engine::HostNetwork fake_network(const FakeParts& parts, std::int64_t classes = 0);

/// Values in [-1, 1) from a stream named by text.
at::Tensor drawn(const std::vector<std::int64_t>& shape,
                 const std::string& name,
                 std::uint64_t seed = 1);

/// Clones of all that a network holds, in its order.
NamedTensors copy_of(engine::HostNetwork& network);

/// Whether two lists have the same names, types, shapes and bytes, in order.
bool same_bytes(const NamedTensors& a, const NamedTensors& b);

/// Of a copy, what lies in one stage.
NamedTensors of_stage(const engine::HostNetwork& network,
                      const NamedTensors& copy,
                      std::size_t stage);

}  // namespace tlhost::test
