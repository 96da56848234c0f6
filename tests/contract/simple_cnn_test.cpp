#include "host/execute/host_network.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <ATen/ATen.h>

#include <map>
#include <string>

using namespace tlhost;

TEST_CASE("simple_cnn has the weights that its paper counts", "[contract][simple_cnn]") {
  // Raghu et al. 2019: counted without the first convolution and the norms, with a head for five
  // classes that has no bias.
  const std::map<std::string, std::int64_t> published{
      {"large_t", 8532480}, {"large_w", 8432128}, {"small", 2108672}, {"tiny", 1076480}};
  test::JobContext job;
  for (const test::Built& component : test::built(engine::Kind::model)) {
    if (component.entry->facts.name != "simple_cnn") {
      continue;
    }
    for (const auto& [variant, count] : published) {
      engine::Arguments arguments = test::defaults(component.entry->facts);
      arguments["variant"] = variant;
      engine::HostNetwork network(
          test::make<Model>(component, arguments, {3, 5, 64}, job.context()), variant);
      std::int64_t weights = 0;
      for (const engine::NetworkTensor& entry : network.tensors()) {
        weights += entry.parameter && entry.tensor.dim() > 1 ? entry.tensor.numel() : 0;
      }
      INFO(variant);
      CHECK(weights - network.tensor("features.0.0.weight").numel() == count);
    }
  }
}
