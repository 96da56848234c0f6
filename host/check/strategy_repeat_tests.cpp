#include "host/check/strategy_trial.hpp"
#include "host/check/tensor_bytes.hpp"
#include "host/check/trial.hpp"

#include <ATen/ATen.h>

namespace tlhost::engine {
namespace {

FitCase with_seed(FitCase fit, std::uint64_t seed) {
  fit.seed = seed;
  return fit;
}

Verdict repeats(const Subject& subject) {
  const PlainFit plain = plain_fit(subject);
  FitCase scratch{"2 classes from scratch", {}, false};
  scratch.images.validation = 0;
  for (const FitCase& fit : {plain.fit, scratch}) {
    const FitRecord first = fit_toy(subject, fit), second = fit_toy(subject, fit);
    const std::string difference = first_difference(first.result, second.result);
    if (!difference.empty()) {
      return failed(fit.words + ", the same seed twice: " + difference);
    }
  }
  return passed();
}

Verdict repeats_in_another_process(const Subject& subject) {
  const boost::json::object there = fit_toy_in_child(subject, plain_fit(subject).fit);
  const PlainFit here = plain_fit(subject);
  const std::string difference = first_difference(there, prints_of(here.record.result));
  return difference.empty()
             ? passed()
             : failed("in another process and here, with the same seed: " + difference);
}

/// What predictions depend on: not on the head, where the network ends before it.
NamedTensors used_result(const FitRecord& record) {
  NamedTensors used;
  for (std::size_t i = 0; i < record.result.size(); ++i) {
    const bool of_head = i < record.tensors.size() && record.tensors[i].stage == record.head;
    if (!record.ends_early || !of_head) {
      used.push_back(record.result[i]);
    }
  }
  return used;
}

Verdict heeds_the_seed(const Subject& subject) {
  const PlainFit plain = plain_fit(subject);
  const FitRecord other = fit_toy(subject, with_seed(plain.fit, plain.fit.seed + 1));
  const std::string difference = first_difference(used_result(plain.record), used_result(other));
  if (subject.entry->facts.seedless && plain.fit.pretrained) {
    return difference.empty()
               ? passed()
               : failed("the strategy is declared seedless, and with another seed " + difference +
                        "; the new head's first weights come from the seed too");
  }
  return difference.empty() && plain.fit.pretrained
             ? warned(
                   "another seed gives the same bytes; declared TLHOST_C_SEEDLESS, the strategy "
                   "would run once for all seeds")
             : passed();
}

Verdict trains_nothing_if_seedless(const Subject& subject) {
  if (!subject.entry->facts.seedless) {
    return skipped("the strategy is not declared seedless");
  }
  const PlainFit plain = plain_fit(subject);
  if (!plain.fit.pretrained || plain.record.phases.empty()) {
    return passed();
  }
  return failed("the strategy is declared seedless, and trains the phase \"" +
                plain.record.phases.front().name + "\": its batches are drawn from the seed");
}

/// A fit unlike the plain one in all that a strategy may remember.
FitCase another_fit(const FitCase& plain) {
  FitCase other = with_seed(plain, plain.seed + 5);
  other.words = "5 classes before";
  other.images.classes = 5;
  return other;
}

Verdict remembers_no_other_fit(const Subject& subject) {
  FitCase fit{"2 classes from a source", {}, true};
  const auto in_child = [&subject](FitCase& asked) {
    try {
      return fit_toy_in_child(subject, asked);
    } catch (const Unsuited&) {  // perhaps it does not apply to a source
      asked = {"2 classes from scratch", {}, false};
      return fit_toy_in_child(subject, asked);
    }
  };
  const boost::json::object first_there = in_child(fit);
  fit_toy(subject, another_fit(fit));
  const FitRecord second = fit_toy(subject, fit);
  if (second.end != FitEnd::finished) {
    return failed("after another fit in the same process, fit() throws: " + second.text);
  }
  const std::string difference = first_difference(first_there, prints_of(second.result));
  return difference.empty()
             ? passed()
             : failed("as the first fit of its process and behind another: " + difference +
                      "; a static or global variable remembers");
}

}  // namespace

std::vector<Test> strategy_repeat_tests() {
  // What a fit leaves behind in the process is looked for first, while there was none.
  return {trial("a fit behind another one is as the first of its process",
                "strategy",
                &remembers_no_other_fit),
          trial("the same seed gives the same bytes", "strategy", &repeats),
          trial("the same seed gives the same bytes in another process",
                "strategy",
                &repeats_in_another_process),
          trial("another seed matters, unless the strategy is declared seedless",
                "strategy",
                &heeds_the_seed),
          trial("a seedless strategy trains no phase", "strategy", &trains_nothing_if_seedless)};
}

}  // namespace tlhost::engine
