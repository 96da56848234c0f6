#include "host/describe/describe.hpp"

#include "host/catalog/component.hpp"
#include "host/catalog/library.hpp"
#include "host/catalog/show.hpp"
#include "host/describe/network_facts.hpp"
#include "host/describe/number_text.hpp"
#include "host/log/columns.hpp"
#include "host/log/exception_text.hpp"
#include "host/log/printable.hpp"
#include "host/process/child.hpp"
#include "host/process/child_context.hpp"
#include "host/resolve/prepared.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include <array>
#include <charconv>
#include <utility>

namespace tlhost::engine {
namespace {

/// A network, or why there is none.
struct Looked {
  boost::json::object network;
  std::string reason;
};

boost::json::object to_json(const NetworkFacts& facts) {
  boost::json::array stages;
  for (const StageFacts& stage : facts.stages) {
    stages.push_back({{"name", stage.name},
                      {"output", boost::json::value_from(stage.output)},
                      {"parameters", stage.parameters},
                      {"multiply_adds", stage.multiply_adds}});
  }
  return {{"channels", facts.request.channels},
          {"classes", facts.request.classes},
          {"image_size", facts.request.image_size},
          {"stages", std::move(stages)},
          {"parameters", facts.parameters()},
          {"multiply_adds", facts.multiply_adds()}};
}

/// The child's part: the only one that runs the plugin's code.
boost::json::object network_of(const FoundComponent& found,
                               const Arguments& arguments,
                               const ModelRequest& request,
                               Channel& channel) {
  const Library library(found.plugin->path);
  ChildContext context(channel, "");
  const std::string where = found.plugin->id + " models/" + found.component->name;
  HostNetwork network(
      Loaded<Model>(create_object(
          library, library.entry(Kind::model, found.component->name), arguments, request, context)),
      where,
      false,
      request.classes);
  return to_json(measure_network(network, request));
}

int answer(const FoundComponent& found,
           const Arguments& arguments,
           const ModelRequest& request,
           Channel& channel) {
  boost::json::object message{{"type", "network"}};
  try {
    message["network"] = network_of(found, arguments, request, channel);
  } catch (const Refusal& refusal) {
    message["reason"] = refusal.problems().front().what;
  } catch (const std::exception& error) {
    message["reason"] = text_of(error);
  }
  channel.send(message);
  return 0;
}

Looked run_child(const FoundComponent& found,
                 const Arguments& arguments,
                 const ModelRequest& request) {
  Child child = Child::start(
      "", [&](Channel& channel) { return answer(found, arguments, request, channel); });
  Looked looked;
  const ChildExit ended = child.listen([&looked](const boost::json::value& message) {
    const boost::json::object& fields = message.as_object();
    if (fields.at("type").as_string() != "network") {
      return;
    }
    if (const auto* network = fields.if_contains("network")) {
      looked.network = network->as_object();
    } else {
      looked.reason = printable(fields.at("reason").as_string());
    }
  });
  if (looked.network.empty() && looked.reason.empty()) {
    looked.reason = "its process ended with " + ended.text();
  }
  return looked;
}

Looked look_at(const FoundComponent& found, const NetworkWish& wish) {
  for (const Prepared& component : prepare(*found.plugin, wish.parameters)) {
    if (component.kind != Kind::model || component.name != found.component->name) {
      continue;
    }
    if (!component.not_given.empty()) {
      return {{},
              "its parameter \"" + component.not_given.front() +
                  "\" is required; give it by --config FILE.json"};
    }
    const ModelRequest request{
        wish.channels.value_or(3), wish.classes.value_or(1000), wish.image_size.value_or(224)};
    return run_child(found, component.arguments, request);
  }
  return {};
}

/// Of a model, what there is to say of its network; nothing of other components.
std::optional<Looked> looked_at(const Catalog& catalog,
                                const std::string& what,
                                const NetworkWish& wish) {
  const FoundComponent found = find_one(catalog, what);
  const auto refusal = [&what](const std::string& why, const char* fix) {
    return Refusal(Exit::usage, {"DESCRIBE-MODEL", what, why, "", fix});
  };
  if (found.component->kind != Kind::model) {
    if (wish.asked()) {
      throw refusal("it is no model, so it has no size, channels, classes or network", "");
    }
    return std::nullopt;
  }
  Looked looked = look_at(found, wish);
  if (looked.network.empty() && wish.asked()) {
    throw refusal(looked.reason, "change --size, --channels, --classes or the file of --config");
  }
  return looked;
}

/// "15.47 G"
std::string short_number(double number) {
  const char* unit = "";
  for (const char* next : {" k", " M", " G", " T"}) {
    if (number < 1000) {
      break;
    }
    number /= 1000;
    unit = next;
  }
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(),
                                 digits.data() + digits.size(),
                                 number,
                                 std::chars_format::fixed,
                                 *unit == '\0' ? 0 : 2);
  return std::string(digits.data(), end.ptr) + unit;
}

std::string network_text(const boost::json::object& network) {
  const auto row = [](std::string name, std::string output, const boost::json::object& of) {
    return std::vector<std::string>{std::move(name),
                                    std::move(output),
                                    whole(of.at("parameters")),
                                    short_number(of.at("multiply_adds").to_number<double>())};
  };
  std::vector<std::vector<std::string>> rows{{"stage", "output", "parameters", "multiply-adds"}};
  for (const boost::json::value& entry : network.at("stages").as_array()) {
    const boost::json::object& stage = entry.as_object();
    rows.push_back(row(std::string(stage.at("name").as_string()),
                       shape_text(stage.at("output").as_array()),
                       stage));
  }
  rows.push_back(row("all", "", network));
  const std::string side = whole(network.at("image_size"));
  return "\nFor one image of " + whole(network.at("channels")) + " x " + side + " x " + side +
         " and " + whole(network.at("classes")) + " classes:\n\n" + columns(rows);
}

}  // namespace

std::string describe_with_network_text(const Catalog& catalog,
                                       const std::string& what,
                                       const NetworkWish& wish) {
  const std::optional<Looked> looked = looked_at(catalog, what, wish);
  std::string text = describe_text(catalog, what);
  if (looked) {
    text += looked->network.empty() ? "\nIts stages cannot be shown: " + looked->reason + "\n"
                                    : network_text(looked->network);
  }
  return text;
}

std::string describe_with_network_json(const Catalog& catalog,
                                       const std::string& what,
                                       const NetworkWish& wish) {
  const std::optional<Looked> looked = looked_at(catalog, what, wish);
  boost::json::value all = boost::json::parse(describe_json(catalog, what));
  if (looked) {
    all.as_object()["network"] = looked->network.empty()
                                     ? boost::json::value{{"reason", looked->reason}}
                                     : boost::json::value(looked->network);
  }
  return boost::json::serialize(all) + "\n";
}

}  // namespace tlhost::engine
