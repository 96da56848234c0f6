// Every parameter of every component, at the edges of what it declares and beyond.
#include "host/catalog/parameter_facts.hpp"
#include "tests/contract/dataset_trees.hpp"
#include "tests/contract/plugins.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/host/execute/job_context.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/error.hpp>

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace tlhost;
using engine::Arguments;
using engine::ParameterFacts;
using engine::ParameterType;
using test::Built;
using Value = engine::Argument::Value;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The outermost values that a parameter takes; of a text, unusual ones.
std::vector<Value> edges(const ParameterFacts& parameter) {
  std::vector<Value> values;
  if (parameter.type == ParameterType::flag) {
    values = {true, false};
  } else if (parameter.type == ParameterType::text) {
    values = {std::string(), std::string("no such thing"), std::string(2000, '_')};
  } else if (parameter.type == ParameterType::integer) {
    for (const double bound : {parameter.min + (parameter.min_open ? 1 : 0), parameter.max}) {
      values.emplace_back(static_cast<std::int64_t>(bound));
    }
  } else if (parameter.type == ParameterType::real) {
    values = {parameter.min_open ? std::nextafter(parameter.min, kInfinity) : parameter.min,
              parameter.max};
  }
  // Bounds that are not declared stand as 0 in the facts.
  if (parameter.type == ParameterType::integer || parameter.type == ParameterType::real) {
    if (!parameter.has_max) {
      values.pop_back();
    }
    if (!parameter.has_min) {
      values.erase(values.begin());
    }
  }
  for (const std::string& choice : parameter.choices) {
    values.emplace_back(choice);
  }
  return values;
}

/// Values that a parameter must not take.
std::vector<Value> beyond(const ParameterFacts& parameter) {
  std::vector<Value> values = {nullptr, std::vector<std::string>{"a", "b"}};
  const bool number =
      parameter.type == ParameterType::integer || parameter.type == ParameterType::real;
  if (number) {
    values.insert(values.end(), {true, std::string("1"), std::nan(""), kInfinity});
    if (parameter.has_min) {
      values.emplace_back(parameter.min_open ? parameter.min : parameter.min - 1);
    }
    if (parameter.has_max) {
      values.emplace_back(parameter.max + 1);
    }
  } else {
    values.emplace_back(std::int64_t{3});
  }
  if (parameter.type == ParameterType::integer) {
    values.emplace_back(1.5);
  }
  if (parameter.type == ParameterType::choice) {
    values.emplace_back(std::string("none of these words"));
  }
  return values;
}

/// Takes any number of records and keeps one.
struct CountingRecords final : Records {
  Record& add() override {
    last = Record();
    ++count;
    return last;
  }

  void skip(std::string_view, std::string_view) override {}

  Record last;
  std::int64_t count = 0;
};

/// With data in the folder that a dataset can make something of.
Arguments defaults_with(const Built& component, const test::TempFolder& folder) {
  const std::string root = test::write_small_dataset(component.entry->facts.name, folder.path());
  Arguments arguments = test::defaults(component.entry->facts);
  for (const ParameterFacts& parameter : component.entry->facts.parameters) {
    if (parameter.type == ParameterType::path && !arguments.count(parameter.name)) {
      arguments[parameter.name] = root;
    }
  }
  return arguments;
}

/// What a component makes of its arguments: nothing, or the text of an error for the user.
std::string outcome(const Built& component, const Arguments& arguments) {
  test::JobContext job;
  try {
    if (component.entry->facts.kind != engine::Kind::dataset) {
      const auto object = engine::create_object(
          *component.library, *component.entry, arguments, {3, 2, 64}, job.context());
      return object == nullptr ? "no object" : "";
    }
    const auto dataset = test::make<Dataset>(component, arguments, {}, job.context());
    DatasetInfo info;
    CountingRecords records;
    dataset->index(job.context(), info, records);
    Image image;
    if (info.own_pixels) {
      dataset->image(records.last, image);
    }
    return records.count == 0 || (info.own_pixels && image.bytes.empty()) ? "no image" : "";
  } catch (const ConfigError& error) {
    return error.what();
  } catch (const NotApplicable& error) {
    return error.what();
  }
}

std::vector<Built> all_components() {
  std::vector<Built> all;
  for (const engine::Kind kind :
       {engine::Kind::dataset, engine::Kind::model, engine::Kind::strategy}) {
    for (const Built& component : test::built(kind)) {
      all.push_back(component);
    }
  }
  return all;
}

}  // namespace

TEST_CASE("every component works at the edges of every parameter, or names it",
          "[contract][parameters]") {
  const test::TempFolder folder;
  for (const Built& component : all_components()) {
    for (const ParameterFacts& parameter : component.entry->facts.parameters) {
      for (Value value : edges(parameter)) {
        INFO(component.name() << ": " << parameter.name << " = " << engine::value_to_json(value));
        CHECK(engine::fit_value(parameter, value).empty());
        Arguments arguments = defaults_with(component, folder);
        arguments[parameter.name] = value;
        const std::string problem = outcome(component, arguments);
        // Two parameters can contradict each other; then the error names the one that was set.
        CHECK((problem.empty() || problem.find(parameter.name) != std::string::npos));
      }
    }
  }
}

TEST_CASE("every component works with its defaults", "[contract][parameters]") {
  const test::TempFolder folder;
  for (const Built& component : all_components()) {
    INFO(component.name());
    CHECK(outcome(component, defaults_with(component, folder)).empty());
  }
}

TEST_CASE("a value beyond what a parameter declares never reaches its component",
          "[contract][parameters]") {
  for (const Built& component : all_components()) {
    for (const ParameterFacts& parameter : component.entry->facts.parameters) {
      for (Value value : beyond(parameter)) {
        INFO(component.name() << ": " << parameter.name << ", value " << value.index());
        CHECK_FALSE(engine::fit_value(parameter, value).empty());
      }
    }
  }
}

TEST_CASE("every parameter and every component says what it is", "[contract][parameters]") {
  std::set<std::string> names;
  for (const Built& component : all_components()) {
    INFO(component.name());
    CHECK_FALSE(component.entry->facts.summary.empty());
    CHECK(names
              .insert(std::string(engine::table_of(component.entry->facts.kind)) + "/" +
                      component.entry->facts.name)
              .second);
    for (const ParameterFacts& parameter : component.entry->facts.parameters) {
      INFO(parameter.name);
      CHECK_FALSE(parameter.doc.empty());
    }
  }
  CHECK(names.size() >= 6);
}

TEST_CASE("a component that reads a parameter of another type is told", "[contract][parameters]") {
  // Without any argument, every component that has parameters must refuse to be made.
  test::JobContext job;
  for (const Built& component : all_components()) {
    if (!component.entry->facts.parameters.empty()) {
      INFO(component.name());
      CHECK_THROWS_AS(engine::create_object(
                          *component.library, *component.entry, {}, {3, 2, 64}, job.context()),
                      ConfigError);
    }
  }
}
