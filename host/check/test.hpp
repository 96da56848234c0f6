#pragma once
#include "host/catalog/component.hpp"

#include <tlhost/context.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// How a test of conformance ended.  crash and timeout are what its child came to.
enum class Status : std::uint8_t { pass, warn, fail, skip, crash, timeout };

/// text: what was found and what was expected; for skip, why.  May be empty for pass.
struct Verdict {
  Status status = Status::pass;
  std::string text;
};

/// What a test looks at.  Lifetime: of one test, in one child.
struct Subject {
  std::string path;                       ///< the library file
  const Library* library = nullptr;       ///< null in tests of the file, which load nothing
  const Library::Entry* entry = nullptr;  ///< the component; null in tests of file and registry
  Arguments arguments;                    ///< the component's defaults, or those of --config
  std::vector<std::string> not_given;     ///< required parameters without a value
  std::string scratch;                    ///< a folder of this test alone
  std::uint64_t seed = 0;                 ///< of all that the test draws
  Context* context = nullptr;             ///< for the component's constructor; never null
};

/// One thing that a plugin must keep to.
struct Test {
  std::string name;  ///< a sentence: "the stages partition the module"
  std::string
      what;  ///< what it belongs to: "file", "registry", "create", "dataset", "model", "strategy"
  std::function<Verdict(const Subject&)> run;  ///< what it throws is a failure
};

/// The tests, in order.  Those of "create" and of a kind run once a component.
std::vector<Test> file_tests();
std::vector<Test> registry_tests();
std::vector<Test> create_tests();
std::vector<Test> dataset_tests();
std::vector<Test> model_tests();
std::vector<Test> strategy_tests();

}  // namespace tlhost::engine
