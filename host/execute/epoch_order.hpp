#pragma once
#include "host/execute/training_loop.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tlhost::engine {

/// A record's turn in an epoch.
struct Draw {
  std::size_t place = 0;   ///< in the training part
  std::uint64_t copy = 0;  ///< how often it had a turn before in this epoch
  bool operator==(const Draw&) const = default;
};

/// Which epoch of a fit.
struct EpochKey {
  std::uint64_t seed = 0;
  std::size_t ordinal = 0;  ///< of the phase
  std::int64_t epoch = 0;
};

/// What an epoch has, in order.  Both depend on ids and labels, and not on the order of rows.
///   plain       every record once;
///   balanced    as many draws as there are records, with replacement, each class equally often;
///               where that leaves a rest, the classes that have one more change by epoch;
///   oversample  every record once, and of each class but the largest so many more copies that all
///               are as large: whole rounds of the class, then some of it, which change by epoch.
/// Classes without a training record have no turn.
/// Errors: ConfigError if a sampler other than plain meets records that have no single class.
std::vector<Draw> epoch_draws(const FitData& data, Sampler sampler, const EpochKey& key);

/// The same cut into batches; a last batch of one joins the one before it.
std::vector<std::vector<Draw>> epoch_batches(const FitData& data,
                                             Sampler sampler,
                                             const EpochKey& key,
                                             std::int64_t batch);

}  // namespace tlhost::engine
