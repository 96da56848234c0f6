#pragma once
#include "host/execute/host_network.hpp"

#include <tlhost/create.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tlhost::engine {

struct StageFacts {
  std::string name;
  std::vector<std::int64_t> output;  ///< shape for one image, without the dimension of the batch
  std::int64_t parameters = 0;       ///< numbers
  std::int64_t multiply_adds = 0;    ///< for one image
};

/// A network as it is built and runs.
struct NetworkFacts {
  ModelRequest request;
  std::vector<StageFacts> stages;

  std::int64_t parameters() const;
  std::int64_t multiply_adds() const;
};

/// Runs the network, in eval mode, on one black image of the request's size.
/// Errors: those of the model.
NetworkFacts measure_network(HostNetwork& network, const ModelRequest& request);

}  // namespace tlhost::engine
