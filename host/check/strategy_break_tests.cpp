#include "host/check/strategy_trial.hpp"
#include "host/check/tensor_bytes.hpp"
#include "host/check/trial.hpp"

#include <ATen/ATen.h>

// A fit is durable by replay: after it was broken off, anywhere, it runs again from its first line,
// and must come to what it would have come to undisturbed.

namespace tlhost::engine {
namespace {

constexpr std::size_t kMost = 6;  // places at which a fit is broken off

/// Places of `plain` to break off at: the first event of each phase, and some spread over all.
std::vector<std::size_t> places_of(const FitRecord& plain) {
  std::vector<std::size_t> places = some_events(plain.events.size(), kMost);
  for (std::size_t i = 0; i < plain.events.size(); ++i) {
    if (plain.events[i].rfind("train(", 0) == 0 && places.size() < 2 * kMost) {
      places.push_back(i);
    }
  }
  return places;
}

std::string place_text(const FitRecord& plain, std::size_t place) {
  return "event " + std::to_string(place + 1) + " of " + std::to_string(plain.events.size()) +
         " (" + plain.events.at(place) + ")";
}

Verdict lets_the_host_stop(const Subject& subject) {
  const PlainFit plain = plain_fit(subject);
  for (const std::size_t place : places_of(plain.record)) {
    const FitRecord record = fit_toy(subject, plain.fit, {Break::Way::throws, place});
    if (record.end != FitEnd::host_stopped) {
      return failed("the host throws at " + place_text(plain.record, place) + ", and fit() " +
                    (record.end == FitEnd::finished ? "goes on to its end"
                                                    : "throws something else: " + record.text) +
                    "; let pass what the task throws");
    }
  }
  return passed();
}

/// Breaks off in one way at all places; each time the next fit must be as if nothing was.
Verdict undisturbed(const Subject& subject, Break::Way way, const std::string& words) {
  const PlainFit plain = plain_fit(subject);
  for (const std::size_t place : places_of(plain.record)) {
    fit_toy(subject, plain.fit, {way, place});
    const FitRecord again = fit_toy(subject, plain.fit);
    const std::string difference = again.end == FitEnd::finished
                                       ? first_difference(plain.record.result, again.result)
                                       : "fit() throws: " + again.text;
    if (!difference.empty()) {
      return failed("after a fit was " + words + " at " + place_text(plain.record, place) +
                    ", the next: " + difference);
    }
  }
  return passed();
}

Verdict undisturbed_by_exceptions(const Subject& subject) {
  return undisturbed(subject, Break::Way::throws, "broken off");
}

Verdict undisturbed_by_cancelling(const Subject& subject) {
  return undisturbed(subject, Break::Way::cancels, "cancelled");
}

Verdict undisturbed_by_kills(const Subject& subject) {
  const PlainFit plain = plain_fit(subject);
  const boost::json::object expected = prints_of(plain.record.result);
  for (const std::size_t place : places_of(plain.record)) {
    fit_toy_in_child(subject, plain.fit, {Break::Way::kills, place});
    const std::string difference = first_difference(expected, fit_toy_in_child(subject, plain.fit));
    if (!difference.empty()) {
      return failed("after a fit's process was killed at " + place_text(plain.record, place) +
                    ", the next: " + difference);
    }
  }
  return passed();
}

Verdict resumes_behind_phases(const Subject& subject) {
  const PlainFit plain = plain_fit(subject);
  if (plain.record.phases.empty()) {
    return skipped("the strategy trains no phase");
  }
  for (std::size_t done = 1; done <= plain.record.phases.size(); ++done) {
    Break broken;
    broken.recall = &plain.record.phases;
    broken.recalled = done;
    const FitRecord resumed = fit_toy(subject, plain.fit, broken);
    const std::string difference = resumed.end == FitEnd::finished
                                       ? first_difference(plain.record.result, resumed.result)
                                       : "fit() throws: " + resumed.text;
    if (!difference.empty()) {
      return failed("with " + std::to_string(done) + " of " +
                    std::to_string(plain.record.phases.size()) +
                    " phases taken from an earlier, equal fit instead of trained: " + difference);
    }
  }
  return passed();
}

}  // namespace

std::vector<Test> strategy_break_tests() {
  return {trial("what the host throws leaves fit() as it is", "strategy", &lets_the_host_stop),
          trial("a fit that was broken off does not matter to the next",
                "strategy",
                &undisturbed_by_exceptions),
          trial("a fit that was cancelled does not matter to the next",
                "strategy",
                &undisturbed_by_cancelling),
          trial("a fit whose process was killed does not matter to the next",
                "strategy",
                &undisturbed_by_kills),
          trial("a fit that resumes behind any of its phases gives the same bytes",
                "strategy",
                &resumes_behind_phases)};
}

}  // namespace tlhost::engine
