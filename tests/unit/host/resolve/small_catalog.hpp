#pragma once
#include "host/resolve/resolve.hpp"
#include "tests/unit/host/spec/spec_text.hpp"
#include "tests/unit/host/store/store_fixture.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tlhost::test {

inline engine::ParameterFacts parameter(const std::string& name,
                                        engine::ParameterType type,
                                        engine::Argument::Value value) {
  engine::ParameterFacts facts;
  facts.name = name;
  facts.type = type;
  facts.required = std::holds_alternative<std::nullptr_t>(value);
  facts.default_value = std::move(value);
  facts.doc = "what " + name + " does";
  return facts;
}

inline engine::ComponentFacts component(engine::Kind kind,
                                        const std::string& name,
                                        std::vector<engine::ParameterFacts> parameters = {}) {
  engine::ComponentFacts facts;
  facts.kind = kind;
  facts.name = name;
  facts.summary = "the " + name;
  facts.parameters = std::move(parameters);
  return facts;
}

inline engine::PluginFacts plugin(const std::string& id,
                                  std::vector<engine::ComponentFacts> components) {
  engine::PluginFacts facts;
  facts.path = "/plugins/" + id + ".so";
  facts.id = id;
  facts.version = "1.2.0";
  facts.summary = "plugin of " + id;
  facts.source = std::string(64, 'a');
  facts.components = std::move(components);
  return facts;
}

/// The components that the experiments of spec_text.hpp use, with some parameters each.
inline engine::Catalog small_catalog() {
  using engine::Kind;
  using engine::ParameterType;
  engine::ParameterFacts depth = parameter("depth", ParameterType::integer, std::int64_t{16});
  depth.has_min = depth.has_max = true;
  depth.min = 11;
  depth.max = 19;
  engine::ParameterFacts pool = parameter("pool", ParameterType::choice, std::string("mean"));
  pool.choices = {"mean", "max"};
  engine::ComponentFacts tuning =
      component(Kind::strategy, "fine_tune", {parameter("head_lr", ParameterType::real, 1.0)});
  engine::ComponentFacts svm = component(Kind::strategy, "svm");
  svm.seedless = true;
  engine::Catalog catalog;
  catalog.searched = {"/plugins"};
  catalog.plugins = {
      plugin("org.a", {component(Kind::dataset, "folder")}),
      plugin("org.b", {component(Kind::model, "vgg", {depth, pool})}),
      plugin("org.c", {std::move(tuning), std::move(svm)}),
      plugin(
          "org.d",
          {component(Kind::model, "loaded", {parameter("weights", ParameterType::path, nullptr)}),
           component(Kind::dataset, "images", {parameter("root", ParameterType::path, nullptr)})})};
  return catalog;
}

}  // namespace tlhost::test
