#include "host/resolve/experiment_schema.hpp"

#include "host/store/canonical_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/host/resolve/small_catalog.hpp"

#include <boost/json/parse.hpp>

#include <string>

using namespace tlhost::engine;
using namespace tlhost::test;

TEST_CASE("the schema of a file knows the plugins and names no folder", "[resolve][schema]") {
  const std::string text = schema_text(small_catalog());
  CHECK(text.back() == '\n');
  CHECK(text.find("/plugins") == std::string::npos);
  const auto schema = boost::json::parse(text).as_object();
  CHECK(schema.at("$schema") == boost::json::value("http://json-schema.org/draft-07/schema#"));
  CHECK(std::string(schema.at("description").as_string()).find("org.a 1.2.0, org.b 1.2.0") !=
        std::string::npos);
  CHECK(schema.at("allowComments") == boost::json::value(true));
  for (const char* const kind : {"dataset", "model", "strategy", "source", "cells", "training"}) {
    CHECK(schema.at("definitions").as_object().contains(kind));
  }
}

TEST_CASE("a file without a recipe is right only where there is a default one",
          "[resolve][schema]") {
  Catalog catalog = small_catalog();
  const auto with = experiment_schema(catalog);
  CHECK(canonical_json(with.at("properties").at("pretrain").at("default")) ==
        R"({"use":"fine_tune"})");
  catalog.plugins[2].components[0].name = "tune";
  const auto without = experiment_schema(catalog);
  CHECK_FALSE(without.at("properties").at("pretrain").as_object().contains("default"));
  CHECK(without.at("allOf").as_array().size() == with.at("allOf").as_array().size() + 1);
  CHECK(canonical_json(without.at("allOf").as_array().back()) ==
        R"({"anyOf":[{"required":["pretrain"]},{"properties":{"sources":{"additionalProperties":)"
        R"({"if":{"required":["train_on"]},"then":{"required":["pretrain"]}}}}}]})");
}
