#pragma once
#include <tlhost/model.hpp>

#include <string>
#include <vector>

namespace tlhost::engine {

/// The stages that a model declares, in order.
std::vector<Stage> stages_of(const Model& model);

/// Whether a dotted path covers a name: "a.b" covers "a.b" and "a.b.c", but not "a.bc".
bool covers(const std::string& path, const std::string& name);

/// Whether one of a stage's paths does.
bool covers(const Stage& stage, const std::string& name);

}  // namespace tlhost::engine
