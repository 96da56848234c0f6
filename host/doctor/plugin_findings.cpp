#include "host/doctor/plugin_findings.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr const char* kTopic = "plugins";

/// True if the file is one of the paths, or lies below one.
bool is_below(const std::string& file, const std::vector<std::string>& paths) {
  return std::any_of(paths.begin(), paths.end(), [&file](const std::string& path) {
    std::error_code error;
    const auto relative = std::filesystem::relative(file, path, error);
    return !error && !relative.empty() && *relative.begin() != "..";
  });
}

Finding searched_finding(const std::string& path, const DoctorOrder& order) {
  const std::string origin = origin_of(path, order.named);
  return {kTopic,
          "searched",
          path + " (" + origin + ")",
          State::ok,
          "",
          {{"path", path}, {"origin", origin}}};
}

std::size_t components_of(const Catalog& catalog) {
  std::size_t count = 0;
  for (const PluginFacts& plugin : catalog.plugins) {
    count += plugin.components.size();
  }
  return count;
}

Finding found_finding(const Catalog& catalog) {
  const std::size_t plugins = catalog.plugins.size(), components = components_of(catalog);
  const std::string value = std::to_string(plugins) + (plugins == 1 ? " plugin, " : " plugins, ") +
                            std::to_string(components) +
                            (components == 1 ? " component" : " components") + "; " +
                            std::to_string(catalog.rejected.size()) + " rejected";
  const bool none = plugins == 0;
  return {
      kTopic,
      "found",
      value,
      none ? State::note : State::ok,
      none ? "give --plugins a folder of plugins: without any, no experiment can run" : "",
      {{"plugins", plugins}, {"components", components}, {"rejected", catalog.rejected.size()}}};
}

Finding rejected_finding(const RejectedPlugin& plugin) {
  return {kTopic,
          "rejected",
          plugin.path + ": " + plugin.reason + " (" + plugin.step + ")",
          State::problem,
          plugin.remedy,
          {{"path", plugin.path}, {"step", plugin.step}, {"reason", plugin.reason}}};
}

Finding refused_finding(const Problem& problem) {
  return {kTopic,
          "search",
          problem.where + ": " + problem.what + " [" + problem.code + "]",
          State::problem,
          problem.fix,
          {{"code", problem.code}, {"where", problem.where}, {"what", problem.what}}};
}

}  // namespace

std::string origin_of(const std::string& path, const std::vector<std::string>& named) {
  if (std::find(named.begin(), named.end(), path) != named.end()) {
    return "--plugins";
  }
  const char* const list = std::getenv("TLHOST_PLUGIN_PATH");
  const std::string listed = list == nullptr ? "" : ":" + std::string(list) + ":";
  return listed.find(":" + path + ":") != std::string::npos ? "TLHOST_PLUGIN_PATH"
                                                            : "beside the program";
}

void add_plugin_findings(const DoctorOrder& order, Diagnosis& diagnosis) {
  Catalog catalog;
  try {
    catalog = order.open_catalog();
  } catch (const Refusal& refusal) {  // another verb would end here; this one goes on
    for (const Problem& problem : refusal.problems()) {
      diagnosis.findings.push_back(refused_finding(problem));
    }
    diagnosis.plugins_unusable = !order.named.empty();
    return;
  }
  for (const std::string& path : catalog.searched) {
    diagnosis.findings.push_back(searched_finding(path, order));
  }
  diagnosis.findings.push_back(found_finding(catalog));
  for (const RejectedPlugin& plugin : catalog.rejected) {
    diagnosis.findings.push_back(rejected_finding(plugin));
    diagnosis.plugins_unusable = diagnosis.plugins_unusable || is_below(plugin.path, order.named);
  }
}

}  // namespace tlhost::engine
