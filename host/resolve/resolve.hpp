#pragma once
#include "host/catalog/catalog.hpp"
#include "host/catalog/component.hpp"
#include "host/spec/experiment_spec.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// A component as one entry of the experiment uses it.
struct Component {
  Kind kind = Kind::dataset;
  std::string plugin, version, name, library;
  std::string source;  ///< the plugin's identity
  bool seedless = false;
  bool insecure = false;  ///< others could have changed its library; --insecure-plugins was given
  Arguments arguments;    ///< every parameter; paths absolute
  std::map<std::string, std::string>
      path_digests;  ///< of models and strategies: SHA-256 of the files that paths name
  /// {"id", "source", "params"}: its part of a key.  Never a path: the digest of what lies there.
  boost::json::value key() const;
};

/// The experiment with every name resolved: nothing unknown, misspelt or out of range is left.
struct Experiment {
  ExperimentSpec spec;
  std::vector<Component> datasets, models, strategies;  ///< as the tables of spec
  std::vector<std::optional<Component>> recipes;        ///< as spec.sources: how each is trained
};

/// Errors: Refusal(usage) with all problems of the file, those that the spec found included, in the
/// file's order; Refusal(plugin) if the only problems are components whose plugin was rejected.
Experiment resolve(const ExperimentSpec& spec, const Catalog& catalog);

}  // namespace tlhost::engine
