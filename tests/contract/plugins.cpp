#include "tests/contract/plugins.hpp"

#include "host/catalog/search.hpp"

namespace tlhost::test {

std::vector<Built> built(engine::Kind kind) {
  std::vector<Built> found;
  for (const std::string& file : engine::find_plugin_files({TLHOST_TEST_PLUGINS})) {
    const auto* library = new engine::Library(file);  // as in a job: loaded until the end
    for (const engine::ComponentFacts& facts : library->facts().components) {
      if (facts.kind == kind) {
        found.push_back({library, &library->entry(kind, facts.name)});
      }
    }
  }
  return found;
}

engine::Arguments defaults(const engine::ComponentFacts& facts) {
  engine::Arguments arguments;
  for (const engine::ParameterFacts& parameter : facts.parameters) {
    if (!parameter.required) {
      arguments[parameter.name] = parameter.default_value;
    }
  }
  return arguments;
}

}  // namespace tlhost::test
