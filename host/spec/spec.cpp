#include "host/spec/spec.hpp"

#include "host/spec/audit_rule.hpp"
#include "host/spec/entries.hpp"
#include "host/spec/field_schema.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/json_tree.hpp"
#include "host/spec/make_field.hpp"
#include "host/spec/names.hpp"
#include "host/spec/read_fields.hpp"
#include "host/spec/requirements.hpp"
#include "host/spec/rules.hpp"
#include "host/spec/spec_paths.hpp"

#include <filesystem>
#include <set>
#include <utility>

namespace tlhost::engine {

namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::int64_t kDefaultSeeds = 6;
constexpr std::int64_t kMostSeeds = 100'000;
constexpr const char* kDefaultStore = ".tlhost";

FieldFacts seed_count_facts() {
  return {.name = "seeds",
          .kind = FieldKind::integer,
          .range = from_to(1, static_cast<double>(kMostSeeds))};
}

FieldFacts seed_facts() {
  return {.name = "seeds", .kind = FieldKind::integer, .range = at_least(0)};
}

const FieldTable<ExperimentSpec>& file_fields() {
  using Spec = ExperimentSpec;
  static const FieldTable<Spec> fields = {
      unkept_text_field<Spec>("$schema", "the schema of this file, for editors; ignored"),
      required(hand_field<Spec>("format", "the version of this grammar")),
      required(text_field<Spec>("name", &Spec::name, "the name of the experiment")),
      text_field<Spec>("note", &Spec::note, "free text; changes nothing"),
      hand_field<Spec>("plugins", "folders and files of plugins, beside those of --plugins"),
      hand_field<Spec>("requires", "the versions of plugins that are needed, by plugin id"),
      hand_field<Spec>("seeds", "how many seeds (n stands for 1..n), or a list of seeds"),
      hand_field<Spec>("image", "what models get"),
      required(hand_field<Spec>("datasets", "the datasets, by name")),
      required(hand_field<Spec>("models", "the models, by name")),
      required(hand_field<Spec>("sources", "the sources, by name: what a model has learnt before")),
      required(hand_field<Spec>("targets", "names of datasets: what the models shall learn")),
      required(hand_field<Spec>(
          "strategies", "the strategies, by name: how a model gets from a source to a target")),
      hand_field<Spec>("pretrain", "how every source is trained that has no recipe of its own"),
      hand_field<Spec>("training", "how networks are trained; strategies may differ, key by key"),
      hand_field<Spec>("split",
                       "training, validation and test part; datasets may differ, key by key"),
      hand_field<Spec>("on_bad_sample",
                       "what is done about samples that cannot be read; datasets may differ"),
      choice_field<Spec>("select",
                         &Spec::select,
                         {.now = {"auc", "accuracy"}},
                         "the figure on validation that chooses epochs"),
      flag_field<Spec>("self", &Spec::self, "also cells whose source has seen the target's data"),
      hand_field<Spec>("include", "the cells that are run; []: all"),
      hand_field<Spec>("exclude", "the cells that are not run; wins over \"include\""),
      hand_field<Spec>("audit", "which copies the audit lets pass"),
      hand_field<Spec>("numeric",
                       "how numbers are computed; sources and strategies may differ, key by key"),
      hand_field<Spec>("store", "folder of what is computed once and kept"),
      hand_field<Spec>("output", "folder of the report (default: runs/ and the experiment's name)"),
      hand_field<Spec>("budgets",
                       "how many labelled records of each class may be learnt from (default: all)"),
      later_field<Spec>("devices"),
  };
  return fields;
}

// True if the rest of the file is ours to read.
bool read_format(const JsonNode* node, Findings& findings) {
  if (node == nullptr || node->kind == JsonKind::broken) {
    return true;
  }
  const std::optional<std::int64_t> format = as_integer(*node);
  if (format == kFormat) {
    return true;
  }
  if (!format) {
    add_wrong_type(*node, "the number " + std::to_string(kFormat), findings);
    return true;
  }
  findings.add(node->place,
               "SPEC-FORMAT",
               "expected format " + std::to_string(kFormat) + ", found " + found_text(*node),
               "use a tlhost that knows this format");
  return false;
}

std::vector<std::uint64_t> read_seed_list(const JsonNode& list, Findings& findings) {
  const FieldFacts seed = seed_facts();
  std::vector<std::uint64_t> seeds;
  std::set<std::uint64_t> seen;
  for (const JsonNode& item : list.items) {
    const std::optional<Scalar> value = read_scalar(seed, item, findings);
    if (!value) {
      continue;
    }
    seeds.push_back(static_cast<std::uint64_t>(value->integer));
    if (!seen.insert(seeds.back()).second) {
      findings.add(item.place,
                   "SPEC-DUPLICATE",
                   "the seed " + item.text + " stands twice in the list",
                   "keep one of them");
    }
  }
  if (list.items.empty()) {
    findings.add(list.place, "SPEC-EMPTY", "expected at least one seed, found an empty list");
  }
  return seeds;
}

std::vector<std::uint64_t> read_seeds(const JsonNode* node, Findings& findings) {
  if (node != nullptr && node->kind == JsonKind::array) {
    return read_seed_list(*node, findings);
  }
  const FieldFacts count = seed_count_facts();
  std::int64_t seed_count = kDefaultSeeds;
  if (node != nullptr && !as_integer(*node)) {
    add_wrong_type(*node, expected_text(count) + ", or a list of seeds", findings);
  } else if (node != nullptr) {
    const std::optional<Scalar> value = read_scalar(count, *node, findings);
    seed_count = value ? value->integer : seed_count;
  }
  std::vector<std::uint64_t> seeds;
  for (std::int64_t seed = 1; seed <= seed_count; ++seed) {
    seeds.push_back(static_cast<std::uint64_t>(seed));
  }
  return seeds;
}

CommonRules read_common(const JsonNode& root, Findings& findings) {
  return {.image = read_image(root.find("image"), findings),
          .split = read_split(root.find("split"), {}, findings),
          .training = read_training(root.find("training"), {}, findings),
          .numeric = read_numeric(root.find("numeric"), {}, findings),
          .bad_samples = read_bad_samples(root.find("on_bad_sample"), {}, findings)};
}

void read_tables(const JsonNode& root, ExperimentSpec& spec, Findings& findings) {
  const CommonRules common = read_common(root, findings);
  spec.datasets = read_datasets(root, common, findings);
  spec.models = read_models(root, findings);
  read_sources(root, common, spec, findings);
  spec.strategies = read_strategies(root, common, findings);
  if (const JsonNode* const targets = root.find("targets")) {
    spec.targets = read_names(*targets, names_of("dataset", spec.datasets), findings);
  }
  spec.budgets = read_budgets(root.find("budgets"), findings);
  read_cells(root, spec, findings);
}

// One path of the file, or `otherwise`.
std::string read_path(const JsonNode* node,
                      const std::string& otherwise,
                      const std::string& folder,
                      Findings& findings) {
  if (node != nullptr && node->kind != JsonKind::string) {
    add_wrong_type(*node, "a path", findings);
    return "";
  }
  const std::string path = node == nullptr ? otherwise : node->text;
  return absolute_path(path, folder, node == nullptr ? Place{} : node->place, findings);
}

void read_paths(const JsonNode& root, ExperimentSpec& spec, Findings& findings) {
  if (const JsonNode* const plugins = root.find("plugins")) {
    if (plugins->kind != JsonKind::array) {
      add_wrong_type(*plugins, "a list of paths", findings);
    }
    for (const JsonNode& item : plugins->items) {
      const std::string path = read_path(&item, "", spec.folder, findings);
      if (!path.empty()) {
        spec.plugins.push_back(path);
      }
    }
  }
  spec.store = read_path(root.find("store"), kDefaultStore, spec.folder, findings);
  spec.output = read_path(root.find("output"), "runs/" + spec.name, spec.folder, findings);
}

void read_root(const JsonNode& root, ExperimentSpec& spec, Findings& findings) {
  if (root.kind != JsonKind::object) {
    add_wrong_type(root, "an object", findings);
    return;
  }
  if (!read_format(root.find("format"), findings)) {
    return;
  }
  read_fields(root, file_fields(), spec, findings);
  if (const JsonNode* const name = root.find("name"); name && name->kind == JsonKind::string) {
    check_name(name->text, name->place, findings);
  }
  spec.seeds = read_seeds(root.find("seeds"), findings);
  spec.required = read_requirements(root.find("requires"), findings);
  spec.audit = read_audit(root.find("audit"), findings);
  read_tables(root, spec, findings);
  read_paths(root, spec, findings);
}

}  // namespace

ExperimentSpec parse_spec(const std::string& file) {
  Findings findings(file);
  const JsonNode root = read_json(read_spec_file(file), findings);
  ExperimentSpec spec;
  spec.file = file;
  spec.folder = std::filesystem::absolute(file).lexically_normal().parent_path().string();
  read_root(root, spec, findings);
  spec.problems = findings.in_order();
  return spec;
}

boost::json::object seeds_schema() {
  const boost::json::object list{{"type", "array"},
                                 {"minItems", 1},
                                 {"uniqueItems", true},
                                 {"items", scalar_schema(seed_facts())}};
  return {{"anyOf", {scalar_schema(seed_count_facts()), list}}, {"default", kDefaultSeeds}};
}

boost::json::object path_schema() { return {{"type", "string"}, {"minLength", 1}}; }

boost::json::object file_schema() {
  const boost::json::object paths{{"type", "array"}, {"items", path_schema()}};
  const boost::json::object cells{{"type", "array"}, {"items", reference("cells")}};
  Shapes shapes{{"format", {{"type", "integer"}, {"const", kFormat}}},
                {"name", reference("name")},
                {"plugins", paths},
                {"requires", requirements_schema()},
                {"audit", optional(audit_schema())},
                {"seeds", seeds_schema()},
                {"targets", reference("names")},
                {"pretrain", reference("strategy")},
                {"budgets", budgets_schema()},
                {"include", cells},
                {"exclude", cells},
                {"store", path_schema()},
                {"output", path_schema()}};
  for (const char* const key : {"image", "training", "split", "numeric"}) {
    shapes[key] = optional(reference(key));
  }
  shapes["on_bad_sample"] = bad_samples_schema();
  shapes["on_bad_sample"]["default"] = "refuse";
  shapes["datasets"] = table_schema("dataset");
  shapes["models"] = table_schema("model");
  shapes["sources"] = table_schema("source");
  shapes["strategies"] = table_schema("strategy");
  for (const char* const key : {"plugins", "include", "exclude"}) {
    shapes[key]["default"] = boost::json::array{};
  }
  shapes["pretrain"]["default"] = boost::json::object{{"use", kDefaultRecipe}};
  shapes["store"]["default"] = kDefaultStore;
  boost::json::object schema = object_schema(file_fields(), shapes);
  schema["allOf"] = channel_conditions();
  return schema;
}

}  // namespace tlhost::engine
