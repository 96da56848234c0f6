#include "tests/contract/plugins.hpp"

#include "host/catalog/search.hpp"
#include "tests/contract/script_file.hpp"
#include "tests/support/temp_folder.hpp"

namespace tlhost::test {
namespace {

/// An exported module, written when it is first asked for, and there until the end.
std::string script() {
  static const TempFolder folder;
  const std::string file = folder / "small.ts";
  static const bool written = (write_script(file), true);
  return written ? file : "";
}

}  // namespace

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
  if (facts.kind == engine::Kind::model && facts.name == "torchscript") {
    arguments["file"] = script();
    arguments["trust"] = true;
  }
  return arguments;
}

}  // namespace tlhost::test
