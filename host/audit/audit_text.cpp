#include "host/audit/audit.hpp"
#include "host/log/printable.hpp"
#include "host/log/problem.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace tlhost::engine {
namespace {

constexpr std::size_t kShown = 20;

std::string words(const AuditedRecord& record) {
  return record.dataset + "/" + record.id + " (" + record.role + ")";
}

std::string words(const SameImage& pair) { return words(pair.first) + " = " + words(pair.second); }

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string leaks_counted(const Audit& audit) {
  return counted(audit.leaks.size(), "copy", "copies") + " across parts";
}

std::string conflicts_counted(const Audit& audit) {
  return counted(audit.conflicts.size(), "image", "images") + " with contradicting labels";
}

boost::json::value to_json(const AuditedRecord& record, const char* role) {
  return boost::json::object{{"dataset", printable(record.dataset)},
                             {"record", printable(record.id)},
                             {role, printable(record.role)}};
}

boost::json::array to_json(const std::vector<SameImage>& pairs, const char* role) {
  boost::json::array all;
  for (const SameImage& pair : pairs) {
    all.push_back(boost::json::array{to_json(pair.first, role), to_json(pair.second, role)});
  }
  return all;
}

}  // namespace

void refuse_leaks(const Audit& audit) {
  if (audit.leaks.empty()) {
    return;
  }
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < std::min(audit.leaks.size(), kShown); ++i) {
    const SameImage& pair = audit.leaks[i];
    problems.push_back(
        {"AUDIT-DUPLICATE", words(pair.first), "the same image as " + words(pair.second), "", ""});
  }
  problems.push_back({"AUDIT-DUPLICATE",
                      "the experiment's data",
                      leaks_counted(audit) + ": what is tested was learnt from",
                      "",
                      "take one of each pair out of its dataset, or give both one group; "
                      "tlhost audit lists them all"});
  throw Refusal(Exit::bad_data, problems);
}

std::string audit_text(const Audit& audit) {
  std::string text;
  for (const SameImage& pair : audit.leaks) {
    text += "leak      " + printable(words(pair)) + "\n";
  }
  for (const SameImage& pair : audit.conflicts) {
    text += "conflict  " + printable(words(pair)) + "\n";
  }
  return text + counted(audit.images, "image", "images") + ": " + leaks_counted(audit) + ", " +
         conflicts_counted(audit) + "\n";
}

std::string audit_json(const Audit& audit) {
  return boost::json::serialize(
             boost::json::object{{"images", audit.images},
                                 {"leaks", to_json(audit.leaks, "part")},
                                 {"conflicts", to_json(audit.conflicts, "classes")}}) +
         "\n";
}

std::vector<std::pair<std::string, std::string>> audit_facts(const Audit& audit) {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"audit",
       counted(audit.images, "image", "images") +
           " compared by their pixels: " + leaks_counted(audit) + ", " + conflicts_counted(audit)}};
  for (std::size_t i = 0; i < std::min(audit.conflicts.size(), kShown); ++i) {
    facts.emplace_back("contradicting labels", words(audit.conflicts[i]));
  }
  return facts;
}

std::string conflict_warning(const Audit& audit) {
  return audit.conflicts.empty()
             ? ""
             : conflicts_counted(audit) + ", the first: " + words(audit.conflicts[0]) +
                   "; tlhost audit lists them all";
}

}  // namespace tlhost::engine
