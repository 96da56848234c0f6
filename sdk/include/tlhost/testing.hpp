#pragma once
// For the tests of a plugin, no ABI: what the host gives a component, in the process of the test.
//     auto moles = tlhost::testing::make<Moles>({{"samples", 12}});
#include <tlhost/context.hpp>
#include <tlhost/create.hpp>
#include <tlhost/params.hpp>
#include <tlhost/record.hpp>
#include <tlhost/stage.hpp>
#include <tlhost/testing_parameters.hpp>

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlhost {
inline namespace v1 {
namespace testing {

/// Keeps what is logged.
struct QuietContext final : Context {
  void log(Level level, std::string_view text) override {
    logged.emplace_back(level, std::string(text));
  }

  bool cancelled() const noexcept override { return cancel; }

  void progress(double, double) override {}

  std::string scratch() override {
    if (scratch_folder.empty()) {
      throw ResourceError("there is no scratch folder here");
    }
    return scratch_folder;
  }

  std::vector<std::pair<Level, std::string>> logged;
  bool cancel = false;         ///< what cancelled() says
  std::string scratch_folder;  ///< a test that needs one makes and removes it
};

/// What a dataset lists, in its order.
struct RecordList final : Records {
  Record& add() override {
    records.emplace_back();
    return records.back();
  }

  void skip(std::string_view what, std::string_view why) override {
    skipped.emplace_back(std::string(what), std::string(why));
  }

  std::deque<Record> records;
  std::vector<std::pair<std::string, std::string>> skipped;
};

/// A model's stages in order.
struct StageList final : Stages {
  Stage& add(std::string_view name) override {
    stages.emplace_back();
    stages.back().name = std::string(name);
    return stages.back();
  }

  std::deque<Stage> stages;
};

namespace detail {

template <class T>
auto schema_of(int) -> decltype(T::schema()) {
  return T::schema();
}

template <class T>
Schema schema_of(long) {
  return Schema();
}

}  // namespace detail

/// An object of T as the host makes it.  Errors: those of Parameters, and of T's constructor.
template <class T>
std::unique_ptr<T> make(const Values& values = Values(),
                        const ModelRequest& request = ModelRequest()) {
  const Parameters parameters(detail::schema_of<T>(0), values);
  QuietContext context;
  const Create create{Params(parameters.view()), request, context};
  return std::make_unique<T>(create);
}

}  // namespace testing
}  // namespace v1
}  // namespace tlhost
