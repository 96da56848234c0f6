#include "host/catalog/catalog.hpp"

#include "host/catalog/facts_json.hpp"
#include "host/catalog/handshake.hpp"
#include "host/catalog/library.hpp"
#include "host/catalog/search.hpp"
#include "host/process/child.hpp"
#include "host/process/refusal_message.hpp"

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <set>
#include <utility>

// One child loads all plugins that passed the checks of their files and sends what they say of
// themselves.  Where it crashes or hangs, the plugin that it was at is rejected and another child
// goes on behind it.

namespace tlhost::engine {
namespace {

constexpr int kProbeTimeoutMs = 10000;

int probe(Channel& channel, const std::vector<std::string>& files, std::size_t from) {
  for (std::size_t i = from; i < files.size(); ++i) {
    channel.send({{"type", "begin"}, {"file", i}});
    try {
      channel.send(
          {{"type", "plugin"}, {"file", i}, {"facts", to_json(Library(files[i]).facts())}});
    } catch (const Refusal& refusal) {
      channel.send(
          {{"type", "rejected"}, {"file", i}, {"reason", refusal.problems().front().what}});
    }
  }
  return 0;
}

struct Probing {
  std::size_t at = 0;    ///< file that the child began last
  bool answered = true;  ///< it has said what came of it
  bool timed_out = false;
};

void take(const boost::json::value& message,
          const std::vector<std::string>& files,
          Probing& probing,
          Catalog& catalog) {
  if (!message.is_object() || !message.as_object().contains("file")) {
    return;
  }
  const auto file = static_cast<std::size_t>(message.at("file").to_number<std::int64_t>());
  const std::string type(message.at("type").as_string());
  probing.at = file;
  probing.answered = type != "begin";
  if (type == "plugin") {
    catalog.plugins.push_back(plugin_from_json(message.at("facts")));
    for (const std::string& why : catalog.plugins.back().left_out) {
      catalog.rejected.push_back(
          {files[file], "component", why + "; the rest of the plugin is used", "update tlhost"});
    }
  } else if (type == "rejected") {
    catalog.rejected.push_back({files[file],
                                "loading",
                                std::string(message.at("reason").as_string()),
                                "rebuild the plugin"});
  }
}

/// Reads one child to its end.  Returns the file to go on with.
std::size_t follow(Child& child,
                   const std::vector<std::string>& files,
                   std::size_t from,
                   Catalog& catalog) {
  Probing probing{from, true, false};
  std::optional<ChildExit> ended;
  while (!ended && !probing.timed_out) {
    pollfd wait{child.channel().descriptor(), POLLIN, 0};
    const int ready = ::poll(&wait, 1, kProbeTimeoutMs);
    for (const boost::json::value& message : child.channel().drain()) {
      take(message, files, probing, catalog);
    }
    probing.timed_out = ready == 0;
    ended = (wait.revents & (POLLHUP | POLLERR)) != 0 ? std::optional(child.wait()) : child.poll();
  }
  for (const boost::json::value& message : child.channel().drain()) {
    take(message, files, probing, catalog);
  }
  if (probing.timed_out && !ended) {
    child.kill(SIGKILL);
  }
  if (probing.answered && !probing.timed_out && ended->code == 0 && ended->signal == 0) {
    return files.size();
  }
  const std::string how =
      probing.timed_out ? "hung while loading (10 s)" : "while loading: " + ended->text();
  catalog.rejected.push_back({files[probing.at],
                              "loading",
                              how + ", before it described itself",
                              "rebuild the plugin, or take the file away"});
  return probing.at + 1;
}

void reject_duplicates(Catalog& catalog) {
  std::set<std::string> ids;
  std::vector<PluginFacts> kept;
  for (PluginFacts& plugin : catalog.plugins) {
    if (ids.insert(plugin.id).second) {
      kept.push_back(std::move(plugin));
      continue;
    }
    const auto first = std::find_if(
        kept.begin(), kept.end(), [&](const PluginFacts& p) { return p.id == plugin.id; });
    catalog.rejected.push_back({plugin.path,
                                "duplicate",
                                "plugin id \"" + plugin.id + "\" was found first in " + first->path,
                                "keep one of the two files"});
  }
  catalog.plugins = std::move(kept);
}

}  // namespace

std::vector<FoundComponent> find_components(const Catalog& catalog,
                                            Kind kind,
                                            const std::string& name) {
  std::vector<FoundComponent> found;
  for (const PluginFacts& plugin : catalog.plugins) {
    for (const ComponentFacts& component : plugin.components) {
      if (component.kind == kind &&
          (component.name == name || plugin.id + "/" + component.name == name)) {
        found.push_back({&plugin, &component});
      }
    }
  }
  return found;
}

Catalog open_catalog(const std::vector<std::string>& paths) {
  Catalog catalog;
  catalog.searched = paths;
  std::vector<std::string> files;
  for (const std::string& file : find_plugin_files(paths)) {
    if (auto refused = refuse_before_loading(file)) {
      catalog.rejected.push_back(std::move(*refused));
    } else {
      files.push_back(file);
    }
  }
  for (std::size_t next = 0; next < files.size();) {
    Child child =
        Child::start("", [&files, next](Channel& channel) { return probe(channel, files, next); });
    next = follow(child, files, next, catalog);
  }
  reject_duplicates(catalog);
  return catalog;
}

}  // namespace tlhost::engine
