// The same for the types that speak of tensors.  ATen/core/Tensor.h is all that the SDK's headers
// include of LibTorch; more of it would cost many times as much.
#include <tlhost/model.hpp>
#include <tlhost/network.hpp>
#include <tlhost/phase.hpp>
#include <tlhost/strategy.hpp>
#include <tlhost/task.hpp>

namespace tlhost_probe {

TLHOST_API void interfaces(
    tlhost::Model&, tlhost::Strategy&, tlhost::Task&, tlhost::Network&, tlhost::Stages&) {}

TLHOST_API void structs(tlhost::Phase&, tlhost::StagePolicy&, tlhost::PhaseResult&) {}

TLHOST_API void enums(tlhost::Optimizer&, tlhost::Schedule&, tlhost::Keep&, tlhost::Scores&) {}

}  // namespace tlhost_probe
