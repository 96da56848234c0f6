#pragma once
#include "host/data/batches.hpp"
#include "host/execute/host_network.hpp"
#include "host/plan/plan.hpp"
#include "host/process/channel.hpp"
#include "host/store/store.hpp"

#include <boost/json/value.hpp>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace tlhost::engine {

/// Revision of what features are.
inline constexpr const char* kFeaturesKind = "features/1";

/// Another job is computing what this one needs: it ends and is started again when that is done.
struct Parked : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// May this process compute and publish features?  The supervisor answers.
class FeatureDesk {
 public:
  enum class Answer { there, compute, wait };
  virtual ~FeatureDesk() = default;
  virtual Answer need(const std::string& key) = 0;
  virtual void made(const std::string& key) = 0;
};

/// What features depend on beside the network.
struct FeatureFacts {
  boost::json::value model;  ///< component key
  std::string images;        ///< images id of the whole set
  boost::json::value view, normalise, numeric;
  std::string torch;
  bool bf16 = false;
};

/// Pooled outputs of frozen stages, computed once for all images of a dataset and shared through
/// the store by whatever has the same bytes in front of them: strategies, seeds, predictions.
/// Cached or not, the bytes are the same.
class FeatureMemo {
 public:
  /// desk: null where nothing may be cached; then only the rows that are asked for are computed.
  FeatureMemo(const Store& store, FeatureDesk* desk, FeatureFacts facts)
      : store_(store), desk_(desk), facts_(std::move(facts)) {}

  /// [N,D] on the CPU in the stage's dtype, for some rows.  publish: others will need them too;
  /// else the store is only looked into.  Errors: Parked.
  at::Tensor features(HostNetwork& network,
                      std::size_t stage,
                      const Batches& batches,
                      std::int64_t images,
                      const std::vector<std::int64_t>& rows,
                      bool publish);

  /// Artefacts that were used, for the manifest.
  const std::vector<ArtefactInput>& used() const { return used_; }

 private:
  boost::json::value key_of(HostNetwork& network, std::size_t stage) const;
  bool take(const std::string& key);
  void compute(const boost::json::value& key,
               HostNetwork& network,
               std::size_t stage,
               const Batches& batches,
               std::int64_t images);

  const Store& store_;
  FeatureDesk* desk_;
  FeatureFacts facts_;
  std::map<std::string, at::Tensor> known_;  ///< whole sets, by key
  std::vector<ArtefactInput> used_;
};

/// SHA-256 of the model, the stages up to `stage`, and name, dtype, shape and bytes of what lies in
/// them.
std::string prefix_id(HostNetwork& network, std::size_t stage, const boost::json::value& model);

}  // namespace tlhost::engine
