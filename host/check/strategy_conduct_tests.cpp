#include "host/check/process_traits.hpp"
#include "host/check/strategy_trial.hpp"
#include "host/check/tensor_bytes.hpp"
#include "host/check/trial.hpp"

#include <tlhost/strategy.hpp>

#include <ATen/ATen.h>

#include <algorithm>

namespace tlhost::engine {
namespace {

Verdict of_complaints(const std::vector<std::string>& complaints) {
  return complaints.empty() ? passed() : failed(joined(complaints));
}

Verdict names_phases(const Subject& subject) {
  const FitRecord record = plain_fit(subject).record;
  if (!record.complaints.phases.empty()) {
    return failed(joined(record.complaints.phases));
  }
  return record.complaints.unused_phases.empty() ? passed()
                                                 : warned("a phase is made and never trained: " +
                                                          joined(record.complaints.unused_phases));
}

Verdict changes_something(const Subject& subject) {
  const FitRecord record = plain_fit(subject).record;
  if (record.linear_set || !record.phases.empty()) {
    return passed();
  }
  const NamedTensors end(record.result.begin(),
                         record.result.begin() + static_cast<std::ptrdiff_t>(record.start.size()));
  return first_difference(record.start, end).empty()
             ? warned(
                   "fit() trains no phase, calls no set_linear(), and leaves every weight as it "
                   "was")
             : passed();
}

Verdict sets_linear_last(const Subject& subject) {
  return of_complaints(plain_fit(subject).record.complaints.linear);
}

Verdict asks_for_stages_that_exist(const Subject& subject) {
  return of_complaints(plain_fit(subject).record.complaints.features);
}

Verdict draws_nothing_itself(const Subject& subject) {
  const std::vector<std::string> draws = plain_fit(subject).record.complaints.draws;
  return draws.empty() ? passed()
                       : failed("fit() draws from LibTorch's default generator, or seeds it, " +
                                joined(draws) +
                                "; outside train() it must be a function of what the task gives");
}

bool ever_trained(const FitRecord& record, std::size_t stage) {
  return std::any_of(record.phases.begin(), record.phases.end(), [stage](const auto& phase) {
    return phase.trainable.at(stage);
  });
}

Verdict keeps_frozen_stages(const Subject& subject) {
  const FitRecord record = plain_fit(subject).record;
  std::vector<std::string> parameters, buffers;
  for (std::size_t i = 0; i < record.tensors.size(); ++i) {
    const NetworkTensor& entry = record.tensors[i];
    if (ever_trained(record, entry.stage) || (entry.stage == record.head && record.linear_set) ||
        equal_bytes(record.start[i].second, record.result[i].second)) {
      continue;
    }
    (entry.parameter ? parameters : buffers).push_back(entry.name);
  }
  if (!parameters.empty()) {
    return failed("no phase trains these, and they changed: " + joined(parameters));
  }
  return buffers.empty()
             ? passed()
             : warned("no phase trains the stages of these, and they changed: " + joined(buffers));
}

Verdict leaves_the_process_alone(const Subject& subject) {
  const KeptSettings before;
  plain_fit(subject);
  const std::string change = before.changes();
  return change.empty() ? passed() : failed("after a fit " + change);
}

Verdict knows_no_such_interface(const Subject& subject) {
  const Loaded<Strategy> strategy(create_object(
      *subject.library, *subject.entry, subject.arguments, ModelRequest{}, *subject.context));
  return strategy->query("tlhost.no_such/1") == nullptr
             ? passed()
             : failed("query(\"tlhost.no_such/1\") answers with an interface; expected null");
}

}  // namespace

std::vector<Test> strategy_conduct_tests() {
  return {
      trial("each phase has a name of its own and is trained once", "strategy", &names_phases),
      trial("a fit does something", "strategy", &changes_something),
      trial("set_linear() comes once, and last", "strategy", &sets_linear_last),
      trial("features are asked for of stages that have some",
            "strategy",
            &asks_for_stages_that_exist),
      trial("outside train() nothing is drawn from the default generator",
            "strategy",
            &draws_nothing_itself),
      trial("stages that no phase trains keep their bytes", "strategy", &keeps_frozen_stages),
      trial("a fit leaves the process as it was", "strategy", &leaves_the_process_alone),
      trial("an unknown interface is answered with null", "strategy", &knows_no_such_interface)};
}

}  // namespace tlhost::engine
