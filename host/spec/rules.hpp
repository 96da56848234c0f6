#pragma once
#include "host/spec/experiment_spec.hpp"
#include "host/spec/fields.hpp"
#include "host/spec/json_node.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tlhost::engine {

/// What entries start from: the values of the whole file.
struct CommonRules {
  ImageRule image;
  SplitRule split;
  TrainingRule training;
  NumericRule numeric;
  BadSampleRule bad_samples;
};

/// How a budget is called in filters and in the report: "25", "all".
std::string budget_name(std::int64_t per_class);

/// The tables of keys.
const FieldTable<ImageRule>& image_fields();
const FieldTable<SplitRule>& split_fields();
const FieldTable<TrainingRule>& training_fields();
const FieldTable<NumericRule>& numeric_fields();

/// Each reads an object key by key over `base`; node may be null, which leaves base as it is.
ImageRule read_image(const JsonNode* node, Findings& findings);
/// "image" of a dataset entry: {fit, window}
ImageRule read_dataset_image(const JsonNode* node, const ImageRule& base, Findings& findings);
/// "image" of a model entry: {size}
std::optional<std::int64_t> read_image_size(const JsonNode* node, Findings& findings);
SplitRule read_split(const JsonNode* node, const SplitRule& base, Findings& findings);
/// "on_bad_sample", whole: what an object leaves out is the default, not what `base` says.
BadSampleRule read_bad_samples(const JsonNode* node, const BadSampleRule& base, Findings& findings);
TrainingRule read_training(const JsonNode* node, const TrainingRule& base, Findings& findings);
/// "budgets"; null: no such axis.
BudgetRule read_budgets(const JsonNode* node, Findings& findings);
NumericRule read_numeric(const JsonNode* node, const NumericRule& base, Findings& findings);
/// channels: how many values mean and std must have.
NormaliseRule read_normalise(const JsonNode* node, std::int64_t channels, Findings& findings);

}  // namespace tlhost::engine
