#include "host/execute/feature_memo.hpp"

#include "host/execute/feature_file.hpp"
#include "host/execute/inference.hpp"
#include "host/store/canonical_json.hpp"
#include "host/store/digest.hpp"

#include <ATen/ATen.h>

#include <numeric>
#include <utility>

namespace tlhost::engine {
namespace {

at::Tensor gather(const at::Tensor& all, const std::vector<std::int64_t>& rows) {
  return all.index_select(0, at::tensor(rows, at::TensorOptions(at::kLong)));
}

}  // namespace

std::string prefix_id(HostNetwork& network, std::size_t stage, const boost::json::value& model) {
  Sha256 sha;
  sha.add(canonical_json(model) + "\n");
  for (std::size_t i = 0; i <= stage; ++i) {
    sha.add(network.stage(i).name + "\n");
  }
  for (const NetworkTensor& entry : network.tensors()) {
    if (entry.stage > stage) {
      continue;
    }
    const at::Tensor bytes = entry.tensor.detach().to(at::kCPU).contiguous();
    std::string header = entry.name + " " + std::string(c10::toString(bytes.scalar_type()));
    for (const std::int64_t size : bytes.sizes()) {
      header += " " + std::to_string(size);
    }
    sha.add(header + "\n");
    sha.add(bytes.data_ptr(), bytes.nbytes());
  }
  return sha.hex();
}

boost::json::value FeatureMemo::key_of(HostNetwork& network, std::size_t stage) const {
  return {{"kind", kFeaturesKind},
          {"prefix", prefix_id(network, stage, facts_.model)},
          {"stage", network.stage(stage).name},
          {"pool", "mean"},
          {"images", facts_.images},
          {"view", facts_.view},
          {"normalise", facts_.normalise},
          {"views", 0},
          {"numeric", facts_.numeric},
          {"torch", facts_.torch}};
}

bool FeatureMemo::take(const std::string& key) {
  const auto artefact = store_.find("features", key);
  if (!artefact) {
    return false;
  }
  known_[key] = read_features(artefact->folder);
  used_.push_back({"features", key, artefact->manifest.digest});
  return true;
}

void FeatureMemo::compute(const boost::json::value& key,
                          HostNetwork& network,
                          std::size_t stage,
                          const Batches& batches,
                          std::int64_t images) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(images));
  std::iota(all.begin(), all.end(), 0);
  const at::Tensor features =
      pooled_outputs(network, stage, batches, all, facts_.bf16).contiguous();
  const Draft draft = store_.begin(key);
  write_features(draft.folder, features);
  const Artefact artefact = store_.publish(draft, {});
  known_[artefact.key] = features;
  used_.push_back({"features", artefact.key, artefact.manifest.digest});
}

at::Tensor FeatureMemo::features(HostNetwork& network,
                                 std::size_t stage,
                                 const Batches& batches,
                                 std::int64_t images,
                                 const std::vector<std::int64_t>& rows,
                                 bool publish) {
  if (desk_ == nullptr) {
    return pooled_outputs(network, stage, batches, rows, facts_.bf16);
  }
  const boost::json::value key_json = key_of(network, stage);
  const std::string key = Store::key_of(key_json);
  if (known_.count(key) == 0 && !take(key)) {
    if (!publish) {
      return pooled_outputs(network, stage, batches, rows, facts_.bf16);
    }
    switch (desk_->need(key)) {
      case FeatureDesk::Answer::there:
        if (take(key)) {
          break;
        }
        [[fallthrough]];  // it was damaged, and is made again
      case FeatureDesk::Answer::compute:
        compute(key_json, network, stage, batches, images);
        desk_->made(key);
        break;
      case FeatureDesk::Answer::wait:
        throw Parked("features " + key);
    }
  }
  return gather(known_.at(key), rows);
}

}  // namespace tlhost::engine
