// Files of weights that people own fit by name: each family has torchvision's names and shapes.
#include "host/execute/host_network.hpp"
#include "host/store/digest.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/torch_catch.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using namespace tlhost;
using engine::HostNetwork;

/// SHA-256 of the sorted lines "name shape type" of torchvision 0.14.1's state dict, as of
///   python3 -c "import torchvision as t, hashlib as h; print(h.sha256(''.join(sorted(f'{k} {\",\"
///   .join(map(str, v.shape))} {str(v.dtype)[6:]}\n' for k, v in t.models.vit_b_16().state_dict()
///   .items())).encode()).hexdigest())"
struct Golden {
  std::string family, name;
  engine::Arguments arguments;
  std::size_t tensors = 0;
  std::string sha256;
};

const std::vector<Golden> kGolden = {
    {"vgg",
     "vgg16_bn",
     {{"depth", std::int64_t{16}}, {"batch_norm", true}},
     97,
     "eb3fd5f694634df4cd871fdb191248c15e3df9e0e9c19f1a9f4555ffec81467c"},
    {"resnet",
     "resnet101",
     {{"depth", std::int64_t{101}}},
     626,
     "7c1247d35e3b4dc97d3626dbc38522ad334aaeccd8844a5f78ee92c2345af081"},
    {"resnet",
     "resnext50_32x4d",
     {{"depth", std::int64_t{50}}, {"groups", std::int64_t{32}}, {"group_width", std::int64_t{4}}},
     320,
     "1469778476d3f47cbf6644a552d18a40aa7e5e137a0c3f26a2eb3396b6fa01f0"},
    {"resnet",
     "wide_resnet50_2",
     {{"depth", std::int64_t{50}}, {"group_width", std::int64_t{128}}},
     320,
     "36a384d7ebd3c3d714033b0c7505c6b3154bd96346c7d59a1fe48812ff1e8526"},
    {"densenet",
     "densenet121",
     {},
     727,
     "e7e7cbdbe2a62eb27fcc0688d5856e6590e5e0de8175409edc918ae67049bf97"},
    {"mobilenet",
     "mobilenet_v2",
     {},
     314,
     "7ca43c5b1bca46409b96bdd7dfa1435a928db181f9856303eafdc91941853481"},
    {"mobilenet",
     "mobilenet_v3_large",
     {{"version", std::string("v3_large")}},
     312,
     "c491cc0eb609c0390f8f798109c2f240e9dbabc991926ee34b81e4955aef9327"},
    {"efficientnet",
     "efficientnet_b0",
     {},
     360,
     "349840780e9e2152198c842633bce279ea9072992e147b1ba8d366dc16984188"},
    {"efficientnet",
     "efficientnet_v2_s",
     {{"variant", std::string("v2_s")}},
     782,
     "b332866a8973adee2372c41155da5865182b21ce819e1d5f9129edce808be971"},
    {"convnext",
     "convnext_tiny",
     {},
     182,
     "32bdc9e6a0cee38548c8916e44d1e770c38291debbe1d9e52146eef2e04831de"},
    {"vit",
     "vit_b_16",
     {},
     152,
     "1d69ea150e7bd76fdef7c292fb5f2834386a326b230207bc70788fadd6944cfe"},
    {"vit",
     "vit_b_32",
     {{"variant", std::string("b_32")}},
     152,
     "b9f06fe662bdb187f3731f606b8c9f860b2a6fc0ec111b4b60178d95fc249d42"},
    {"swin",
     "swin_t",
     {},
     185,
     "9cbfa2437dcff2b9e621f752cb137ef6f4ccd9d70faf7b49aeb10bdd53d82ba4"}};

std::string line_of(const engine::NetworkTensor& entry) {
  std::string line = entry.name + " ", shape;
  for (const std::int64_t side : entry.tensor.sizes()) {
    shape += (shape.empty() ? "" : ",") + std::to_string(side);
  }
  return line + shape + (entry.tensor.scalar_type() == at::kLong ? " int64\n" : " float32\n");
}

std::string digest_of(const HostNetwork& network) {
  std::vector<std::string> lines;
  for (const engine::NetworkTensor& entry : network.tensors()) {
    lines.push_back(line_of(entry));
  }
  std::sort(lines.begin(), lines.end());
  engine::Sha256 sha;
  for (const std::string& line : lines) {
    sha.add(line);
  }
  return sha.hex();
}

}  // namespace

TEST_CASE("every family has torchvision's names, shapes and types", "[contract][model]") {
  test::JobContext job;
  for (const test::Built& component : test::built(engine::Kind::model)) {
    for (const Golden& golden : kGolden) {
      if (golden.family != component.entry->facts.name) {
        continue;
      }
      INFO(golden.name);
      engine::Arguments arguments = test::defaults(component.entry->facts);
      for (const auto& [name, value] : golden.arguments) {
        arguments[name] = value;
      }
      const HostNetwork network(
          test::make<Model>(component, arguments, {3, 1000, 224}, job.context()), golden.name);
      CHECK(network.tensors().size() == golden.tensors);
      CHECK(digest_of(network) == golden.sha256);
    }
  }
}
