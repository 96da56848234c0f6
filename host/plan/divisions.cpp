#include "host/plan/divisions.hpp"

#include "host/data/random.hpp"

namespace tlhost::engine {
namespace {

/// Of the publisher's split there is one.
std::int64_t repeats_of(const SplitRule& rule) {
  return rule.protocol == Protocol::official ? 1 : rule.repeats;
}

std::uint64_t test_seed(const SplitRule& rule, const SplitName& name, std::uint64_t varied) {
  const std::uint64_t seed = rule.vary == Vary::test ? varied : rule.seed;
  const auto repeat = static_cast<std::uint64_t>(name.division.repeat);
  return repeat == 1 ? seed : stream_key(seed, "split.repeat", {repeat});
}

}  // namespace

std::vector<Division> divisions_of(const SplitRule& rule) {
  std::vector<Division> divisions;
  for (std::int64_t repeat = 1; repeat <= repeats_of(rule); ++repeat) {
    if (rule.protocol != Protocol::folds) {
      divisions.push_back({repeat, 0});
      continue;
    }
    for (std::int64_t fold = 1; fold <= rule.folds; ++fold) {
      divisions.push_back({repeat, fold});
    }
  }
  return divisions;
}

SplitRequest split_request(const DatasetSpec& dataset,
                           const BudgetRule& budgets,
                           const SplitName& name) {
  const SplitRule& rule = dataset.split;
  const std::uint64_t varied = stream_key(rule.seed, "split.vary", {name.seed});
  SplitRequest request;
  request.official = rule.protocol == Protocol::official;
  request.test = rule.test;
  request.validation = rule.validation;
  request.test_seed = test_seed(rule, name, varied);
  request.validation_seed = rule.vary == Vary::nothing ? rule.seed : varied;
  request.folds = rule.protocol == Protocol::folds ? rule.folds : 0;
  request.test_fold = name.division.fold - 1;
  request.naive = name.naive;
  request.limit = {dataset.limit_per_class, rule.seed};
  request.budget = {name.budget, request.validation_seed};
  request.validation_budget = {name.budget == 0 ? 0 : budgets.validation_per_class,
                               request.validation_seed};
  return request;
}

std::string words_of(const SplitName& name, const SplitRule& rule) {
  std::string words;
  if (repeats_of(rule) > 1) {
    words += ", repeat " + std::to_string(name.division.repeat);
  }
  if (name.division.fold > 0) {
    words += ", fold " + std::to_string(name.division.fold);
  }
  if (name.budget > 0) {
    words += ", " + std::to_string(name.budget) + " of each class";
  }
  return words + (name.naive ? ", naive split" : "");
}

}  // namespace tlhost::engine
