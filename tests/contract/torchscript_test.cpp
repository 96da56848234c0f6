// What the model torchscript takes of an exported module, and what it refuses.
#include "host/execute/host_network.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/jit/api/module.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace tlhost;
using engine::Arguments;
using engine::HostNetwork;

const test::Built& component() {
  static const test::Built found = [] {
    for (const test::Built& built : test::built(engine::Kind::model)) {
      if (built.entry->facts.name == "torchscript") {
        return built;
      }
    }
    throw std::runtime_error("torchscript was not built");
  }();
  return found;
}

HostNetwork network_of(const Arguments& arguments, const ModelRequest& request = {3, 2, 32}) {
  test::JobContext job;
  return HostNetwork(test::make<Model>(component(), arguments, request, job.context()),
                     "torchscript");
}

/// A module with a matrix "fc.weight" of 2 x 3 and the given forward.
Arguments with_forward(const test::TempFolder& folder, const std::string& forward) {
  using torch::jit::Module;
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  Module fc(c10::QualifiedName("__torch__.Fc"), unit),
      net(c10::QualifiedName("__torch__.Net"), unit);
  fc.register_parameter("weight", at::ones({2, 3}), false);
  net.register_module("fc", fc);
  net.register_buffer("seen", at::zeros({}));
  net.define(forward);
  Arguments arguments = test::defaults(component().entry->facts);
  arguments["file"] = folder / "module.ts";
  net.save(folder / "module.ts");
  return arguments;
}

std::string refusal_of(const std::string& forward) {
  const test::TempFolder folder;
  try {
    network_of(with_forward(folder, forward));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("an exported module is a backbone and a head under the names of its file",
          "[contract][torchscript]") {
  HostNetwork network = network_of(test::defaults(component().entry->facts), {3, 4, 32});
  REQUIRE(network.size() == 2);
  CHECK(network.stage(0).name == "backbone");
  std::vector<std::string> names;
  for (const engine::NetworkTensor& entry : network.tensors()) {
    names.push_back(entry.name);
  }
  CHECK(names == std::vector<std::string>{"conv.weight",
                                          "norm.weight",
                                          "norm.bias",
                                          "fc.weight",
                                          "fc.bias",
                                          "norm.running_mean",
                                          "norm.running_var"});
  CHECK(network.tensor("fc.weight").sizes() == at::IntArrayRef({4, 8}));
}

TEST_CASE("a scripted module obeys train and eval mode", "[contract][torchscript]") {
  const at::NoGradGuard no_grad;
  HostNetwork network = network_of(test::defaults(component().entry->facts));
  const at::Tensor x = at::rand({4, 3, 32, 32});
  network.set_training(0, false);
  network.forward(x, 0, 2);
  CHECK(network.tensor("norm.running_mean").abs().max().item<double>() == 0);
  network.set_training(0, true);
  network.forward(x, 0, 2);
  CHECK(network.tensor("norm.running_mean").abs().max().item<double>() > 0);
}

TEST_CASE("code from a file runs only where the experiment trusts it", "[contract][torchscript]") {
  Arguments arguments = test::defaults(component().entry->facts);
  arguments["trust"] = false;
  CHECK_THROWS_AS(network_of(arguments), ConfigError);
  CHECK_THROWS_WITH(network_of(arguments),
                    Catch::Contains("\"trust\" is false") && Catch::Contains("small.ts is code"));
}

TEST_CASE("what is no exported module is refused in words", "[contract][torchscript]") {
  const test::TempFolder folder;
  Arguments arguments = test::defaults(component().entry->facts);
  for (const std::string text : {"", "PK\x03\x04 no archive", "some text that is long enough"}) {
    std::ofstream(folder / "wrong.ts") << text;
    arguments["file"] = folder / "wrong.ts";
    CHECK_THROWS_AS(network_of(arguments), DataError);
    CHECK_THROWS_WITH(network_of(arguments), Catch::Contains("wrong.ts is no TorchScript file"));
  }
}

TEST_CASE("a module whose head cannot be told is refused in words", "[contract][torchscript]") {
  const std::string layer = "torch.linear(x.mean([2, 3]), self.fc.weight, None)";
  const auto body = [](const std::string& result) {
    return "def forward(self, x):\n  return " + result + "\n";
  };
  CHECK(refusal_of(body(layer)).empty());
  CHECK_THAT(refusal_of(body("torch.softmax(" + layer + ", 1)")),
             Catch::Contains("its forward ends with aten::softmax; expected"));
  CHECK_THAT(refusal_of(body("(" + layer + ", x)")), Catch::Contains("prim::TupleConstruct"));
  CHECK_THAT(refusal_of("def forward(self, x, y):\n  return " + layer + "\n"),
             Catch::Contains("its forward takes 2 arguments"));
  CHECK_THAT(refusal_of(body("torch.linear(x, self.fc.weight, None)")),
             Catch::Contains("for 2 samples; expected one row a sample"));
  CHECK_THAT(refusal_of(body("torch.linear(torch.mm(x[0, 0], x[0, 0]), self.fc.weight, None)")),
             Catch::Contains("given 3 channels of 32 x 32 pixels what goes into its last layer has "
                             "the shape [32, 32]"));
}

TEST_CASE("a module that draws or learns in eval mode is refused", "[contract][torchscript]") {
  CHECK_THAT(refusal_of("def forward(self, x):\n"
                        "  y = torch.dropout(x.mean([2, 3]), 0.5, True)\n"
                        "  return torch.linear(y, self.fc.weight, None)\n"),
             Catch::Contains("it learns or draws in eval mode"));
  CHECK_THAT(refusal_of("def forward(self, x):\n"
                        "  self.seen.add_(1)\n"
                        "  return torch.linear(x.mean([2, 3]), self.fc.weight, None)\n"),
             Catch::Contains("it learns or draws in eval mode"));
}
