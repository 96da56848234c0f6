#include "host/audit/audit.hpp"
#include "host/log/printable.hpp"
#include "host/log/problem.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tlhost::engine {
namespace {

constexpr std::size_t kShown = 20;

std::string words(const AuditedRecord& record) {
  return record.dataset + "/" + record.id + " (" + record.role + ")";
}

std::string words(const SameImage& pair) { return words(pair.first) + " = " + words(pair.second); }

std::string words(const NearCopy& pair) {
  std::array<char, 8> likeness{};
  std::snprintf(likeness.data(), likeness.size(), "%.3f", pair.likeness);
  return words(pair.first) + " ~ " + words(pair.second) + " " + likeness.data();
}

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string leaks_counted(const Audit& audit) {
  return counted(audit.leaks.size(), "copy", "copies") + " across parts" +
         (audit.allowed.empty() ? "" : " and " + std::to_string(audit.allowed.size()) + " allowed");
}

std::string near_counted(const Audit& audit) {
  return (audit.near_are_all ? "" : "at least ") +
         counted(audit.near.size(), "near copy", "near copies");
}

std::string conflicts_counted(const Audit& audit) {
  return counted(audit.conflicts.size(), "image", "images") + " with contradicting labels";
}

std::string all_counted(const Audit& audit) {
  return leaks_counted(audit) + ", " + near_counted(audit) + ", " + conflicts_counted(audit);
}

constexpr const char* kAll = "; tlhost audit lists them all";

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
                      "tlhost audit lists them all; \"audit\" can allow what is meant"});
  throw Refusal(Exit::bad_data, problems);
}

std::string audit_text(const Audit& audit) {
  std::string text;
  for (const SameImage& pair : audit.leaks) {
    text += "leak      " + printable(words(pair)) + "\n";
  }
  for (const SameImage& pair : audit.allowed) {
    text += "allowed   " + printable(words(pair)) + "\n";
  }
  for (const NearCopy& pair : audit.near) {
    text += "near      " + printable(words(pair)) + "\n";
  }
  for (const SameImage& pair : audit.conflicts) {
    text += "conflict  " + printable(words(pair)) + "\n";
  }
  return text + counted(audit.images, "image", "images") + ": " + all_counted(audit) + "\n";
}

std::vector<std::pair<std::string, std::string>> audit_facts(const Audit& audit) {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"audit",
       counted(audit.images, "image", "images") +
           " compared by their pixels: " + all_counted(audit)}};
  const auto add = [&facts](const char* name, const auto& pairs) {
    for (std::size_t i = 0; i < std::min(pairs.size(), kShown); ++i) {
      facts.emplace_back(name, words(pairs[i]));
    }
  };
  add("allowed copy", audit.allowed);
  add("near copies", audit.near);
  add("contradicting labels", audit.conflicts);
  return facts;
}

std::vector<std::string> audit_warnings(const Audit& audit) {
  std::vector<std::string> warnings;
  if (!audit.allowed.empty()) {
    warnings.push_back(
        counted(audit.allowed.size(), "copy", "copies") +
        " across parts that the experiment allows, the first: " + words(audit.allowed[0]) + kAll);
  }
  if (!audit.near.empty()) {
    warnings.push_back(near_counted(audit) + " across parts, the first: " + words(audit.near[0]) +
                       kAll);
  }
  if (!audit.near_are_all) {
    warnings.push_back(
        "there are more images that look alike than are listed, so near copies "
        "across parts may have gone unseen; look for a cause such as blank images");
  }
  if (!audit.conflicts.empty()) {
    warnings.push_back(conflicts_counted(audit) + ", the first: " + words(audit.conflicts[0]) +
                       kAll);
  }
  return warnings;
}

}  // namespace tlhost::engine
