#pragma once
#include "host/log/problem.hpp"
#include "host/spec/place.hpp"
#include "host/spec/version_rule.hpp"

#include <cstdint>
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
enum class Protocol : std::uint8_t { holdout, official };
enum class Vary : std::uint8_t { nothing, validation, test };
enum class SourceSeeds : std::uint8_t { one, each };

struct ImageRule {
  std::int64_t size = 224, channels = 3;
  Fit fit = Fit::stretch;
};

struct SplitRule {
  Protocol protocol = Protocol::holdout;
  double test = 0.2, validation = 0.1;  ///< parts of all records; validation may be 0
  std::uint64_t seed = 0;
  Vary vary = Vary::validation;
};

/// How training images are changed at random.
struct AugmentRule {
  bool flip = false;  ///< horizontally, one in two
  double crop = 0;    ///< random crop after padding each side by this part of it; 0: none
};

/// Host-owned training values: what a phase starts with.
struct TrainingRule {
  std::int64_t epochs = 20, batch = 32;
  std::string optimizer = "sgd";  ///< sgd | adamw
  double lr = 1e-3, momentum = 0.9, weight_decay = 1e-4, clip = 0;
  bool decay_vectors = true;
  std::string schedule = "constant";  ///< constant | cosine | one_cycle
  double warmup = 0;                  ///< part of the phase, 0..1
  std::string keep = "best";          ///< best | last
  std::int64_t patience = 0;
  AugmentRule augment;
  bool class_weight = false;  ///< "imbalance": none | class_weight
};

struct NumericRule {
  std::string precision = "fp32";  ///< fp32 | bf16
  std::string device = "cpu";      ///< cpu | cuda
  std::int64_t threads = 1;
};

/// dataset: per-channel mean and deviation of the training part; others are fixed.
struct NormaliseRule {
  enum class Kind : std::uint8_t { dataset, imagenet, half, unit, given } kind = Kind::dataset;
  std::vector<double> mean, std;  ///< of given
};

struct DatasetSpec {
  std::string name;
  Place place;
  Use use;
  ImageRule image;
  SplitRule split;
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

struct SourceSpec {
  std::string name;
  Place place;
  std::string from;                      ///< another source, or "": random weights
  std::string train_on;                  ///< a dataset, or "": nothing (scratch)
  std::optional<StrategySpec> pretrain;  ///< present with train_on
  SourceSeeds seeds = SourceSeeds::one;
  NormaliseRule normalise;
};

/// One object of "include" or "exclude": names that match; an empty list matches all.
struct CellFilter {
  std::vector<std::string> model, source, target, strategy;
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
  std::string select = "auc";  ///< auc | accuracy
  bool self = false;
  std::vector<CellFilter> include, exclude;
  std::string store, output;      ///< absolute
  std::vector<Problem> problems;  ///< all that is wrong so far, in the file's order
};

}  // namespace tlhost::engine
