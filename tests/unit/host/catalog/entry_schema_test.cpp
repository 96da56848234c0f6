#include "host/catalog/entry_schema.hpp"

#include "host/catalog/parameter_schema.hpp"
#include "host/catalog/show.hpp"
#include "host/store/canonical_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <boost/json/parse.hpp>

#include <cstdint>
#include <string>
#include <vector>

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

using Words = std::vector<std::string>;

std::string schema_of(const ParameterFacts& facts) {
  return canonical_json(parameter_schema(facts));
}

FoundComponent only(const Catalog& catalog, Kind kind, const std::string& name) {
  const auto found = find_components(catalog, kind, name);
  REQUIRE(found.size() == 1);
  return found[0];
}

}  // namespace

TEST_CASE("each type of parameter has its schema", "[catalog][schema]") {
  ParameterFacts rate = parameter("rate", ParameterType::real, 0.5);
  rate.has_min = rate.min_open = rate.has_max = true;
  rate.max = 1;
  rate.unit = "x lr";
  CHECK(schema_of(rate) == R"({"default":0.5,"description":"what rate does [x lr]",)"
                           R"("exclusiveMinimum":0,"maximum":1,"type":"number"})");
  ParameterFacts depth = parameter("depth", ParameterType::integer, std::int64_t{18});
  depth.has_min = true;
  depth.min = 2;
  CHECK(schema_of(depth) ==
        R"({"default":18,"description":"what depth does","minimum":2,"type":"integer"})");
  CHECK(schema_of(parameter("fast", ParameterType::flag, true)) ==
        R"({"default":true,"description":"what fast does","type":"boolean"})");
  CHECK(schema_of(parameter("root", ParameterType::path, nullptr)) ==
        R"x({"description":"what root does (relative to the file's folder)","type":"string"})x");
  rate.type = ParameterType::reals;
  rate.default_value = std::vector<double>{0.5};
  CHECK(schema_of(rate).find(
            R"("items":{"exclusiveMinimum":0,"maximum":1,"type":"number"},"type":"array")") !=
        std::string::npos);
  CHECK(
      schema_of(parameter("names", ParameterType::texts, std::vector<std::string>{})) ==
      R"({"default":[],"description":"what names does","items":{"type":"string"},"type":"array"})");
}

TEST_CASE("a choice has its words, and a parameter without a sentence its name",
          "[catalog][schema]") {
  ParameterFacts pool = parameter("pool", ParameterType::choice, std::string("mean"));
  pool.choices = {"mean", "max"};
  pool.doc = "";
  CHECK(schema_of(pool) ==
        R"({"default":"mean","description":"pool","enum":["mean","max"],"type":"string"})");
}

TEST_CASE("a component is named alone where that is enough", "[catalog][schema]") {
  Catalog catalog = small_catalog();
  CHECK(words_for(catalog, only(catalog, Kind::model, "vgg")) == Words{"vgg", "org.b/vgg"});
  catalog.plugins.push_back(plugin("org.z", {component(Kind::model, "vgg")}));
  CHECK(words_for(catalog, only(catalog, Kind::model, "org.z/vgg")) == Words{"org.z/vgg"});
  catalog.plugins.back().id = "no name";
  CHECK(words_for(catalog, only(catalog, Kind::model, "no name/vgg")).empty());
}

TEST_CASE("entries of a kind have the parameters that their component has", "[catalog][schema]") {
  const boost::json::object schema = entries_schema(small_catalog(), Kind::model);
  CHECK(canonical_json(schema.at("properties").at("use").at("enum")) ==
        R"(["vgg","org.b/vgg","loaded","org.d/loaded"])");
  REQUIRE(schema.at("allOf").as_array().size() == 2);
  const boost::json::value& loaded = schema.at("allOf").at(1);
  CHECK(canonical_json(loaded.at("if")) ==
        R"({"properties":{"use":{"enum":["loaded","org.d/loaded"]}},"required":["use"]})");
  CHECK(canonical_json(loaded.at("then").at("required")) == R"(["weights"])");
  CHECK(loaded.at("then").at("additionalProperties") == boost::json::value(false));
  CHECK(loaded.at("then").at("properties").as_object().contains("image"));
  CHECK_FALSE(loaded.at("then").at("properties").as_object().contains("depth"));
}

TEST_CASE("a parameter that the grammar keeps for itself cannot be written", "[catalog][schema]") {
  Catalog catalog;
  catalog.plugins = {plugin("org.k",
                            {component(Kind::dataset,
                                       "kept",
                                       {parameter("limit", ParameterType::integer, std::int64_t{1}),
                                        parameter("tag", ParameterType::text, std::string("a")),
                                        parameter("free", ParameterType::flag, true)})})};
  const boost::json::object schema = entries_schema(catalog, Kind::dataset);
  const auto& properties = schema.at("allOf").at(0).at("then").at("properties").as_object();
  CHECK(properties.contains("free"));
  CHECK(properties.at("limit") == boost::json::value(true));  // the grammar's own key
  CHECK_FALSE(properties.contains("tag"));
}

TEST_CASE("where no plugin offers one, no entry is right", "[catalog][schema]") {
  const boost::json::object schema = entries_schema(Catalog{}, Kind::dataset);
  CHECK(schema.at("properties").at("use").as_object().contains("not"));
  CHECK_FALSE(schema.contains("allOf"));
}

TEST_CASE("the schema of one component stands alone", "[catalog][schema]") {
  const Catalog catalog = small_catalog();
  const auto schema =
      boost::json::parse(describe_json_schema(catalog, "strategies/fine_tune")).as_object();
  CHECK(schema.at("$schema") == boost::json::value("http://json-schema.org/draft-07/schema#"));
  CHECK(schema.at("title") == boost::json::value("strategies/fine_tune"));
  CHECK(schema.at("properties").as_object().contains("head_lr"));
  CHECK(schema.at("properties").as_object().contains("training"));
  CHECK(schema.at("definitions").as_object().size() == 2);  // training and numeric of an entry
  CHECK(schema.at("definitions").as_object().contains("training_of_entry"));
  CHECK_FALSE(boost::json::parse(describe_json_schema(catalog, "models/vgg"))
                  .as_object()
                  .contains("definitions"));
  CHECK(canonical_json(
            boost::json::parse(describe_json_schema(catalog, "models/loaded")).at("required")) ==
        R"(["use","weights"])");
}
