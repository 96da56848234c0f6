#include "host/catalog/library.hpp"

#include "host/catalog/component.hpp"
#include "tests/frozen/plugins/sample_size.hpp"
#include "tests/support/catch.hpp"

#include <tlhost/dataset.hpp>
#include <tlhost/error.hpp>
#include <tlhost/testing.hpp>

#include <cstdint>
#include <string>
#include <vector>

using namespace tlhost::engine;

namespace {

const std::string kFrozenDataset = std::string(TLHOST_TEST_FROZEN) + "/sdk-0.9/sample_dots.so";

Arguments arguments(const Library::Entry& entry) {
  Arguments all;
  for (const ParameterFacts& parameter : entry.facts.parameters) {
    all[parameter.name] = parameter.default_value;
  }
  return all;
}

}  // namespace

TEST_CASE("a further interface is found over the boundary, in a plugin of the frozen SDK",
          "[catalog][growth]") {
  const Library library(kFrozenDataset);
  const Library::Entry& entry = library.entry(Kind::dataset, "sample_dots");
  Arguments with = arguments(entry);
  with["samples"] = std::int64_t{12};
  tlhost::testing::QuietContext context;
  Loaded<tlhost::Dataset> dataset(create_object(library, entry, with, {}, context));
  CHECK(dataset->query("org.example.size/2") == nullptr);
  void* found = dataset->query(tlhost_sample::Size::interface_id);
  REQUIRE(found != nullptr);
  CHECK(static_cast<const tlhost_sample::Size*>(found)->samples() == 12);
}

TEST_CASE("an error of a plugin of the frozen SDK keeps its type and its words",
          "[catalog][growth]") {
  const Library library(kFrozenDataset);
  const Library::Entry& entry = library.entry(Kind::dataset, "sample_dots");
  Arguments with = arguments(entry);
  with["levels"] = std::vector<double>{1};
  tlhost::testing::QuietContext context;
  CHECK_THROWS_AS(create_object(library, entry, with, {}, context), tlhost::ConfigError);
  CHECK_THROWS_WITH(
      create_object(library, entry, with, {}, context),
      "org.example.sample_dots datasets/sample_dots: levels has fewer than two values");
  with.erase("levels");  // schema and code that drifted apart
  CHECK_THROWS_WITH(create_object(library, entry, with, {}, context),
                    "org.example.sample_dots datasets/sample_dots: parameter \"levels\" is not "
                    "declared as a list of reals");
}
