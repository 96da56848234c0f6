#pragma once
#include "host/execute/host_network.hpp"
#include "host/store/store.hpp"

#include <map>
#include <string>

namespace tlhost::engine {

/// All tensors of a finished fit by name: its own over those of the fits, and of the file of
/// weights, that it started from. Errors: Refusal(disk) STORE-LOST if an artefact of the chain is
/// gone.
std::map<std::string, at::Tensor> fit_weights(const Store& store, const std::string& fit);

/// The tensors of a network that differ in bytes from `base`, or that base lacks; contiguous, on
/// the CPU.
NamedTensors weights_beyond(HostNetwork& network, const std::map<std::string, at::Tensor>& base);

/// Copies into the network what `weights` has for its stages before the head; the head too if
/// with_head. Errors: tlhost::Error naming a tensor that is missing.
void load_weights(HostNetwork& network,
                  const std::map<std::string, at::Tensor>& weights,
                  bool with_head);

/// Copies into the network what `weights` has; the rest stays.  For files, which may lack a little.
/// Errors: tlhost::Error for a name or shape that the network does not have.
void load_known_weights(HostNetwork& network, const std::map<std::string, at::Tensor>& weights);

/// The artefact of a job that must be there.
Artefact must_find(const Store& store, const std::string& kind, const std::string& key);

}  // namespace tlhost::engine
