#pragma once
#include "host/catalog/catalog.hpp"
#include "host/doctor/finding.hpp"
#include "host/log/problem.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tlhost::engine {

/// What the user gave.
struct DoctorOrder {
  std::vector<std::string> named;         ///< --plugins
  std::function<Catalog()> open_catalog;  ///< may throw a Refusal, which becomes a finding
};

/// Looks at all that this tlhost runs on: the program and its LibTorch, arithmetic, machine,
/// environment, plugins.  Trains nothing; what needs tensors runs in a child, within about a
/// second.
Diagnosis diagnose(const DoctorOrder& order);

/// A line a finding, by topics, and one that counts.
std::string diagnosis_text(const Diagnosis& diagnosis);
/// {"findings": [{"topic", "name", "state", "value", "remedy", "fact"}], "notes", "problems"}
std::string diagnosis_json(const Diagnosis& diagnosis);

/// plugin if plugins that the user named are unusable, else done.
Exit exit_of(const Diagnosis& diagnosis);

}  // namespace tlhost::engine
