#include "host/doctor/doctor.hpp"

#include "host/doctor/environment.hpp"
#include "host/doctor/machine_facts.hpp"
#include "host/doctor/numbers.hpp"
#include "host/doctor/plugin_findings.hpp"
#include "host/store/pretty_json.hpp"

#include <tlhost/plugin.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace tlhost::engine {
namespace {

constexpr const char* name_of(State state) {
  switch (state) {
    case State::ok:
      return "ok";
    case State::note:
      return "note";
    case State::problem:
      break;
  }
  return "problem";
}

std::vector<Finding> program_findings() {
  const std::string sdk = std::to_string(TLHOST_SDK_MAJOR) + "." + std::to_string(TLHOST_SDK_MINOR);
  const auto line = [](const char* name, const std::string& value) {
    return Finding{"program", name, value, State::ok, "", boost::json::string(value)};
  };
  return {line("tlhost", TLHOST_VERSION), line("plugin SDK", sdk), line("ABI tag", TLHOST_ABI_TAG)};
}

std::ptrdiff_t count(const Diagnosis& diagnosis, State state) {
  return std::count_if(diagnosis.findings.begin(),
                       diagnosis.findings.end(),
                       [state](const Finding& finding) { return finding.state == state; });
}

std::string counted(std::ptrdiff_t n, const std::string& word) {
  return (n == 0 ? "no" : std::to_string(n)) + " " + word + (n == 1 ? "" : "s");
}

/// Line breaks within a field indent what follows.
std::string indented(const std::string& text, std::size_t columns) {
  std::string all;
  for (const char c : text) {
    all += c;
    all += c == '\n' ? std::string(columns, ' ') : "";
  }
  return all;
}

}  // namespace

Diagnosis diagnose(const DoctorOrder& order) {
  Diagnosis diagnosis;
  diagnosis.add(program_findings());
  add_plugin_findings(order, diagnosis);
  diagnosis.add(machine_findings("/"));
  diagnosis.add(number_findings());
  diagnosis.add(environment_findings(this_environment()));
  return diagnosis;
}

std::string diagnosis_text(const Diagnosis& diagnosis) {
  constexpr std::size_t kState = 9;
  std::size_t width = 0;
  for (const Finding& finding : diagnosis.findings) {
    width = std::max(width, finding.name.size() + 2);
  }
  std::string text, topic;
  for (const Finding& finding : diagnosis.findings) {
    if (finding.topic != topic) {
      text += (topic.empty() ? "" : "\n") + finding.topic + "\n";
      topic = finding.topic;
    }
    const std::string state = name_of(finding.state);
    text += "  " + state + std::string(kState - state.size(), ' ') + finding.name +
            std::string(width - finding.name.size(), ' ') +
            indented(finding.value, 2 + kState + width) + "\n";
    if (!finding.remedy.empty()) {
      text += std::string(2 + kState + width, ' ') +
              "fix: " + indented(finding.remedy, 2 + kState + width) + "\n";
    }
  }
  return text + "\n" + counted(count(diagnosis, State::problem), "problem") + ", " +
         counted(count(diagnosis, State::note), "note") + "\n";
}

std::string diagnosis_json(const Diagnosis& diagnosis) {
  boost::json::array findings;
  for (const Finding& finding : diagnosis.findings) {
    findings.push_back({{"topic", finding.topic},
                        {"name", finding.name},
                        {"state", name_of(finding.state)},
                        {"value", finding.value},
                        {"remedy", finding.remedy},
                        {"fact", finding.fact}});
  }
  return pretty_json(boost::json::object{{"findings", std::move(findings)},
                                         {"problems", count(diagnosis, State::problem)},
                                         {"notes", count(diagnosis, State::note)}}) +
         "\n";
}

Exit exit_of(const Diagnosis& diagnosis) {
  return diagnosis.plugins_unusable ? Exit::plugin : Exit::done;
}

}  // namespace tlhost::engine
