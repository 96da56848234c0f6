#include "tests/unit/host/check/component_under_test.hpp"

#include <exception>

namespace tlhost::test {
namespace {

/// The host names a library in its errors; this one stands for the tests' own.
const engine::Library& some_library() {
  static const engine::Library library(std::string(TLHOST_TEST_PLUGINS) +
                                       "/strategies/fine_tune.so");
  return library;
}

engine::Verdict verdict_of(const engine::Test& test, const engine::Subject& subject) {
  try {
    return test.run(subject);
  } catch (const std::exception& error) {
    return {engine::Status::fail, std::string("it throws: ") + error.what()};
  }
}

}  // namespace

ComponentUnderTest::ComponentUnderTest(engine::Kind kind,
                                       int (*create)(const tlhost_create_args*,
                                                     void**,
                                                     tlhost_error*),
                                       void (*destroy)(void*)) {
  entry_.facts.kind = kind;
  entry_.facts.name = "under_test";
  entry_.create = create;
  entry_.destroy = destroy;
  context_.scratch_folder = folder_.path();
}

ComponentUnderTest::Said ComponentUnderTest::run(const std::vector<engine::Test>& tests,
                                                 std::int64_t flaw,
                                                 void (*before)()) {
  engine::Subject subject;
  subject.library = &some_library();
  subject.entry = &entry_;
  subject.arguments["flaw"] = flaw;
  subject.scratch = folder_.path();
  subject.seed = 5;
  subject.context = &context_;
  Said said;
  for (const engine::Test& test : tests) {
    before();
    const engine::Verdict verdict = verdict_of(test, subject);
    said.texts[test.name] = verdict.text;
    if (verdict.status == engine::Status::skip) {
      said.skipped.push_back(test.name);
    } else if (verdict.status != engine::Status::pass) {
      said.against[test.name] = verdict.status;
    }
  }
  return said;
}

}  // namespace tlhost::test
