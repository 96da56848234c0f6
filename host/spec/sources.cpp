#include "host/spec/entries.hpp"
#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/names.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/source_chains.hpp"
#include "host/spec/weights_rule.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

namespace tlhost::engine {

namespace {

const FieldTable<SourceSpec>& source_fields() {
  static const FieldTable<SourceSpec> fields = {
      hand_field<SourceSpec>("train_on", "the dataset that it is trained on"),
      hand_field<SourceSpec>("from",
                             "another source, whose weights the training starts from; else it "
                             "starts from random ones"),
      hand_field<SourceSpec>("weights",
                             "a file to start from, with {model} for the model's name, or a table "
                             "of models and files"),
      number_field(
          "least_fill",
          &SourceSpec::least_fill,
          {.low = 0, .high = 1, .without_low = true},
          "the part of the parameters before the head that a file of \"weights\" must fill"),
      hand_field<SourceSpec>("pretrain", "how it is trained, instead of the file's \"pretrain\""),
      enum_field<&SourceSpec::seeds>("seeds",
                                     {.now = {"one", "each"}},
                                     "trained once, with seed 0, or once for each of \"seeds\""),
      hand_field<SourceSpec>("normalise",
                             "how values from 0 to 1 become the model's input: less the mean, "
                             "divided by the deviation; with \"weights\" imagenet is the default"),
      hand_field<SourceSpec>("numeric",
                             "of its training, over what stands further out, key by key"),
      unkept_text_field<SourceSpec>("note", "free text; changes nothing"),
      later_field<SourceSpec>("for"),
      later_field<SourceSpec>("without_target"),
  };
  return fields;
}

// What every source's entry is read with.
struct SourceReading {
  const CommonRules& common;
  const std::optional<StrategySpec>& recipe;  // of the whole file
  NameTable datasets, models, sources;
  const std::string& folder;
  Findings& findings;
};

std::string read_train_on(const JsonNode& node, const SourceReading& reading) {
  const std::vector<std::string> names = read_names(node, reading.datasets, reading.findings);
  if (names.size() > 1) {
    reading.findings.add_not_yet(
        node.place,
        "training on several datasets together (" + listed_words(names) + ")",
        "name one dataset");
  }
  return names.size() == 1 ? names.front() : "";
}

// How the source is trained: its own recipe, else the file's, else fine_tune.
StrategySpec read_recipe(const JsonNode& node, const SourceReading& reading) {
  StrategySpec recipe;
  const JsonNode* const numeric = node.find("numeric");
  if (const JsonNode* const own = node.find("pretrain")) {
    CommonRules common = reading.common;
    common.numeric = read_numeric(numeric, common.numeric, reading.findings);
    recipe = read_strategy(*own, common, reading.findings);
  } else if (reading.recipe) {
    recipe = *reading.recipe;
    recipe.numeric = read_numeric(numeric, recipe.numeric, reading.findings);
  } else {
    recipe.place = node.place;
    recipe.use = {.component = kDefaultRecipe, .place = node.place, .arguments = {}};
    recipe.training = reading.common.training;
    recipe.numeric = read_numeric(numeric, reading.common.numeric, reading.findings);
  }
  recipe.name = "pretrain";
  return recipe;
}

// Keys that speak of training.
constexpr const char* kTrainingKeys[] = {"pretrain", "seeds", "numeric"};

void refuse_training_keys(const JsonNode& node, Findings& findings) {
  for (const JsonMember& member : node.members) {
    if (std::find(std::begin(kTrainingKeys), std::end(kTrainingKeys), member.key) !=
        std::end(kTrainingKeys)) {
      findings.add(member.place,
                   "SPEC-CONFLICT",
                   quoted_word(member.key) + " is for a source that is trained",
                   "add \"train_on\", or remove it");
    }
  }
}

void refuse_two_beginnings(const JsonNode& node, Findings& findings) {
  if (const JsonNode* const from = node.find("from")) {
    findings.add(from->place,
                 "SPEC-CONFLICT",
                 "the source starts from files and from another source",
                 "keep \"weights\" or \"from\"");
  }
}

SourceSpec read_source(const JsonMember& member, const SourceReading& reading) {
  const JsonNode& node = member.value;
  SourceSpec source;
  source.name = member.key;
  source.place = node.place;
  read_fields(node, source_fields(), source, reading.findings);
  const JsonNode* const train_on = node.find("train_on");
  const JsonNode* const from = node.find("from");
  if (train_on != nullptr) {
    source.train_on = read_train_on(*train_on, reading);
  } else if (from != nullptr) {
    add_missing(node, "train_on", reading.findings);
  } else {
    refuse_training_keys(node, reading.findings);
  }
  if (from != nullptr) {
    source.from = read_one_name(*from, reading.sources, reading.findings);
  }
  if (const JsonNode* const weights = node.find("weights")) {
    source.weights = read_weights(*weights, reading.models, reading.folder, reading.findings);
    refuse_two_beginnings(node, reading.findings);
  } else if (const JsonNode* const fill = node.find("least_fill")) {
    reading.findings.add(fill->place,
                         "SPEC-CONFLICT",
                         "\"least_fill\" is for sources with \"weights\"",
                         "add \"weights\", or remove it");
  }
  const StrategySpec recipe = read_recipe(node, reading);
  if (train_on != nullptr) {
    source.pretrain = recipe;
  }
  const JsonNode* const normalise = node.find("normalise");
  source.normalise = read_normalise(normalise, reading.common.image.channels, reading.findings);
  if (source.weights.given() && normalise == nullptr) {
    source.normalise.kind = NormaliseRule::Kind::imagenet;
  }
  if (from != nullptr && normalise != nullptr) {
    reading.findings.add(normalise->place,
                         "SPEC-CONFLICT",
                         "normalisation travels with the weights that \"from\" names",
                         "say it where the chain begins");
  }
  return source;
}

}  // namespace

void read_sources(const JsonNode& root,
                  const CommonRules& common,
                  ExperimentSpec& spec,
                  Findings& findings) {
  if (const JsonNode* const pretrain = root.find("pretrain")) {
    spec.pretrain = read_strategy(*pretrain, common, findings);
    spec.pretrain->name = "pretrain";
  }
  const std::vector<JsonMember>& members = read_entries(root, "sources", findings);
  SourceReading reading{common,
                        spec.pretrain,
                        names_of("dataset", spec.datasets),
                        names_of("model", spec.models),
                        {"source", {}},
                        spec.folder,
                        findings};
  for (const JsonMember& member : members) {
    reading.sources.names.push_back(member.key);
  }
  for (const JsonMember& member : members) {
    spec.sources.push_back(read_source(member, reading));
  }
  link_chains(members, spec.sources, findings);
}

boost::json::object source_schema() {
  boost::json::object schema =
      object_schema(source_fields(),
                    {{"train_on", reference("names")},
                     {"from", reference("name")},
                     {"weights", weights_schema()},
                     {"pretrain", reference("strategy")},
                     {"normalise", normalise_schema()},
                     {"numeric", optional(reference("numeric_of_entry"))}});
  boost::json::object needs{{"from", boost::json::array{"train_on"}},
                            {"least_fill", boost::json::array{"weights"}}};
  for (const char* const key : kTrainingKeys) {
    needs[key] = boost::json::array{"train_on"};
  }
  schema["dependencies"] = std::move(needs);
  // The chain's beginning says what a source with "from" starts with.
  boost::json::array conflicts;
  for (const char* const key : {"normalise", "weights"}) {
    conflicts.push_back(boost::json::object{{"required", boost::json::array{"from", key}}});
  }
  schema["not"] = boost::json::object{{"anyOf", std::move(conflicts)}};
  return schema;
}

}  // namespace tlhost::engine
