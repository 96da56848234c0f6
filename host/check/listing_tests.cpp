#include "host/check/capture.hpp"
#include "host/check/dataset_parts.hpp"
#include "host/check/listed.hpp"
#include "host/check/process_traits.hpp"
#include "host/check/verdicts.hpp"

#include <tlhost/error.hpp>

#include <algorithm>
#include <chrono>

namespace tlhost::engine {
namespace {

using Complaints = std::vector<std::string>;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

Verdict lists_twice(const Subject& subject, Dataset&, const Listed& listed) {
  const Loaded<Dataset> other = make_dataset(subject, subject.arguments);
  const std::string text = difference(listed, list(*other, *subject.context));
  return text.empty() ? verdict::pass() : verdict::fail(text);
}

/// In a process that has listed nothing yet.
Verdict leaves_the_process(const Subject& subject) {
  if (!verdict::all_given(subject)) {
    return verdict::skip_not_given(subject);
  }
  const Loaded<Dataset> dataset = make_dataset(subject, subject.arguments);
  const std::vector<ProcessTrait> traits = process_traits();
  std::vector<std::vector<std::string>> before;
  for (const ProcessTrait& trait : traits) {
    before.push_back(trait.read());
  }
  list(*dataset, *subject.context);
  Complaints complaints;
  for (std::size_t i = 0; i < traits.size(); ++i) {
    if (const std::string text = difference(traits[i], before[i]); !text.empty()) {
      complaints.push_back(traits[i].name + ": " + text);
    }
  }
  return verdict::of(complaints);
}

Verdict prints_nothing(const Subject& subject, Dataset&, const Listed& listed) {
  const Capture capture;
  const Loaded<Dataset> dataset = make_dataset(subject, subject.arguments);
  list(*dataset, *subject.context);
  if (listed.info.own_pixels && !listed.records.empty()) {
    Image image;
    dataset->image(listed.records[0], image);
  }
  const std::string printed = capture.text();
  return printed.empty() ? verdict::pass() : verdict::fail("it prints " + quoted(printed));
}

/// A host that wants an end from the start on, and counts how often it is asked.
class Cancelling final : public Context {
 public:
  explicit Cancelling(std::string scratch) : scratch_(std::move(scratch)) {}

  void log(Level, std::string_view) override {}

  bool cancelled() const noexcept override {
    ++asked;
    return true;
  }

  void progress(double, double) override {}

  std::string scratch() override { return scratch_; }

  mutable int asked = 0;

 private:
  std::string scratch_;
};

Verdict stops(const Subject& subject, Dataset&, const Listed& listed) {
  constexpr double kLong = 1;  // seconds after which a user would want an end
  Cancelling host(subject.scratch);
  const Loaded<Dataset> dataset = make_dataset(subject, subject.arguments);
  const auto start = std::chrono::steady_clock::now();
  bool whole = false;
  try {
    whole = list(*dataset, host).records.size() == listed.records.size();
  } catch (const std::exception&) {
    return host.asked > 0 ? verdict::pass()
                          : verdict::fail("it throws without having asked cancelled()");
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (host.asked > 0) {
    return whole ? verdict::fail("it asks cancelled(), hears yes, and goes on to its end")
                 : verdict::pass();
  }
  return taken.count() < kLong ? verdict::skip("it lists at once, and need not ask")
                               : verdict::warn("it lists for seconds and never asks cancelled()");
}

Verdict names_what_is_missing(const Subject& subject, Dataset&, const Listed&) {
  Complaints complaints;
  bool any = false;
  for (const ParameterFacts& parameter : subject.entry->facts.parameters) {
    if (parameter.type != ParameterType::path) {
      continue;
    }
    any = true;
    Arguments arguments = subject.arguments;
    const std::string missing = subject.scratch + "/nowhere";
    arguments[parameter.name] = missing;
    std::string text = "nothing is reported";
    try {
      const Loaded<Dataset> dataset = make_dataset(subject, arguments);
      list(*dataset, *subject.context);
    } catch (const DataError& error) {
      text = error.what();
    } catch (const ConfigError& error) {
      text = error.what();
    } catch (const std::exception& error) {
      text = std::string("neither a DataError nor a ConfigError: ") + error.what();
      text.erase(std::min(text.size(), text.find(missing)));
    }
    if (text.find(missing) == std::string::npos) {
      complaints.push_back(quoted(parameter.name) + " = " + missing + ": " + text);
    }
  }
  return any ? verdict::of(complaints) : verdict::skip("it has no parameter that is a path");
}

}  // namespace

std::vector<Test> listing_tests() {
  return {dataset_test("two new objects list the same records", &lists_twice),
          entry_order_test(),
          dataset_test("a path that is not there is named", &names_what_is_missing),
          {"listing leaves the process alone", "dataset", &leaves_the_process},
          dataset_test("listing prints nothing", &prints_nothing),
          dataset_test("it stops when the host wants an end", &stops)};
}

}  // namespace tlhost::engine
