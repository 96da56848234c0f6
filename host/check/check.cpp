#include "host/check/check.hpp"

#include "host/catalog/facts_json.hpp"
#include "host/catalog/handshake.hpp"
#include "host/check/declarations.hpp"
#include "host/check/run_test.hpp"
#include "host/check/verdicts.hpp"
#include "host/execute/numeric.hpp"
#include "host/execute/signals.hpp"
#include "host/process/temporary_folder.hpp"
#include "host/resolve/prepared.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <regex>

namespace tlhost::engine {
namespace {

std::regex parse_include(const std::string& include) {
  try {
    return std::regex(include);
  } catch (const std::regex_error& error) {
    throw Refusal(Exit::usage,
                  {"CHECK-INCLUDE",
                   "--include",
                   "\"" + include + "\" is no regular expression: " + error.what(),
                   "",
                   "write one of ECMAScript's; a backslash before a sign takes it literally"});
  }
}

std::vector<Test> tests_of(Kind kind) {
  std::vector<Test> tests = create_tests();
  std::vector<Test> more = kind == Kind::dataset ? dataset_tests()
                           : kind == Kind::model ? model_tests()
                                                 : strategy_tests();
  std::move(more.begin(), more.end(), std::back_inserter(tests));
  return tests;
}

class Checker {
 public:
  Checker(const CheckRequest& request, const std::function<void(const CheckReport&)>& show)
      : show_(show), include_(parse_include(request.include)) {
    report_.request = request;
    std::error_code error;
    path_ = std::filesystem::absolute(request.path, error).string();
    if (!std::filesystem::exists(path_, error)) {
      throw Refusal(Exit::usage,
                    {"PLUGINS-MISSING",
                     request.path,
                     "no such file",
                     "",
                     "name the plugin library, for instance build/plugins/datasets/NAME.so"});
    }
    if (!request.in_process) {
      gate_.emplace();
    }
    rules_ = {folder_.path(), request.limit_ms, request.in_process, gate_ ? &*gate_ : nullptr};
  }

  CheckReport run() {
    const std::optional<PluginFacts> facts = find_out();
    const std::vector<Prepared> components =
        facts ? prepare(*facts, report_.request.parameters) : std::vector<Prepared>();
    refuse_if_nothing_matches(components);
    run_all(file_tests(), nullptr, "");
    run_all(registry_tests(), nullptr, unreadable_);
    if (!facts) {
      run_all(create_tests(), nullptr, report_.not_loaded);
    }
    for (const Prepared& component : components) {
      run_all(tests_of(component.kind), &component, "");
    }
    return std::move(report_);
  }

 private:
  /// What the plugin says of itself, from a child that loads it; nothing, with the reasons set, if
  /// the host could make nothing of it.
  std::optional<PluginFacts> find_out() {
    if (const auto refused = refuse_before_loading(path_)) {
      unreadable_ = report_.not_loaded = refused->reason;
      return std::nullopt;
    }
    const Verdict opened = run_test(
        [this](Context&, const std::string&) {
          declarations_of(open_plugin(path_));
          return verdict::pass();
        },
        rules_);
    if (opened.status != Status::pass) {
      unreadable_ = report_.not_loaded = "while loading: " + opened.text;
      return std::nullopt;
    }
    const Verdict told = run_test(
        [this](Context&, const std::string&) {
          return Verdict{Status::pass, boost::json::serialize(to_json(library().facts()))};
        },
        rules_);
    if (told.status != Status::pass) {
      report_.not_loaded = told.text;
      return std::nullopt;
    }
    boost::json::parse_options bytes;
    bytes.allow_invalid_utf8 = true;  // what a plugin says of itself need not be text
    PluginFacts facts = plugin_from_json(boost::json::parse(told.text, {}, bytes));
    report_.id = facts.id;
    report_.version = facts.version;
    return facts;
  }

  /// Loaded where it is called first: in each child, or once in this process.
  const Library& library() {
    if (!library_) {
      library_ = std::make_unique<Library>(path_);
    }
    return *library_;
  }

  bool is_included(const Test& test) const {
    return std::regex_search(test.what + ": " + test.name, include_);
  }

  void refuse_if_nothing_matches(const std::vector<Prepared>& components) const {
    std::vector<Test> all = file_tests();
    const auto add = [&all](std::vector<Test> more) {
      std::move(more.begin(), more.end(), std::back_inserter(all));
    };
    add(registry_tests());
    add(create_tests());
    for (const Prepared& component : components) {
      add(tests_of(component.kind));
    }
    const bool any =
        std::any_of(all.begin(), all.end(), [this](const Test& t) { return is_included(t); });
    if (!any) {
      throw Refusal(Exit::usage,
                    {"CHECK-INCLUDE",
                     "--include",
                     "no test of this plugin matches \"" + report_.request.include + "\"",
                     "",
                     "it is searched in \"what: name\", as \"dataset: it lists records\""});
    }
  }

  /// skipped: why none of them can run; "" if they can.
  void run_all(const std::vector<Test>& tests,
               const Prepared* component,
               const std::string& skipped) {
    for (const Test& test : tests) {
      if (is_included(test)) {
        const Verdict verdict =
            skipped.empty() ? run_one(test, component) : verdict::skip("not loaded: " + skipped);
        report_.results.push_back(
            {component == nullptr ? "" : component->label(), test.what, test.name, verdict});
        show_(report_);
      }
    }
  }

  Verdict run_one(const Test& test, const Prepared* component) {
    return run_test(
        [&](Context& context, const std::string& scratch) {
          set_up_numerics({});  // as in a job
          Subject subject;
          subject.path = path_;
          subject.scratch = scratch;
          subject.seed = report_.request.seed;
          subject.context = &context;
          if (test.what != "file" && report_.not_loaded.empty()) {
            subject.library = &library();
          }
          if (component != nullptr) {
            subject.entry = &library().entry(component->kind, component->name);
            subject.arguments = component->arguments;
            subject.not_given = component->not_given;
          }
          return test.run(subject);
        },
        rules_);
  }

  const std::function<void(const CheckReport&)>& show_;
  std::regex include_;
  CheckReport report_;
  std::string path_;        // absolute
  std::string unreadable_;  // why it cannot even be opened
  TemporaryFolder folder_{"check"};
  std::optional<SignalGate> gate_;
  RunRules rules_;
  std::unique_ptr<Library> library_;
};

}  // namespace

std::size_t CheckReport::count(Status status) const {
  return static_cast<std::size_t>(
      std::count_if(results.begin(), results.end(), [status](const CheckResult& result) {
        return result.verdict.status == status;
      }));
}

bool CheckReport::passed() const {
  return not_loaded.empty() && count(Status::fail) == 0 && count(Status::crash) == 0 &&
         count(Status::timeout) == 0;
}

CheckReport check(const CheckRequest& request,
                  const std::function<void(const CheckReport&)>& show) {
  return Checker(request, show).run();
}

}  // namespace tlhost::engine
