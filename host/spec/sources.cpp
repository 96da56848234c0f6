#include "host/spec/entries.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/names.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/source_chains.hpp"
#include "host/spec/weights_rule.hpp"

#include <optional>
#include <string>

namespace tlhost::engine {

namespace {

const FieldTable<SourceSpec>& source_fields() {
  static const FieldTable<SourceSpec> fields = {
      hand_field<SourceSpec>("train_on", "a dataset"),
      hand_field<SourceSpec>("from", "another source, to start from"),
      hand_field<SourceSpec>("weights",
                             "a file to start from, with {model} for the model's name, or a table "
                             "of models and files"),
      hand_field<SourceSpec>("pretrain", "the recipe, instead of the common one"),
      choice_field<SourceSpec>(
          "seeds",
          [](SourceSpec& source, std::size_t index) {
            source.seeds = static_cast<SourceSeeds>(index);
          },
          {.now = {"one", "each"}},
          "trained once, with seed 0, or once for each of \"seeds\""),
      hand_field<SourceSpec>("normalise", "what the model's input is made of"),
      hand_field<SourceSpec>("numeric", "over the common one, key by key"),
      unkept_text_field<SourceSpec>("note", "free text"),
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
    recipe.use = {.component = "fine_tune", .place = node.place, .arguments = {}};
    recipe.training = reading.common.training;
    recipe.numeric = read_numeric(numeric, reading.common.numeric, reading.findings);
  }
  recipe.name = "pretrain";
  return recipe;
}

void refuse_training_keys(const JsonNode& node, Findings& findings) {
  for (const JsonMember& member : node.members) {
    if (member.key == "pretrain" || member.key == "seeds" || member.key == "numeric") {
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

std::vector<SourceSpec> read_sources(const JsonNode& root,
                                     const CommonRules& common,
                                     const ExperimentSpec& spec,
                                     Findings& findings) {
  std::optional<StrategySpec> recipe;
  if (const JsonNode* const pretrain = root.find("pretrain")) {
    recipe = read_strategy(*pretrain, common, findings);
  }
  const std::vector<JsonMember>& members = read_entries(root, "sources", findings);
  SourceReading reading{common,
                        recipe,
                        names_of("dataset", spec.datasets),
                        names_of("model", spec.models),
                        {"source", {}},
                        spec.folder,
                        findings};
  for (const JsonMember& member : members) {
    reading.sources.names.push_back(member.key);
  }
  std::vector<SourceSpec> sources;
  for (const JsonMember& member : members) {
    sources.push_back(read_source(member, reading));
  }
  link_chains(members, sources, findings);
  return sources;
}

}  // namespace tlhost::engine
