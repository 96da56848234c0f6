#include "host/resolve/resolve.hpp"

#include "host/catalog/parameter_facts.hpp"
#include "host/resolve/requirements.hpp"
#include "host/store/digest.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace tlhost::engine {
namespace {

/// Collects what is wrong with the components of one file.
class Resolver {
 public:
  Resolver(const ExperimentSpec& spec, const Catalog& catalog)
      : spec_(spec),
        catalog_(catalog),
        problems_(spec.problems),
        rejected_only_(spec.problems.empty()) {
    for (const Problem& problem : unmet_requirements(spec, catalog)) {
      add(problem);
    }
  }

  Component component(Kind kind, const Use& use) {
    Component component;
    component.kind = kind;
    if (const auto found = find(kind, use)) {
      component.plugin = found->plugin->id;
      component.version = found->plugin->version;
      component.name = found->component->name;
      component.library = found->plugin->path;
      component.source = found->plugin->source;
      component.seedless = found->component->seedless;
      component.insecure = !found->plugin->insecure.empty();
      take_arguments(*found->component, use, component);
    }
    return component;
  }

  void finish() const {
    if (problems_.empty()) {
      return;
    }
    throw Refusal(rejected_only_ ? Exit::plugin : Exit::usage, problems_);
  }

 private:
  void add(const std::string& code,
           const Place& place,
           const std::string& what,
           const std::string& fix) {
    add({code,
         spec_.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column),
         what,
         place.pointer,
         fix});
  }

  void add(const Problem& problem) {
    rejected_only_ = rejected_only_ && problem.code == "PLUGIN-REJECTED";
    // Sources share the common recipe: one mistake there is one problem.
    if (std::find(problems_.begin(), problems_.end(), problem) == problems_.end()) {
      problems_.push_back(problem);
    }
  }

  std::optional<FoundComponent> find(Kind kind, const Use& use) {
    const std::vector<FoundComponent> found = find_components(catalog_, kind, use.component);
    if (found.size() == 1) {
      return found[0];
    }
    const std::string table = table_of(kind);
    if (found.size() > 1) {
      std::string names;
      for (const FoundComponent& one : found) {
        names += (names.empty() ? "" : ", ") +
                 ("\"" + one.plugin->id + "/" + one.component->name + "\"");
      }
      add("COMPONENT-AMBIGUOUS",
          use.place,
          "several plugins have " + table + "/" + use.component,
          "use one of " + names);
      return std::nullopt;
    }
    not_found(kind, use);
    return std::nullopt;
  }

  void not_found(Kind kind, const Use& use) {
    std::vector<std::string> known;
    for (const PluginFacts& plugin : catalog_.plugins) {
      for (const ComponentFacts& component : plugin.components) {
        if (component.kind == kind) {
          known.push_back(component.name);
        }
      }
    }
    const std::string near = nearest_word(use.component, known);
    std::string what = std::string(table_of(kind)) + "/" + use.component + " not found. " +
                       (near.empty() ? "" : "Did you mean \"" + near + "\"? ") + searched();
    const bool rejected = near.empty() && !catalog_.rejected.empty();
    add(rejected ? "PLUGIN-REJECTED" : "COMPONENT-UNKNOWN",
        use.place,
        what,
        rejected ? rejections() : "tlhost list shows all components");
  }

  std::string searched() const {
    std::string text = "Searched:";
    for (const std::string& path : catalog_.searched) {
      text += " " + path;
    }
    text += " (" + std::to_string(catalog_.plugins.size()) + " plugins, " +
            std::to_string(catalog_.rejected.size()) + " rejected)";
    return catalog_.searched.empty() ? "No folder of plugins was given." : text;
  }

  std::string rejections() const {
    std::string text;
    for (const RejectedPlugin& plugin : catalog_.rejected) {
      text +=
          (text.empty() ? "" : "; ") + plugin.path + ": " + plugin.reason + " - " + plugin.remedy;
    }
    return text;
  }

  void take_arguments(const ComponentFacts& facts, const Use& use, Component& component) {
    for (const Argument& argument : use.arguments) {
      take_argument(facts, argument, component);
    }
    for (const ParameterFacts& parameter : facts.parameters) {
      if (component.arguments.count(parameter.name) != 0) {
        continue;
      }
      if (parameter.required) {
        add("PARAMETER-MISSING",
            use.place,
            facts.name + " needs \"" + parameter.name + "\" (" + name_of(parameter.type) + ")",
            parameter.doc.empty() ? "add it to this entry" : parameter.doc);
      }
      component.arguments[parameter.name] = parameter.default_value;
    }
  }

  void take_argument(const ComponentFacts& facts, const Argument& argument, Component& component) {
    const auto parameter = std::find_if(facts.parameters.begin(),
                                        facts.parameters.end(),
                                        [&](const auto& p) { return p.name == argument.name; });
    if (parameter == facts.parameters.end()) {
      std::vector<std::string> known;
      for (const ParameterFacts& p : facts.parameters) {
        known.push_back(p.name);
      }
      const std::string near = nearest_word(argument.name, known);
      add("PARAMETER-UNKNOWN",
          argument.place,
          facts.name + " has no parameter \"" + argument.name + "\"" +
              (near.empty() ? "" : "; did you mean \"" + near + "\"?"),
          "tlhost describe " + std::string(table_of(facts.kind)) + "/" + facts.name +
              " lists them");
      return;
    }
    Argument::Value value = argument.value;
    if (const std::string problem = fit_value(*parameter, value); !problem.empty()) {
      add("PARAMETER-VALUE",
          argument.place,
          "\"" + argument.name + "\": " + problem,
          parameter->doc);
    }
    if (parameter->type == ParameterType::path && std::holds_alternative<std::string>(value)) {
      value = take_path(*parameter, argument, std::get<std::string>(value), component);
    }
    component.arguments[argument.name] = std::move(value);
  }

  std::string take_path(const ParameterFacts& parameter,
                        const Argument& argument,
                        const std::string& written,
                        Component& component) {
    std::filesystem::path path = written;
    if (written.rfind("~/", 0) == 0 && std::getenv("HOME") != nullptr) {
      path = std::filesystem::path(std::getenv("HOME")) / written.substr(2);
    }
    path = path.is_absolute() ? path : std::filesystem::path(spec_.folder) / path;
    path = path.lexically_normal();
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
      add("PARAMETER-PATH",
          argument.place,
          "\"" + argument.name + "\": " + path.string() + ": no such file or folder",
          "relative paths start at the experiment file's folder");
    } else if (component.kind != Kind::dataset && !std::filesystem::is_regular_file(path, error)) {
      add("PARAMETER-PATH",
          argument.place,
          "\"" + argument.name + "\": " + path.string() + " is not a file",
          "name a file; its bytes are part of every result's identity");
    } else if (component.kind != Kind::dataset) {
      component.path_digests[parameter.name] = sha256_file(path.string());
    }
    return path.string();
  }

  const ExperimentSpec& spec_;
  const Catalog& catalog_;
  std::vector<Problem> problems_;
  bool rejected_only_ = true;
};

}  // namespace

boost::json::value Component::key() const {
  boost::json::object params;
  for (const auto& [name, value] : arguments) {
    const auto digest = path_digests.find(name);
    params[name] =
        digest == path_digests.end() ? value_to_json(value) : boost::json::value(digest->second);
  }
  return {{"id", plugin + "/" + name}, {"source", source}, {"params", std::move(params)}};
}

Experiment resolve(const ExperimentSpec& spec, const Catalog& catalog) {
  Experiment experiment;
  experiment.spec = spec;
  Resolver resolver(spec, catalog);
  for (const DatasetSpec& dataset : spec.datasets) {
    experiment.datasets.push_back(resolver.component(Kind::dataset, dataset.use));
  }
  for (const ModelSpec& model : spec.models) {
    experiment.models.push_back(resolver.component(Kind::model, model.use));
  }
  if (spec.pretrain) {  // wrong even where no source needs it
    resolver.component(Kind::strategy, spec.pretrain->use);
  }
  for (const SourceSpec& source : spec.sources) {
    experiment.recipes.push_back(
        source.pretrain ? std::optional(resolver.component(Kind::strategy, source.pretrain->use))
                        : std::nullopt);
  }
  for (const StrategySpec& strategy : spec.strategies) {
    experiment.strategies.push_back(resolver.component(Kind::strategy, strategy.use));
  }
  resolver.finish();
  return experiment;
}

}  // namespace tlhost::engine
