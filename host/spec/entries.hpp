#pragma once
#include "host/spec/experiment_spec.hpp"
#include "host/spec/json_node.hpp"
#include "host/spec/rules.hpp"

#include <vector>

namespace tlhost::engine {

/// The strategy that trains sources where the file has no "pretrain".
constexpr const char* kDefaultRecipe = "fine_tune";

/// The tables of entries and what stands beside them.  root: the object of the whole file.
/// An entry that is wrong is in the result all the same, so that names that refer to it are known.
std::vector<DatasetSpec> read_datasets(const JsonNode& root,
                                       const CommonRules& common,
                                       Findings& findings);
std::vector<ModelSpec> read_models(const JsonNode& root, Findings& findings);
std::vector<StrategySpec> read_strategies(const JsonNode& root,
                                          const CommonRules& common,
                                          Findings& findings);
/// "pretrain" and the sources, into spec, with the chain of each checked: SPEC-CYCLE.  spec has its
/// folder, datasets and models.
void read_sources(const JsonNode& root,
                  const CommonRules& common,
                  ExperimentSpec& spec,
                  Findings& findings);

/// One strategy entry or "pretrain" over the common values.
StrategySpec read_strategy(const JsonNode& node, const CommonRules& common, Findings& findings);

/// "include" and "exclude", into spec.  spec has its tables and targets.
void read_cells(const JsonNode& root, ExperimentSpec& spec, Findings& findings);

}  // namespace tlhost::engine
