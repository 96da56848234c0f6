#include "host/resolve/requirements.hpp"

#include "host/spec/findings.hpp"
#include "host/spec/version_rule.hpp"

#include <algorithm>
#include <optional>

namespace tlhost::engine {
namespace {

template <class Plugin>
const Plugin* find_plugin(const std::vector<Plugin>& plugins, const std::string& id) {
  const auto found = std::find_if(
      plugins.begin(), plugins.end(), [&id](const Plugin& plugin) { return plugin.id == id; });
  return found == plugins.end() ? nullptr : &*found;
}

Problem missing(const Requirement& requirement, const Catalog& catalog, const std::string& needed) {
  if (const RejectedPlugin* plugin = find_plugin(catalog.rejected, requirement.plugin)) {
    return {"PLUGIN-REJECTED",
            "",
            needed + ", and what was found was rejected: " + plugin->path + ": " + plugin->reason,
            "",
            plugin->remedy};
  }
  std::vector<std::string> known;
  for (const PluginFacts& plugin : catalog.plugins) {
    known.push_back(plugin.id);
  }
  const std::string near = nearest_word(requirement.plugin, known);
  return {"REQUIRES-MISSING",
          "",
          needed + ", and no such plugin was found",
          "",
          near.empty() ? "name its folder with --plugins; tlhost list plugins shows what is found"
                       : "did you mean \"" + near + "\"?"};
}

/// Files of the same plugin that stand behind the one that is used.
std::string others(const Catalog& catalog, const std::string& id) {
  std::string text;
  for (const RejectedPlugin& plugin : catalog.rejected) {
    text += plugin.id == id ? plugin.path + " is version \"" + plugin.version +
                                  "\" and stands behind it in the search; "
                            : "";
  }
  return text;
}

std::optional<Problem> unmet(const Requirement& requirement, const Catalog& catalog) {
  const std::string needed = "\"requires\" asks for " + requirement.plugin + " " + requirement.text;
  const PluginFacts* plugin = find_plugin(catalog.plugins, requirement.plugin);
  if (plugin == nullptr) {
    return missing(requirement, catalog, needed);
  }
  const std::string has = ", and " + plugin->path + " is version \"" + plugin->version + "\"";
  const std::optional<Version> version = read_version(plugin->version);
  if (!version) {
    return Problem{"REQUIRES-VERSION",
                   "",
                   needed + has + ", which cannot be compared: expected one to three numbers",
                   "",
                   "take it out of \"requires\", or ask its author for a version of numbers"};
  }
  if (!satisfies(*version, requirement.rule)) {
    return Problem{
        "REQUIRES-VERSION",
        "",
        needed + has,
        "",
        others(catalog, plugin->id) + "install a version that fits, or change \"requires\""};
  }
  return std::nullopt;
}

}  // namespace

std::vector<Problem> unmet_requirements(const ExperimentSpec& spec, const Catalog& catalog) {
  std::vector<Problem> problems;
  for (const Requirement& requirement : spec.required) {
    if (std::optional<Problem> problem = unmet(requirement, catalog)) {
      problem->where = place_text(spec.file, requirement.place);
      problem->at = requirement.place.pointer;
      problems.push_back(std::move(*problem));
    }
  }
  return problems;
}

}  // namespace tlhost::engine
