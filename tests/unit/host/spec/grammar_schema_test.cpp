#include "host/spec/grammar_schema.hpp"

#include "host/spec/names.hpp"
#include "host/store/canonical_json.hpp"
#include "tests/support/catch.hpp"

#include <boost/json/value.hpp>

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

using namespace tlhost::engine;

namespace {

std::string pattern_of(const boost::json::value& schema) {
  return std::string(schema.at("pattern").as_string());
}

/// Every "$ref" in a schema.
void collect(const boost::json::value& value, std::vector<std::string>& references) {
  if (value.is_array()) {
    for (const boost::json::value& item : value.as_array()) {
      collect(item, references);
    }
  } else if (value.is_object()) {
    for (const auto& member : value.as_object()) {
      if (member.key() == "$ref") {
        references.emplace_back(member.value().as_string());
      }
      collect(member.value(), references);
    }
  }
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

TEST_CASE("the pattern of names takes exactly what the reader takes", "[spec][schema]") {
  const std::regex pattern(pattern_of(name_schema()));
  for (int c = 1; c < 256; ++c) {
    const std::string alone(1, static_cast<char>(c));
    for (const std::string& word : {alone, "a" + alone, alone + "a"}) {
      CAPTURE(word);
      CHECK(std::regex_search(word, pattern) == is_name(word));
    }
  }
  CHECK_FALSE(std::regex_search("", pattern));
}

TEST_CASE("the pattern of globs takes what can match a name", "[spec][schema]") {
  const std::regex pattern(pattern_of(names_schema().at("anyOf").at(0)));
  for (const char* const word : {"*", "a*", "?b", "*-x", "a.b_c-1"}) {
    CHECK(std::regex_search(word, pattern));
  }
  for (const char* const word : {"", "a b", "-x*", "[a]", "a/b"}) {
    CHECK_FALSE(std::regex_search(word, pattern));
  }
}

TEST_CASE("all references of the grammar lead somewhere", "[spec][schema]") {
  boost::json::object definitions = grammar_definitions();
  std::vector<std::string> references;
  collect(definitions, references);
  collect(file_schema(), references);
  for (const EntryGrammar& grammar : {dataset_grammar(), model_grammar(), strategy_grammar()}) {
    collect(grammar.schema, references);
  }
  CHECK(references.size() > 20);
  for (const char* const later : {"dataset", "model", "strategy"}) {
    definitions[later] = true;
  }
  for (const std::string& reference : references) {
    CAPTURE(reference);
    CHECK(reference.starts_with("#/definitions/"));
    CHECK(definitions.contains(reference.substr(reference.rfind('/') + 1)));
  }
}

TEST_CASE("the file has no key that is for later", "[spec][schema]") {
  const boost::json::object schema = file_schema();
  const boost::json::object& properties = schema.at("properties").as_object();
  CHECK(properties.contains("training"));
  CHECK(properties.contains("budgets"));
  CHECK_FALSE(properties.contains("devices"));
  CHECK(canonical_json(file_schema().at("required")) ==
        R"(["format","name","datasets","models","sources","targets","strategies"])");
}

TEST_CASE("words that no parameter can have are kept", "[spec][schema]") {
  CHECK(has(model_grammar().kept, "limit"));
  CHECK(has(dataset_grammar().kept, "for"));
  CHECK(has(strategy_grammar().kept, "after"));
  CHECK(has(model_grammar().kept, "seeds"));
  CHECK_FALSE(has(model_grammar().kept, "depth"));
}

TEST_CASE("as many numbers as channels are asked for, by default as many as the default has",
          "[spec][schema]") {
  const boost::json::array conditions = channel_conditions();
  REQUIRE(conditions.size() == 2);
  CHECK(conditions[0].at("if").at("properties").at("image").as_object().contains("required"));
  CHECK_FALSE(conditions[1].at("if").as_object().contains("required"));
  CHECK(canonical_json(conditions[1]).find(R"("maxItems":3,"minItems":3)") != std::string::npos);
}
