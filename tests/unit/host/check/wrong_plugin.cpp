#include "tests/unit/host/check/wrong_plugin.hpp"

#include "host/check/check_report.hpp"

#include <cstdlib>

namespace tlhost::test {

std::string path_of(const WrongPlugin& plugin) {
  return std::string(TLHOST_TEST_WRONG_PLUGINS) + "/" + plugin.stem + ".so";
}

engine::CheckReport checked(const WrongPlugin& plugin, const std::string& include) {
  engine::CheckRequest request;
  request.path = path_of(plugin);
  request.include = include;
  request.parameters = plugin.parameters;
  setenv("TLHOST_TEST_WRONG", plugin.wrong.c_str(), 1);
  engine::CheckReport report = engine::check(request, [](const engine::CheckReport&) {});
  unsetenv("TLHOST_TEST_WRONG");
  return report;
}

std::vector<std::string> complaints(const engine::CheckReport& report) {
  std::vector<std::string> all;
  for (const engine::CheckResult& result : report.results) {
    const engine::Status status = result.verdict.status;
    if (status != engine::Status::pass && status != engine::Status::skip) {
      all.push_back(std::string(engine::name_of(status)) + " " + result.what + ": " + result.name);
    }
  }
  return all;
}

std::vector<std::string> skipped(const engine::CheckReport& report) {
  std::vector<std::string> all;
  for (const engine::CheckResult& result : report.results) {
    if (result.verdict.status == engine::Status::skip) {
      all.push_back(result.what + ": " + result.name);
    }
  }
  return all;
}

}  // namespace tlhost::test
