#include "host/spec/audit_rule.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/host/spec/spec_text.hpp"

using namespace tlhost::engine;
using namespace tlhost::test;

namespace {

ExperimentSpec spec_with(const std::string& audit) {
  return parse_text(experiment({{"audit", audit}}));
}

}  // namespace

TEST_CASE("an experiment names the records whose copies pass the audit", "[spec][audit]") {
  const ExperimentSpec spec = spec_with(R"({"allow": ["skin/a.png", "skin/test/b.png"]})");
  CHECK(spec.problems.empty());
  REQUIRE(spec.audit.allow.size() == 2);
  CHECK(spec.audit.allow[0].record == "skin/a.png");
  CHECK(spec.audit.allow[1].place.pointer == "/audit/allow/1");
  CHECK(spec_with("{}").audit.allow.empty());
  CHECK(parse_text(experiment()).audit.allow.empty());
}

TEST_CASE("what is no list of records is refused", "[spec][audit]") {
  using Codes = std::vector<std::string>;
  CHECK(codes(spec_with("[]")) == Codes{"SPEC-TYPE /audit"});
  CHECK(codes(spec_with(R"({"allow": "skin/a"})")) == Codes{"SPEC-TYPE /audit/allow"});
  CHECK(codes(spec_with(R"({"allow": ["skin", 3]})")) ==
        Codes{"SPEC-TYPE /audit/allow/0", "SPEC-TYPE /audit/allow/1"});
  CHECK(codes(spec_with(R"({"near": 1})")) == Codes{"SPEC-UNKNOWN-KEY /audit/near"});
}
