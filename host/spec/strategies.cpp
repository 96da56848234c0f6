#include "host/spec/entries.hpp"
#include "host/spec/grammar_schema.hpp"
#include "host/spec/names.hpp"
#include "host/spec/use.hpp"

namespace tlhost::engine {

namespace {

const FieldTable<StrategySpec>& strategy_fields() {
  static const FieldTable<StrategySpec> fields = [] {
    FieldTable<StrategySpec> all = component_fields<StrategySpec>();
    all.push_back(hand_field<StrategySpec>("training", "over the file's \"training\", key by key"));
    all.push_back(hand_field<StrategySpec>("numeric", "over what stands further out, key by key"));
    for (const char* const name : {"search", "after", "over"}) {
      all.push_back(later_field<StrategySpec>(name));
    }
    return all;
  }();
  return fields;
}

}  // namespace

StrategySpec read_strategy(const JsonNode& node, const CommonRules& common, Findings& findings) {
  StrategySpec strategy;
  read_component(node, strategy_fields(), strategy, findings);
  strategy.training = read_training(node.find("training"), common.training, findings);
  strategy.numeric = read_numeric(node.find("numeric"), common.numeric, findings);
  return strategy;
}

std::vector<StrategySpec> read_strategies(const JsonNode& root,
                                          const CommonRules& common,
                                          Findings& findings) {
  std::vector<StrategySpec> strategies;
  for (const JsonMember& member : read_entries(root, "strategies", findings)) {
    strategies.push_back(read_strategy(member.value, common, findings));
    strategies.back().name = member.key;
  }
  return strategies;
}

EntryGrammar strategy_grammar() {
  return entry_grammar(strategy_fields(),
                       {{"training", optional(reference("training_of_entry"))},
                        {"numeric", optional(reference("numeric_of_entry"))}});
}

}  // namespace tlhost::engine
