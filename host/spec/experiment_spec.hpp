#pragma once
#include "host/log/problem.hpp"
#include "host/spec/audit_values.hpp"
#include "host/spec/dataset_values.hpp"
#include "host/spec/place.hpp"
#include "host/spec/training_values.hpp"
#include "host/spec/version_rule.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tlhost::engine {

/// A component's parameter as written: checked against the component's schema in `resolve`.
struct Argument {
  using Value = std::variant<std::nullptr_t,
                             bool,
                             std::int64_t,
                             double,
                             std::string,
                             std::vector<double>,
                             std::vector<std::string>>;
  std::string name;
  Value value;  ///< null: an object, a mixed list or a JSON null was written, which no parameter
                ///< takes. An empty list is an empty list of numbers, for either kind of list.
  Place place;
};

/// "use": a component by name or "plugin_id/name", and its parameters.
struct Use {
  std::string component;
  Place place;
  std::vector<Argument> arguments;
};

enum class Fit : std::uint8_t { stretch, crop, pad };
enum class Protocol : std::uint8_t { holdout, folds, official };
enum class Vary : std::uint8_t { nothing, validation, test };
enum class SourceSeeds : std::uint8_t { one, each };

struct ImageRule {
  std::int64_t size = 224, channels = 3;
  Fit fit = Fit::stretch;
  std::optional<ShownRange> window;  ///< nothing: a 16-bit PNG is refused
};

struct SplitRule {
  Protocol protocol = Protocol::holdout;
  double test = 0.2, validation = 0.1;  ///< parts of all records; validation may be 0
  std::int64_t folds = 5;               ///< of the protocol folds
  std::int64_t repeats = 1;             ///< divisions to draw; official: there is one
  std::uint64_t seed = 0;
  Vary vary = Vary::validation;
  bool naive = false;  ///< also cells on a split that does not respect groups
};

/// "budgets": how many labelled records of each class may be learnt from.
struct BudgetRule {
  std::vector<std::int64_t> per_class;    ///< an axis of the grid, 0: all; empty: no such axis
  std::int64_t validation_per_class = 0;  ///< 0: all
};

struct DatasetSpec {
  std::string name;
  Place place;
  Use use;
  ImageRule image;
  SplitRule split;
  BadSampleRule bad_samples;
  bool follow_links = false;         ///< files may be links that lead out of the root
  std::vector<Relabel> relabel;      ///< in the file's order
  std::int64_t limit_per_class = 0;  ///< at most so many records of each class; 0: all
};

struct ModelSpec {
  std::string name;
  Place place;
  Use use;
  std::optional<std::int64_t> image_size;  ///< instead of image.size
};

/// A strategy entry, or the recipe of a source's training.
struct StrategySpec {
  std::string name;  ///< "pretrain" for a recipe
  Place place;
  Use use;
  TrainingRule training;
  NumericRule numeric;
};

/// "weights" of a source: files that people already own.
struct WeightsRule {
  std::string pattern;                          ///< absolute, "{model}" for the model's name; or ""
  std::map<std::string, std::string> by_model;  ///< or a table: model -> absolute path
  Place place;

  bool given() const { return !pattern.empty() || !by_model.empty(); }

  /// The file for a model; "" if the table has none.
  std::string file_of(const std::string& model) const;
};

struct SourceSpec {
  std::string name;
  Place place;
  std::string from;                      ///< another source, or "": random weights
  WeightsRule weights;                   ///< files to start from
  double least_fill = 0.9;               ///< part of a backbone that such a file must fill
  std::string train_on;                  ///< a dataset, or "": nothing (scratch)
  std::optional<StrategySpec> pretrain;  ///< present with train_on
  SourceSeeds seeds = SourceSeeds::one;
  NormaliseRule normalise;
};

/// One object of "include" or "exclude": names that match; an empty list matches all.
struct CellFilter {
  std::vector<std::string> model, source, target, strategy, budget;
};

/// The experiment file, read and checked as far as it can be without knowing any component.  GLOBs
/// are expanded.
struct ExperimentSpec {
  std::string file;    ///< as given
  std::string folder;  ///< absolute; relative paths of the file are below it
  std::string name, note;
  std::vector<std::string> plugins;   ///< absolute paths
  std::vector<Requirement> required;  ///< "requires"
  std::vector<std::uint64_t> seeds;   ///< at least one, distinct
  std::vector<DatasetSpec> datasets;  ///< in the file's order, as the other tables
  std::vector<ModelSpec> models;
  std::optional<StrategySpec> pretrain;  ///< of the file; each source has its own recipe
  std::vector<SourceSpec> sources;
  std::vector<std::string> targets;  ///< names of datasets
  std::vector<StrategySpec> strategies;
  BudgetRule budgets;
  std::string select = "auc";  ///< auc | accuracy
  bool self = false;
  std::vector<CellFilter> include, exclude;
  AuditRule audit;
  std::string store, output;      ///< absolute
  std::vector<Problem> problems;  ///< all that is wrong so far, in the file's order
};

}  // namespace tlhost::engine
