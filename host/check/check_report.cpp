#include "host/check/check_report.hpp"

#include "host/data/utf8.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <ostream>

namespace tlhost::engine {
namespace {

constexpr Status kAll[] = {
    Status::pass, Status::warn, Status::fail, Status::skip, Status::crash, Status::timeout};

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

/// What stands below a test's line: every line of it indented.
std::string indented(const std::string& text) {
  std::string lines = "\n         ";
  for (const char c : text) {
    lines += c == '\n' ? std::string("\n         ") : std::string(1, c);
  }
  return text.empty() ? "" : lines;
}

}  // namespace

const char* name_of(Status status) {
  switch (status) {
    case Status::pass:
      return "pass";
    case Status::warn:
      return "warn";
    case Status::fail:
      return "fail";
    case Status::skip:
      return "skip";
    case Status::crash:
      return "crash";
    case Status::timeout:
      break;
  }
  return "timeout";
}

std::string check_heading(const CheckReport& report) {
  const std::string plugin = report.id.empty() ? "" : ", " + report.id + " " + report.version;
  return show_as_utf8(report.request.path + plugin + ", seed " +
                      std::to_string(report.request.seed)) +
         "\n";
}

std::string check_line(const CheckResult& result) {
  const std::string where = result.component.empty() ? "" : result.component + " ";
  return padded(name_of(result.verdict.status), 9) +
         show_as_utf8(where + result.what + ": " + result.name + indented(result.verdict.text)) +
         "\n";
}

std::string check_counts(const CheckReport& report) {
  std::string text = std::to_string(report.results.size()) + " tests:";
  for (const Status status : kAll) {
    text += (status == Status::pass ? " " : ", ") + std::to_string(report.count(status)) + " " +
            name_of(status);
  }
  if (!report.not_loaded.empty()) {
    text += "\nnot loaded: " + show_as_utf8(report.not_loaded);
  }
  return text + "\n";
}

std::string check_json(const CheckReport& report, bool only_failed) {
  boost::json::array tests;
  for (const CheckResult& result : report.results) {
    if (!only_failed || result.verdict.status != Status::pass) {
      tests.push_back({{"component", result.component},
                       {"what", result.what},
                       {"name", result.name},
                       {"status", name_of(result.verdict.status)},
                       {"text", show_as_utf8(result.verdict.text)}});
    }
  }
  boost::json::object counts;
  for (const Status status : kAll) {
    counts[name_of(status)] = report.count(status);
  }
  const boost::json::value plugin{{"path", show_as_utf8(report.request.path)},
                                  {"id", show_as_utf8(report.id)},
                                  {"version", show_as_utf8(report.version)},
                                  {"not_loaded", show_as_utf8(report.not_loaded)}};
  return boost::json::serialize(boost::json::object{{"plugin", plugin},
                                                    {"seed", report.request.seed},
                                                    {"tests", std::move(tests)},
                                                    {"counts", std::move(counts)}}) +
         "\n";
}

int run_check(const CheckRequest& request, bool json, bool only_failed, std::ostream& out) {
  bool begun = false;
  const CheckReport report = check(request, [&](const CheckReport& so_far) {
    if (json) {
      return;
    }
    out << (begun ? "" : check_heading(so_far));
    begun = true;
    const CheckResult& last = so_far.results.back();
    if (!only_failed || last.verdict.status != Status::pass) {
      out << check_line(last) << std::flush;
    }
  });
  out << (json ? check_json(report, only_failed) : check_counts(report));
  return static_cast<int>(report.passed() ? Exit::done : Exit::plugin);
}

}  // namespace tlhost::engine
